import type { Context } from "./context.js";
import { CommandError } from "./usage-error.js";

const MaxBytes = 1 << 20;

/** All of standard input as text; more than 1 MiB is refused. */
export async function readText(context: Context): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of context.stdin()) {
    bytes += piece.length;
    if (bytes > MaxBytes) throw new CommandError(`standard input has more than ${MaxBytes} bytes`);
    pieces.push(piece);
  }
  context.signal.throwIfAborted();
  return new TextDecoder().decode(Buffer.concat(pieces));
}
