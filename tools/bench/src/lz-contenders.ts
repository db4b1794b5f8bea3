/** What compresses and expands blocks: our engines, node:zlib, the programs of the system. */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { type Lzrw3Engine, lzrw3CompressBound } from "@floppytape/lz";
import type { Corpus } from "./corpora.js";
import { blocksOf } from "./lz-correctness.js";
import { filter, findProgram } from "./programs.js";
import type { Contender } from "./rounds.js";

/** Block sizes at which streams are compared; the first is zftape's default and the one timed. */
export const BlockSizes = [10240, 1024, 28672, 32768];
export const DefaultBlockBytes = 10240;
export const Zlib1 = "node:zlib level 1";

/** Whole-corpus compressors: name of the row, program, arguments. */
export const Programs = [
  ["gzip -1", "gzip", ["-1", "-c"]],
  ["gzip -6", "gzip", ["-6", "-c"]],
  ["compress(1)", "compress", ["-c"]],
  ["lz4 -1", "lz4", ["-1", "-c"]],
  ["zstd -1", "zstd", ["-1", "-c"]],
] as const;

export const kib = (bytes: number) => `${bytes / 1024} KiB blocks`;

/** A stream of one block; a stored block is the block itself, as on tape. */
export function streamOf(engine: Lzrw3Engine, block: Uint8Array): Uint8Array {
  const into = new Uint8Array(lzrw3CompressBound(block.length));
  const length = engine.compress(block, into);
  return length === undefined ? block : into.slice(0, length);
}

export function compressing(engines: readonly Lzrw3Engine[], { bytes }: Corpus): Contender[] {
  const blocks = blocksOf(bytes, DefaultBlockBytes);
  const into = new Uint8Array(lzrw3CompressBound(DefaultBlockBytes));
  const amount = bytes.length;
  return [
    ...engines.map((engine) => ({
      name: engine.name,
      amount,
      run: () => {
        for (const block of blocks) engine.compress(block, into);
      },
    })),
    ...[1, 6].map((level) => ({
      name: `node:zlib level ${level}`,
      amount,
      run: () => {
        for (const block of blocks) deflateRawSync(block, { level });
      },
    })),
    ...Programs.flatMap(([name, program, args]) => {
      const path = findProgram(program);
      return path ? [{ name, amount, run: () => void filter(path, args, bytes) }] : [];
    }),
  ];
}

/** The fastest engine at every block size, against the default size. */
export function byBlockSize(engine: Lzrw3Engine, { bytes }: Corpus): Contender[] {
  return BlockSizes.map((blockBytes) => {
    const blocks = blocksOf(bytes, blockBytes);
    const into = new Uint8Array(lzrw3CompressBound(blockBytes));
    return {
      name: kib(blockBytes),
      amount: bytes.length,
      run: () => {
        for (const block of blocks) engine.compress(block, into);
      },
    };
  });
}

export function expanding(engines: readonly Lzrw3Engine[], { bytes }: Corpus): Contender[] {
  const reference = engines[0] as Lzrw3Engine;
  const blocks = blocksOf(bytes, DefaultBlockBytes);
  const compressed = blocks
    .map((block) => ({ bytes: block.length, stream: streamOf(reference, block) }))
    .filter(({ bytes, stream }) => stream.length < bytes);
  const into = new Uint8Array(DefaultBlockBytes);
  const amount = compressed.reduce((sum, { bytes }) => sum + bytes, 0);
  if (amount === 0) return [];
  const deflated = blocks.map((block) => deflateRawSync(block, { level: 1 }));
  return [
    ...engines.map((engine) => ({
      name: engine.name,
      amount,
      run: () => {
        for (const { bytes, stream } of compressed)
          engine.decompress(stream, bytes === into.length ? into : into.subarray(0, bytes));
      },
    })),
    {
      name: Zlib1,
      amount: bytes.length,
      run: () => {
        for (const block of deflated) inflateRawSync(block);
      },
    },
  ];
}
