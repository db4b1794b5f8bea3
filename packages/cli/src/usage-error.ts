import { ExitStatus } from "./exit-status.js";

/** The command line is wrong: printed with a pointer at `--help`. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** 1, except where history says otherwise (an unknown `ftmt` operation is 2). */
  readonly status: ExitStatus;
  /** Lines that follow the message in place of the pointer at `--help`. */
  readonly hint: string | undefined;

  constructor(message: string, options: { status?: ExitStatus; hint?: string } = {}) {
    super(message);
    this.status = options.status ?? ExitStatus.Usage;
    this.hint = options.hint;
  }
}

/** A step that can't be done, with its reason in words: exit status 2 unless told otherwise. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly status: ExitStatus;

  constructor(message: string, options: { status?: ExitStatus; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = options.status ?? ExitStatus.Failed;
  }
}
