import type { FormatDetails } from "./errors.js";

/**
 * Something worth telling about a tape that can be read all the same. A `note` is harmless or was
 * corrected; a `warning` may cost data or make later writing unsafe.
 */
export interface Finding {
  /** Stable, for programs: `HEAD_MAX`, `MAP_NOT_ASCENDING`, ... */
  readonly code: string;
  /** One sentence with the numbers. */
  readonly message: string;
  readonly severity: "note" | "warning";
  readonly details?: FormatDetails;
}

/** A harmless or already corrected peculiarity. */
export function note(code: string, message: string, details: FormatDetails = {}): Finding {
  return { code, message, severity: "note", details };
}

/** A peculiarity that may cost data or make writing unsafe. */
export function warning(code: string, message: string, details: FormatDetails = {}): Finding {
  return { code, message, severity: "warning", details };
}
