/** Decoders of compressed files, all alike: pieces in, pieces out. Libraries are loaded when they are needed. */
import { CartridgeError } from "../errors.js";
import { createXxh64 } from "./xxh64.js";
import { createZstdFrames } from "./zstd-frames.js";

/** How a file is compressed. */
export type Wrapping = "gzip" | "xz" | "zstd";

const magics: Readonly<Record<Wrapping, readonly number[]>> = {
  gzip: [0x1f, 0x8b, 0x08],
  xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
  zstd: [0x28, 0xb5, 0x2f, 0xfd],
};

/** How bytes are compressed, by their beginning; undefined when they are not. */
export function wrappingOf(head: Uint8Array): Wrapping | undefined {
  return (Object.keys(magics) as Wrapping[]).find((name) =>
    magics[name].every((byte, i) => head[i] === byte),
  );
}

/** Four bytes may stand for 128 KiB, and the decoder delivers all that it was given at once. */
const zstdPushBytes = 512;
/** What is in shorter frames the decoder delivers with the next one, so that their checksums are not compared. */
const deliveredFrameBytes = 18;

/** Compressed data, piece by piece. */
export type Pieces = AsyncIterable<Uint8Array>;

/**
 * Decompresses `pieces`. What was decoded before an error is delivered before the error.
 * @throws {CartridgeError} `BAD_COMPRESSION` for damaged or truncated data, `TOO_LARGE` for data whose decoder would
 *   need too much memory.
 */
export async function* unwrap(wrapping: Wrapping, pieces: Pieces): AsyncGenerator<Uint8Array> {
  try {
    yield* decoders[wrapping](pieces);
  } catch (error) {
    if (error instanceof CartridgeError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new CartridgeError(
      "BAD_COMPRESSION",
      `the ${wrapping} data is damaged or ends too early: ${reason}`,
      { wrapping },
      error,
    );
  }
}

const decoders: Readonly<Record<Wrapping, (pieces: Pieces) => AsyncGenerator<Uint8Array>>> = {
  gzip: gunzip,
  xz: unxz,
  zstd: unzstd,
};

async function* gunzip(pieces: Pieces): AsyncGenerator<Uint8Array> {
  const { createGunzip } = await import("node:zlib");
  const decoder = createGunzip();
  const ready: Uint8Array[] = [];
  let failure: unknown;
  let ended = false;
  let stepped = () => {};
  decoder.on("data", (data: Buffer) => void ready.push(data));
  decoder.on("end", () => {
    ended = true;
    stepped(); // a write that goes beyond the end is never answered
  });
  decoder.on("error", (error) => {
    failure ??= error;
    stepped();
  });
  /** What a step has decoded comes before what the decoder complains about. */
  async function* step(act: (done: () => void) => void): AsyncGenerator<Uint8Array> {
    await new Promise<void>((resolve) => {
      stepped = resolve;
      act(resolve);
    });
    yield* ready.splice(0);
    if (failure !== undefined) throw failure;
  }
  let taken = 0;
  try {
    for await (const piece of pieces) {
      if (!ended) yield* step((done) => decoder.write(piece, () => done()));
      taken += piece.length;
      const unused = Math.min(piece.length, taken - decoder.bytesWritten);
      const behind = ended ? piece.subarray(piece.length - unused) : undefined;
      if (behind?.some((byte) => byte !== 0)) throw new Error("other data follows it");
    }
    if (!ended) yield* step(() => void decoder.end());
  } finally {
    decoder.destroy();
  }
}

async function* unxz(pieces: Pieces): AsyncGenerator<Uint8Array> {
  const { XzReadableStream } = await import("xz-decompress");
  const source = pieces[Symbol.asyncIterator]();
  const compressed = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await source.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  const reader = new XzReadableStream(compressed).getReader();
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      ended = done;
      if (done) return;
      if (value.length > 0) yield value;
    }
  } finally {
    // The decoder serves one stream at a time; who gives up has to say so.
    if (!ended) await reader.cancel().catch(() => {});
  }
}

async function* unzstd(pieces: Pieces): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import("fzstd");
  const frames = createZstdFrames();
  let ready: Uint8Array[] = [];
  const decoder = new Decompress((data) => void ready.push(data));
  let sum = createXxh64();
  let frameBytes = 0;
  let fromStart = true; // everything before the frame was delivered before it began
  const taken = () => {
    const blocks = ready;
    ready = [];
    for (const block of blocks) sum.update(block);
    return blocks;
  };
  for await (const piece of pieces)
    for (let at = 0; at < piece.length; ) {
      const followed = frames.follow(piece.subarray(at, at + zstdPushBytes));
      let failure: unknown;
      try {
        decoder.push(piece.slice(at, at + followed));
      } catch (error) {
        failure = error;
      }
      yield* taken();
      if (failure !== undefined) throw failure;
      at += followed;
      frameBytes += followed;
      if (!frames.atEnd) continue;
      const delivered = frameBytes >= deliveredFrameBytes;
      const { checksum } = frames;
      if (checksum !== undefined && delivered && fromStart && checksum !== sum.low())
        throw new Error("the checksum of a frame is not that of its contents");
      sum = createXxh64();
      frameBytes = 0;
      fromStart = delivered;
    }
  if (!frames.complete) throw new Error("it ends within a frame");
  decoder.push(new Uint8Array(0), true);
  yield* taken();
}
