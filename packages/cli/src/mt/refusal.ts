import type { ExitStatus } from "../exit-status.js";

/** A command line that mt-st refuses, also after it has opened the tape. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: ExitStatus;

  constructor(text: string, status: ExitStatus) {
    super(text);
    this.status = status;
  }
}
