/** QIC-122 (Stac LZS) on frames of QIC-113: our engines and node:zlib, by processor time. */
import { deflateRawSync } from "node:zlib";
import { createLzsEngine } from "@floppytape/lz";
import { type Corpus, loadCorpora, OrdinaryCorpora } from "./corpora.js";
import { judge } from "./goal.js";
import type { BenchContext, Grid, GroupReport } from "./group.js";
import { blocksOf } from "./lz-correctness.js";
import {
  compressing,
  Deflate1,
  expanding,
  FrameBytes,
  fastEngines,
  Inflate,
  reference,
  streamOf,
} from "./lzs-contenders.js";
import { countLost } from "./lzs-correctness.js";
import { figure } from "./print.js";
import { processorTime } from "./processor-time.js";
import { measureTable, type ResultTable, ratioOf } from "./result-table.js";
import { geometricMean } from "./statistic.js";

/** Compressed size in parts of the original; both fast engines make the same streams. */
function sizes(corpora: readonly Corpus[]): Grid {
  const row = (name: string, shrink: (frame: Uint8Array) => Uint8Array) => [
    name,
    ...corpora.map(({ bytes }) => {
      const frames = blocksOf(bytes, FrameBytes);
      return figure(frames.reduce((sum, frame) => sum + shrink(frame).length, 0) / bytes.length);
    }),
  ];
  return {
    title: "compressed / original size, 29 KiB frames",
    columns: corpora.map(({ name }) => name),
    rows: [
      ...[1, 2, 8, 64].map((depth) => {
        const engine = createLzsEngine(undefined, { depth });
        return row(`LZS, depth ${depth}`, (frame) => streamOf({ name: "", engine }, frame));
      }),
      row("LZS, reference (all distances)", (frame) => streamOf(reference, frame)),
      ...[1, 6].map((level) =>
        row(`deflate level ${level}`, (frame) => deflateRawSync(frame, { level })),
      ),
    ],
  };
}

export async function lzsGroup({ rounds, quick, root, say }: BenchContext): Promise<GroupReport> {
  const corpora = loadCorpora(root, quick ? 2 ** 18 : 2 ** 20);
  const expanders = [reference.engine, createLzsEngine()];
  let lost = 0;
  for (const { name, bytes } of corpora)
    for (const engine of fastEngines) {
      say(`lzs: ${name} there and back: ${engine.name}`);
      lost += countLost(engine, expanders, blocksOf(bytes, FrameBytes));
    }
  if (lost > 0) throw new Error(`${lost} frames did not come back; nothing was timed`);

  const tables: ResultTable[] = [];
  const ratios = { compress: [] as number[], expand: [] as number[] };
  const options = { ...rounds, now: processorTime };
  for (const corpus of corpora) {
    say(`lzs: ${corpus.name}`);
    const compress = await measureTable(
      {
        title: `compress ${corpus.name}, processor time`,
        unit: "MB/s",
        anchors: [Deflate1],
        contenders: compressing(corpus),
      },
      options,
    );
    const expand = await measureTable(
      {
        title: `decompress ${corpus.name}, processor time`,
        unit: "MB/s",
        anchors: [Inflate, `${Inflate}, told the size`],
        contenders: expanding(corpus),
      },
      options,
    );
    tables.push(compress, expand);
    if (!OrdinaryCorpora.includes(corpus.name)) continue;
    ratios.compress.push(ratioOf(compress, "wasm, depth 1", Deflate1) ?? 0);
    ratios.expand.push(ratioOf(expand, "fast engines", Inflate) ?? 0);
  }

  const goal = (id: string, statement: string, threshold: number) =>
    ({ id, statement, comparison: "at least", threshold, unit: "x" }) as const;
  const outcomes = [
    judge(goal("L6", `LZS decompress vs ${Inflate}`, 0.7), geometricMean(ratios.expand)),
    judge(
      goal("L7", `LZS wasm compress, depth 1, vs ${Deflate1}`, 1.5),
      geometricMean(ratios.compress),
    ),
    judge(
      {
        id: "L8",
        statement: "LZS frames that do not come back, all corpora, engines and depths",
        comparison: "equal",
        threshold: 0,
        unit: "differences",
      },
      lost,
    ),
  ];
  const notes = [
    "LZS codes every literal with 9 bits whatever its frequency: deflate makes shorter streams of all of these.",
    "Depth 1 compares one string a position: branches that cannot be guessed are what is left of its time. The",
    "default, 8, gives a third of the speed for shorter streams. A tape takes 0.02 to 0.33 MB/s.",
    "gzip'd: deflate has a stored form inside its stream. LZS has none; QIC-113 stores such a frame as it is.",
    ...corpora.map(
      ({ name, origin, bytes, digest }) =>
        `corpus ${name}: ${origin}, ${bytes.length} bytes, SHA-256 ${digest}`,
    ),
  ];
  return { tables, grids: [sizes(corpora)], outcomes, notes };
}
