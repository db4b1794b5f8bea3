/** What compresses and expands frames of QIC-113: our engines and node:zlib. */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import {
  createLzsEngine,
  type LzsEngine,
  type LzsEngineName,
  lzsCompressBound,
} from "@floppytape/lz";
import type { Corpus } from "./corpora.js";
import { blocksOf } from "./lz-correctness.js";
import type { Contender } from "./rounds.js";

/** The data of one segment, which is what writers of QIC-113 compress at a time. */
export const FrameBytes = 29_696;

export const Deflate1 = "node:zlib level 1";
export const Inflate = "node:zlib inflate";

export interface NamedEngine {
  readonly name: string;
  readonly engine: LzsEngine;
}

const fast = (engine: LzsEngineName, depth: number): NamedEngine => ({
  name: `${engine}, depth ${depth}`,
  engine: createLzsEngine(engine, { depth }),
});

/** Its search of all distances is too slow to be timed in every round. */
export const reference: NamedEngine = { name: "reference", engine: createLzsEngine("reference") };

/** The depth of the goal and the default one. */
export const fastEngines: readonly NamedEngine[] = [
  fast("wasm", 1),
  fast("wasm", 8),
  fast("typescript", 1),
  fast("typescript", 8),
];

export function streamOf({ engine }: NamedEngine, plain: Uint8Array): Uint8Array {
  const into = new Uint8Array(lzsCompressBound(plain.length));
  return into.slice(0, engine.compress(plain, into));
}

export function compressing({ bytes }: Corpus): Contender[] {
  const frames = blocksOf(bytes, FrameBytes);
  const into = new Uint8Array(lzsCompressBound(FrameBytes));
  const amount = bytes.length;
  return [
    ...fastEngines.map(({ name, engine }) => ({
      name,
      amount,
      run: () => {
        for (const frame of frames) engine.compress(frame, into);
      },
    })),
    ...[1, 6].map((level) => ({
      name: `node:zlib level ${level}`,
      amount,
      run: () => {
        for (const frame of frames) deflateRawSync(frame, { level });
      },
    })),
  ];
}

/** All expand streams of the default depth; both fast engines have one decoder. */
export function expanding({ bytes }: Corpus): Contender[] {
  const frames = blocksOf(bytes, FrameBytes);
  const streams = frames.map((frame) => streamOf(fastEngines[1] as NamedEngine, frame));
  const deflated = frames.map((frame) => deflateRawSync(frame, { level: 1 }));
  const into = new Uint8Array(FrameBytes);
  const amount = bytes.length;
  const own = [{ name: "fast engines", engine: createLzsEngine() }, reference];
  return [
    ...own.map(({ name, engine }) => ({
      name,
      amount,
      run: () => {
        for (const stream of streams) engine.decompress(stream, into);
      },
    })),
    {
      name: Inflate,
      amount,
      run: () => {
        for (const stream of deflated) inflateRawSync(stream);
      },
    },
    {
      // By default it guesses 16 KiB and joins two buffers.
      name: `${Inflate}, told the size`,
      amount,
      run: () => {
        for (const stream of deflated) inflateRawSync(stream, { chunkSize: FrameBytes });
      },
    },
  ];
}
