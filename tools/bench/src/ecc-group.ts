/** Encode, check and repair: our engines, their peers and the limits of the machine. */
import {
  createSegmentPool,
  type EccEngineName,
  ParitySectors,
  SectorBytes,
  SegmentBytes,
  type SegmentPool,
  SegmentSectors,
} from "@floppytape/ecc";
import { checkEccEngine } from "./ecc-correctness.js";
import { PeerRow, peerContenders } from "./ecc-peer-contenders.js";
import { judge } from "./goal.js";
import type { BenchContext, GroupReport } from "./group.js";
import { RonomonName, SubspaceName } from "./peers.js";
import { measureTable, type ResultTable, ratioOf } from "./result-table.js";
import type { Contender } from "./rounds.js";
import { DistinctSegments, fillWithSegments, UserBytes } from "./segments.js";

const Engines: readonly EccEngineName[] = ["naive", "typescript", "wasm"];
const HotSegments = 4;
const MemoryCopy = "memcpy to a hot buffer";
const MemoryCompare = "memcmp with a hot buffer";

type Work = (pool: SegmentPool, segment: Uint8Array) => void;

/** All segments of a pool, one after the other, by the pool's own engine. */
function overPool(name: string, pool: SegmentPool, work: Work): Contender {
  return {
    name,
    amount: pool.segmentCount * UserBytes,
    run: () => {
      for (let i = 0; i < pool.segmentCount; i++) work(pool, pool.segment(i));
    },
  };
}

const encode: Work = ({ engine }, segment) => engine.encode(segment, SegmentSectors);

const check =
  (touchAhead: boolean): Work =>
  ({ engine }, segment) => {
    if (!engine.check(segment, SegmentSectors, { touchAhead }))
      throw new Error(`engine ${engine.name} refused a sound segment`);
  };

/** Destroys the sectors first, which costs a hundredth of their repair. */
const repair =
  (positions: readonly number[]): Work =>
  ({ engine }, segment) => {
    let erasures = 0;
    for (const position of positions) {
      segment.fill(0, position * SectorBytes, (position + 1) * SectorBytes);
      erasures |= 1 << position;
    }
    const { outcome } = engine.repair(segment, SegmentSectors, erasures >>> 0);
    if (outcome !== "corrected") throw new Error(`engine ${engine.name}: repair ${outcome}`);
  };

/** What the machine can do at most with the same bytes. */
function limits(bytes: Uint8Array): Contender[] {
  const segments = Array.from({ length: bytes.length / SegmentBytes }, (_, i) =>
    bytes.subarray(i * SegmentBytes, (i + 1) * SegmentBytes),
  );
  const amount = segments.length * UserBytes;
  const copies = segments.slice(0, DistinctSegments).map((segment) => segment.slice());
  const hot = new Uint8Array(SegmentBytes);
  return [
    { name: MemoryCopy, amount, run: () => segments.forEach((segment) => void hot.set(segment)) },
    {
      name: MemoryCompare,
      amount,
      // equal to the copy, so that every byte is looked at
      run: () =>
        segments.forEach((segment, i) => {
          Buffer.compare(segment, copies[i % DistinctSegments] as Uint8Array);
        }),
    },
  ];
}

export async function eccGroup({ rounds, quick, root, say }: BenchContext): Promise<GroupReport> {
  const pools = new Map(
    Engines.map((name) => [name, createSegmentPool(HotSegments, { engine: name })]),
  );
  for (const { engine, bytes } of pools.values()) {
    say(`ecc: comparing engine ${engine.name} with the naive one`);
    checkEccEngine(engine);
    fillWithSegments(bytes, 3);
  }
  const hot = (work: Work) => [...pools].map(([name, pool]) => overPool(name, pool, work));
  const tables: ResultTable[] = [];
  const measure = async (title: string, contenders: readonly Contender[], anchors: string[]) => {
    say(`ecc: ${title}`);
    const table = await measureTable({ title, unit: "MB/s", anchors, contenders }, rounds);
    tables.push(table);
    return table;
  };

  const { contenders: peers, missing } = await peerContenders(root);
  const hotBytes = pools.get("naive")?.bytes as Uint8Array;
  const encodeHot = await measure(
    "encode, 128 KiB in cache",
    [...hot(encode), ...limits(hotBytes), ...peers],
    ["naive", MemoryCopy],
  );
  const checkHot = await measure(
    "check, 128 KiB in cache",
    [...hot(check(false)), ...limits(hotBytes)],
    ["naive", MemoryCompare],
  );
  const repairs: ResultTable[] = [];
  for (const positions of [[5], [5, 13], [5, 13, 22]])
    repairs.push(
      await measure(
        `repair, ${positions.length} of 32 sectors erased, in cache`,
        hot(repair(positions)),
        ["naive"],
      ),
    );

  const memorySegments = (quick ? 64 : 128) * 32;
  const memory = createSegmentPool(memorySegments, { engine: "wasm" });
  fillWithSegments(memory.bytes, 3);
  const size = `${(memorySegments * SegmentBytes) / 2 ** 20} MiB in memory`;
  await measure(
    `encode, ${size}`,
    [overPool("wasm", memory, encode), ...limits(memory.bytes)],
    [MemoryCopy],
  );
  const checkMemory = await measure(
    `check, ${size}`,
    [
      overPool("wasm", memory, check(false)),
      overPool("wasm, touch-ahead", memory, check(true)),
      ...limits(memory.bytes),
    ],
    ["wasm", MemoryCompare],
  );

  const because = (name: string) => ({ skip: `${name}: ${missing.get(name) ?? "not measured"}` });
  const versus = (table: ResultTable, name: string, base: string) =>
    ratioOf(table, name, base) ??
    because(base.startsWith(RonomonName) ? RonomonName : SubspaceName);
  const goal = (id: string, statement: string, threshold: number) =>
    ({ id, statement, comparison: "at least", threshold, unit: "x" }) as const;
  const outcomes = [
    judge(goal("E1", "wasm encode vs naive, hot", 28), versus(encodeHot, "wasm", "naive")),
    judge(goal("E2", "wasm clean check vs naive, hot", 27), versus(checkHot, "wasm", "naive")),
    judge(
      goal("E3", `wasm repair of ${ParitySectors} erased sectors vs naive`, 6),
      versus(repairs[2] as ResultTable, "wasm", "naive"),
    ),
    judge(
      goal("E4", `wasm encode vs ${SubspaceName}`, 50),
      versus(encodeHot, "wasm", PeerRow.subspace),
    ),
    judge(
      goal("E5", `wasm encode vs ${RonomonName}, 1 KiB shards, 4 in flight`, 9),
      versus(encodeHot, "wasm", PeerRow.ronomonSectors),
    ),
    judge(
      goal("E5", `wasm encode vs ${RonomonName}, 256 KiB shards, 4 in flight`, 2.5),
      versus(encodeHot, "wasm", PeerRow.ronomonBest),
    ),
    judge(goal("E8", "typescript encode vs naive", 4.5), versus(encodeHot, "typescript", "naive")),
    judge(goal("E8", "typescript check vs naive", 4.5), versus(checkHot, "typescript", "naive")),
    judge(
      goal("E11", `wasm check of ${size}, touch-ahead on vs off`, 1.4),
      versus(checkMemory, "wasm, touch-ahead", "wasm"),
    ),
  ];
  const notes = [...missing].map(([name, reason]) => `peer ${name}: ${reason}`);
  return { tables, grids: [], outcomes, notes };
}
