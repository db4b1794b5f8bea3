/** Where text and bytes go; resolves when the receiver has taken them. */
export interface Output {
  readonly isTerminal: boolean;
  /** Width in columns, 80 where nobody knows. */
  readonly columns: number;
  /**
   * @throws {BrokenPipeError} when the reader has gone away.
   */
  write(data: string | Uint8Array): Promise<void>;
}

/** The world as a command sees it. Only `process-context.ts` knows the real one. */
export interface Context {
  /** Name of the program, which begins every line of talk. */
  readonly program: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Data. */
  readonly stdout: Output;
  /** Talk. */
  readonly stderr: Output;
  /** Standard input, in pieces of any size; ends early when {@link signal} is aborted. */
  stdin(): AsyncIterable<Uint8Array>;
  /** Bytes that standard input has, where it is a file; of a pipe nobody knows. */
  stdinBytes(): number | undefined;
  /** Milliseconds since 1970, for dates. */
  now(): number;
  /** Milliseconds on a steady clock, for rates. */
  elapsed(): number;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Says a sentence on standard error, with the program's name in front. */
export function say(context: Context, sentence: string): Promise<void> {
  return context.stderr.write(`${context.program}: ${sentence}\n`);
}

/** The reader of standard output went away. */
export class BrokenPipeError extends Error {
  override readonly name = "BrokenPipeError";

  constructor() {
    super("nobody reads the output any more");
  }
}
