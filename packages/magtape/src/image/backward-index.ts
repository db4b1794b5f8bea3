import { Beginning, noStep, type Place, type Step } from "./container.js";
import type { ImageSource } from "./image-source.js";

/** Objects between two entries of the index. */
const spacing = 256;

/**
 * `previous` of a container that can only be read forward: every 256th object is remembered, and of one
 * stretch between two of them all objects, so that going back step by step reads each stretch once. A
 * change of the file makes it forget everything.
 */
export function createBackwardIndex(
  source: ImageSource,
  next: (place: Place) => Promise<Step>,
): (place: Place) => Promise<Step> {
  let { changes } = source;
  let entries: Place[] = [Beginning];
  /** Objects one behind the other. */
  let stretch: Step[] = [];

  /** All objects from an entry to the next, or to where there are no more. */
  async function walk(entry: number): Promise<Step[]> {
    const steps: Step[] = [];
    let place = entries[entry] ?? Beginning;
    while (steps.length < spacing) {
      const step = await next(place);
      if (step.kind === "none") return steps;
      steps.push(step);
      place = step.end;
    }
    if (entry + 1 === entries.length) entries.push(place);
    return steps;
  }

  const inStretch = (offset: number) =>
    stretch.find((step) => step.kind !== "none" && step.end.offset === offset);

  return async (place) => {
    const { offset } = place;
    if (offset <= 0) return noStep("beginning", 0);
    if (source.changes !== changes) {
      entries = [Beginning];
      stretch = [];
      changes = source.changes;
    }
    const known = inStretch(offset);
    if (known !== undefined) return known;
    let entry = lastBelow(entries, offset);
    do {
      const count = entries.length;
      stretch = await walk(entry);
      if (entries.length === count) break;
      entry++;
    } while ((entries[entry]?.offset ?? offset) < offset);
    return inStretch(offset) ?? noStep("bad", offset, `no object ends at offset ${offset}`);
  };
}

/** Number of the last entry in front of `offset`. */
function lastBelow(entries: readonly Place[], offset: number): number {
  let low = 0;
  let high = entries.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.offset ?? 0) < offset) low = middle;
    else high = middle;
  }
  return low;
}
