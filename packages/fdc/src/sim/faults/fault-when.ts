/** On which of its occasions a fault strikes. */
import type { Random } from "./random.js";
import { isRecord, shown } from "./script-value.js";

/** Occasions are counted from 1, each entry for itself. */
export type FaultWhen =
  | "always"
  | "once"
  | { readonly nth: number }
  | { readonly first: number }
  | { readonly every: number }
  | { readonly probability: number };

/** Decides of one occasion after the other whether the fault strikes on it. */
export function occasionsOf(when: FaultWhen, random: Random): () => boolean {
  if (when === "always") return () => true;
  let occasion = 0;
  if (when === "once") return () => ++occasion === 1;
  if ("nth" in when) return () => ++occasion === when.nth;
  if ("first" in when) return () => ++occasion <= when.first;
  if ("every" in when) return () => ++occasion % when.every === 0;
  return () => random.next() < when.probability;
}

/** @throws {RangeError} naming the field that is wrong. */
export function checkWhen(when: unknown): FaultWhen {
  if (when === "always" || when === "once") return when;
  const [entry, ...others] = isRecord(when) ? Object.entries(when) : [];
  if (entry === undefined || others.length > 0)
    throw new RangeError(
      'when must be "always", "once" or an object with one of nth, first, every and probability, ' +
        `got ${shown(when)}`,
    );
  const [name, value] = entry;
  if (name === "probability") {
    if (typeof value !== "number" || !(value >= 0 && value <= 1))
      throw new RangeError(`when.probability must be 0 to 1, got ${shown(value)}`);
    return { probability: value };
  }
  if (name !== "nth" && name !== "first" && name !== "every")
    throw new RangeError(`when.${name} is not known; known are nth, first, every and probability`);
  if (!Number.isSafeInteger(value) || (value as number) < 1)
    throw new RangeError(`when.${name} must be a whole number of at least 1, got ${shown(value)}`);
  return { [name]: value } as unknown as FaultWhen;
}
