import type { Finding } from "@floppytape/qic-format";
import type { ImageKind } from "./image-kind.js";

/** A kind of image that a file was not taken for. */
export interface RejectedKind {
  readonly kind: ImageKind;
  /** As {@link Recognition.score}. */
  readonly score: number;
  /** Why not, in a sentence. */
  readonly reason: string;
}

/** What a file was taken for, and why. */
export interface Recognition {
  /** Undefined when it is no cartridge image that is known. */
  readonly kind: ImageKind | undefined;
  /** The segment that the file begins with: not 0 where it lacks those before. */
  readonly firstSegment: number;
  /** What it is instead, in words, where that is known. */
  readonly otherwise: string | undefined;
  /** From 0, nothing speaks for it, to 1, everything that can be checked does. */
  readonly score: number;
  /** What speaks for it, in sentences. */
  readonly reasons: readonly string[];
  /** All other kinds, the likeliest first. */
  readonly alternatives: readonly RejectedKind[];
  /** What is odd about the file. */
  readonly findings: readonly Finding[];
}

/** Below this score a file is not taken for an image. */
export const RecognizedScore = 0.3;
