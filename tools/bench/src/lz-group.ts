/** LZRW3 on block sizes of zftape: our engines, node:zlib and the programs of the system. */
import { deflateRawSync } from "node:zlib";
import { createLzrw3Engine, type Lzrw3Engine, type Lzrw3EngineName } from "@floppytape/lz";
import { type Corpus, loadCorpora, OrdinaryCorpora } from "./corpora.js";
import { judge } from "./goal.js";
import type { BenchContext, Grid, GroupReport } from "./group.js";
import {
  BlockSizes,
  byBlockSize,
  compressing,
  DefaultBlockBytes,
  expanding,
  kib,
  Programs,
  streamOf,
  Zlib1,
} from "./lz-contenders.js";
import { blocksOf, compareWithReference } from "./lz-correctness.js";
import { figure } from "./print.js";
import { filter, findProgram } from "./programs.js";
import { measureTable, type ResultTable, ratioOf } from "./result-table.js";
import { geometricMean } from "./statistic.js";

const Engines: readonly Lzrw3EngineName[] = ["reference", "typescript", "wasm"];

/** Compressed size in parts of the original, by corpus and method. */
function sizes(reference: Lzrw3Engine, corpora: readonly Corpus[]): Grid {
  const share = (part: number, corpus: Corpus) => figure(part / corpus.bytes.length);
  const inBlocks = (bytes: number, shrink: (block: Uint8Array) => Uint8Array) =>
    corpora.map((corpus) =>
      share(
        blocksOf(corpus.bytes, bytes).reduce((sum, block) => sum + shrink(block).length, 0),
        corpus,
      ),
    );
  return {
    title: "compressed / original size",
    columns: corpora.map(({ name }) => name),
    rows: [
      ...[...BlockSizes]
        .sort((a, b) => a - b)
        .map((bytes) => [
          `LZRW3, ${kib(bytes)}`,
          ...inBlocks(bytes, (block) => streamOf(reference, block)),
        ]),
      ...[1, 6].map((level) => [
        `deflate level ${level}, ${kib(DefaultBlockBytes)}`,
        ...inBlocks(DefaultBlockBytes, (block) => deflateRawSync(block, { level })),
      ]),
      ...Programs.flatMap(([name, program, args]) => {
        const path = findProgram(program);
        if (path === undefined) return [];
        const cells = corpora.map((corpus) =>
          share(filter(path, args, corpus.bytes).length, corpus),
        );
        return [[`${name}, whole corpus`, ...cells]];
      }),
    ],
  };
}

export async function lzGroup({ rounds, quick, root, say }: BenchContext): Promise<GroupReport> {
  const corpora = loadCorpora(root, quick ? 2 ** 19 : 4 * 2 ** 20);
  const engines = Engines.map((name) => createLzrw3Engine(name));
  let differences = 0;
  for (const corpus of corpora)
    for (const blockBytes of BlockSizes)
      for (const engine of engines.slice(1)) {
        say(`lz: comparing ${engine.name} with the reference: ${corpus.name}, ${blockBytes} bytes`);
        differences += compareWithReference(engine, corpus.bytes, blockBytes).differences;
      }
  if (differences > 0)
    throw new Error(`${differences} blocks differ from the reference; nothing was timed`);

  const tables: ResultTable[] = [];
  const compressTables: ResultTable[] = [];
  const expandTables: ResultTable[] = [];
  for (const corpus of corpora) {
    const ordinary = OrdinaryCorpora.includes(corpus.name);
    say(`lz: ${corpus.name}`);
    const compress = await measureTable(
      {
        title: `compress ${corpus.name}, 10 KiB blocks`,
        unit: "MB/s",
        anchors: ["reference", Zlib1],
        contenders: compressing(engines, corpus),
      },
      rounds,
    );
    tables.push(compress);
    if (ordinary) compressTables.push(compress);
    if (corpus.name === "source")
      tables.push(
        await measureTable(
          {
            title: `compress ${corpus.name}, wasm`,
            unit: "MB/s",
            anchors: [kib(DefaultBlockBytes)],
            contenders: byBlockSize(engines.at(-1) as Lzrw3Engine, corpus),
          },
          rounds,
        ),
      );
    const contenders = expanding(engines, corpus);
    if (contenders.length === 0) continue; // every block stored
    const expand = await measureTable(
      {
        title: `decompress ${corpus.name}, 10 KiB blocks`,
        unit: "MB/s",
        anchors: ["reference", Zlib1],
        contenders,
      },
      rounds,
    );
    tables.push(expand);
    if (ordinary) expandTables.push(expand);
  }

  const mean = (from: readonly ResultTable[], name: string, base: string) => {
    const ratios = from.map((table) => ratioOf(table, name, base));
    return ratios.every((ratio) => ratio !== undefined)
      ? geometricMean(ratios)
      : { skip: `${base} not installed` };
  };
  const goal = (id: string, statement: string, threshold: number) =>
    ({ id, statement, comparison: "at least", threshold, unit: "x" }) as const;
  const outcomes = [
    judge(
      goal("L2", "LZRW3 wasm compress vs reference", 1.35),
      mean(compressTables, "wasm", "reference"),
    ),
    judge(
      goal("L2", "LZRW3 wasm decompress vs reference", 1.7),
      mean(expandTables, "wasm", "reference"),
    ),
    judge(
      goal("L3", "LZRW3 typescript compress vs reference", 1),
      mean(compressTables, "typescript", "reference"),
    ),
    judge(
      goal("L3", "LZRW3 typescript decompress vs reference", 1),
      mean(expandTables, "typescript", "reference"),
    ),
    judge(goal("L4", `LZRW3 wasm compress vs ${Zlib1}`, 2.3), mean(compressTables, "wasm", Zlib1)),
    judge(
      goal("L4", "LZRW3 wasm compress vs compress(1)", 3.5),
      mean(compressTables, "wasm", "compress(1)"),
    ),
    judge(
      {
        id: "L5",
        statement: "LZRW3 streams other than the reference's, all corpora, 1 to 32 KiB blocks",
        comparison: "equal",
        threshold: 0,
        unit: "differences",
      },
      differences,
    ),
  ];
  const notes = [
    ...corpora.map(
      ({ name, origin, bytes, digest }) =>
        `corpus ${name}: ${origin}, ${bytes.length} bytes, SHA-256 ${digest}`,
    ),
    ...Programs.filter(([, program]) => findProgram(program) === undefined).map(
      ([name]) => `${name}: not installed`,
    ),
  ];
  return { tables, grids: [sizes(engines[0] as Lzrw3Engine, corpora)], outcomes, notes };
}
