/** Most bytes of a chunk of contents: so many that segments are read in runs. */
const ChunkBytes = 256 * 1024;

/** What the last reading left. Files are many and most are read one after the other. */
let spare: Uint8Array | undefined;

/** Memory for the chunks of one reading; its content is undefined. */
export function takeChunkMemory(): Uint8Array {
  const memory = spare ?? new Uint8Array(ChunkBytes);
  spare = undefined;
  return memory;
}

/** Ends the use of what {@link takeChunkMemory} gave. */
export function returnChunkMemory(memory: Uint8Array): void {
  spare = memory;
}
