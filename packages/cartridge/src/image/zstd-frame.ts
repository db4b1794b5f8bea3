/**
 * A Zstandard frame (RFC 8878) without a compressor: runs of one byte become RLE blocks, everything else is
 * stored. An image of a cartridge that is half empty shrinks by half, and every decoder reads it.
 */

/** Magic number, frame header descriptor (no content size, no checksum), window of 128 KiB. */
const frameHeader = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38);
/** A block is no larger than the window. */
const maxBlockBytes = 128 * 1024;
const BlockType = { Raw: 0, Rle: 1 } as const;
/** Runs are looked for in pieces of a sector. */
const pieceBytes = 1024;

/** Puts chunks into one frame; returns what the chunks' generator returns. */
export async function* zstdFrame<Result>(
  chunks: AsyncGenerator<Uint8Array, Result, undefined>,
): AsyncGenerator<Uint8Array, Result, undefined> {
  yield frameHeader;
  let run: { byte: number; length: number } | undefined;
  for (;;) {
    const { done, value } = await chunks.next();
    if (done) {
      if (run) yield rleBlock(run.byte, run.length);
      yield Uint8Array.of(1, 0, 0); // an empty block, which is the last
      return value;
    }
    for (const { bytes, uniform } of pieces(value)) {
      if (
        run &&
        !(uniform && bytes[0] === run.byte && run.length + bytes.length <= maxBlockBytes)
      ) {
        yield rleBlock(run.byte, run.length);
        run = undefined;
      }
      if (uniform) run = { byte: bytes[0]!, length: (run?.length ?? 0) + bytes.length };
      else yield rawBlock(bytes);
    }
  }
}

/** Parts a chunk into stretches of one byte and others. */
function pieces(chunk: Uint8Array): { bytes: Uint8Array; uniform: boolean }[] {
  const parts: { start: number; end: number; uniform: boolean }[] = [];
  for (let start = 0; start < chunk.length; start += pieceBytes) {
    const end = Math.min(start + pieceBytes, chunk.length);
    const first = chunk[start];
    const uniform = chunk.subarray(start, end).every((byte) => byte === first);
    const last = parts.at(-1);
    const joins = last?.uniform === uniform && end - last.start <= maxBlockBytes;
    if (last && joins && (!uniform || chunk[last.start] === first)) last.end = end;
    else parts.push({ start, end, uniform });
  }
  return parts.map(({ start, end, uniform }) => ({ bytes: chunk.subarray(start, end), uniform }));
}

function rawBlock(bytes: Uint8Array): Uint8Array {
  const block = new Uint8Array(3 + bytes.length);
  writeHeader(block, BlockType.Raw, bytes.length);
  block.set(bytes, 3);
  return block;
}

function rleBlock(byte: number, length: number): Uint8Array {
  const block = new Uint8Array(4);
  writeHeader(block, BlockType.Rle, length);
  block[3] = byte;
  return block;
}

function writeHeader(block: Uint8Array, type: number, length: number): void {
  const header = (length << 3) | (type << 1);
  block[0] = header;
  block[1] = header >>> 8;
  block[2] = header >>> 16;
}
