import type { Finding } from "@floppytape/qic-format";
import type { HeaderFacts } from "./image-facts.js";
import type { ImageKind } from "./image-kind.js";
import type { TwtiHead } from "./twti-format.js";

/** One way to read a file, and what speaks for it. */
export interface Candidate {
  readonly kind: ImageKind;
  readonly score: number;
  readonly reasons: readonly string[];
  /** What speaks against it most, in a sentence; "" when nothing does. */
  readonly against: string;
  readonly findings: readonly Finding[];
  /** Undefined when the file cannot be read this way at all. */
  readonly plan: ImagePlan | undefined;
}

/** How the segments of a file are placed. */
export type ImagePlan =
  | {
      readonly kind: Exclude<ImageKind, "twti">;
      /** Byte where {@link firstSegment} begins. */
      readonly base: number;
      readonly firstSegment: number;
      /** Says where the bad sectors are; undefined: nobody does. */
      readonly header: HeaderFacts | undefined;
      /** The header segments are not to be read from the file. */
      readonly headerIsKnown: boolean;
    }
  | { readonly kind: "twti"; readonly head: TwtiHead };

/** One thing that can be checked about a candidate. */
export interface Check {
  readonly weight: number;
  /** From 0, it contradicts, to 1, it fits; undefined when the file does not show it. */
  readonly fits: number | boolean | undefined;
  /** Sentences for either outcome; `text` is told when it fits for the most part. */
  readonly text: string;
  readonly against: string;
}

/** Weighs checks: their mean, the sentences of those that fit, and the weightiest one that does not. */
export function weigh(checks: readonly Check[]): Pick<Candidate, "score" | "reasons" | "against"> {
  let sum = 0;
  let weights = 0;
  let worst = { loss: 0, against: "" };
  const reasons: string[] = [];
  for (const { weight, fits, text, against } of checks) {
    if (fits === undefined) continue;
    const value = Number(fits);
    sum += weight * value;
    weights += weight;
    if (value >= 0.5) reasons.push(text);
    const loss = weight * (1 - value);
    if (loss > worst.loss) worst = { loss, against };
  }
  const score = weights === 0 ? 0 : Math.round((sum / weights) * 100) / 100;
  return { score, reasons: reasons.filter((text) => text !== ""), against: worst.against };
}
