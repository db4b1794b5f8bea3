/**
 * `ENGINE_UNAVAILABLE`: the engine asked for does not run here (no WebAssembly, no SIMD in it, or a
 * content security policy that forbids to compile it).
 */
export type EccErrorCode = "ENGINE_UNAVAILABLE";

/** What is wrong with the world around the code. A segment beyond repair is a result, not an error. */
export class EccError extends Error {
  override readonly name = "EccError";
  constructor(
    readonly code: EccErrorCode,
    message: string,
    readonly details: Readonly<Record<string, string | number>> = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}
