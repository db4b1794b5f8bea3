/** What a call costs, and how many bytes are copied between a file and the verdict. */
import { join } from "node:path";
import { scanStore } from "@floppytape/cartridge";
import { openRawImageFile } from "@floppytape/cartridge/node";
import { createSegmentPool, SegmentBytes } from "@floppytape/ecc";
import { countCopiedBytes } from "./copy-counter.js";
import { judge } from "./goal.js";
import type { BenchContext, GroupReport } from "./group.js";
import { withFolder, writeImage } from "./image-file.js";
import { measureTable } from "./result-table.js";
import type { Contender } from "./rounds.js";
import { fillWithSegments } from "./segments.js";

const Calls = 100_000;
const WasmCall = "JavaScript to WebAssembly, two integers";

/** (module (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)) */
const Adder = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 7, 1, 0x60, 2, 0x7f, 0x7f, 1, 0x7f],
  ...[3, 2, 1, 0],
  ...[7, 7, 1, 3, 0x61, 0x64, 0x64, 0, 0],
  ...[10, 9, 1, 7, 0, 0x20, 0, 0x20, 1, 0x6a, 0x0b],
);

/** Bytes copied while an image is scanned in the memory it was read into. */
export async function copiedWhileScanning(path: string, segmentCount: number): Promise<number> {
  const store = await openRawImageFile(path);
  const pool = createSegmentPool(32);
  try {
    return await countCopiedBytes(async () => {
      const options = { lastSegment: segmentCount - 1, badSectors: () => 0, pool };
      for await (const { segment, how } of scanStore(store, options))
        if (how !== "read") throw new Error(`segment ${segment} of a sound image is ${how}`);
    });
  } finally {
    await store.close();
  }
}

export async function crossGroup({ rounds, say }: BenchContext): Promise<GroupReport> {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Adder));
  const { add } = exports as { add(a: number, b: number): number };
  const pool = createSegmentPool(2);
  fillWithSegments(pool.bytes, 3);
  const [first, second] = [pool.segment(0), pool.segment(1)];
  const foreign = first.slice();
  let sum = 0;
  const calls = (name: string, call: (i: number) => void, count = Calls): Contender => ({
    name,
    amount: count,
    run: () => {
      for (let i = 0; i < count; i++) call(i);
    },
  });
  say("cross: calls");
  const table = await measureTable(
    {
      title: "a call",
      unit: "ns",
      anchors: [WasmCall],
      contenders: [
        calls(WasmCall, (i) => {
          sum = add(sum, i);
        }),
        calls("view of a segment by subarray", (i) => {
          sum += pool.bytes.subarray((i & 1) * SegmentBytes).length;
        }),
        calls("segment of a pool", (i) => {
          sum += pool.segment(i & 1).length;
        }),
        calls("copy of a segment within the pool", () => second.set(first), Calls / 100),
        calls(
          "check of 32 sectors in the pool",
          () => void pool.engine.check(first, 32),
          Calls / 100,
        ),
        calls(
          "check of 32 sectors in other memory",
          () => void pool.engine.check(foreign, 32),
          Calls / 100,
        ),
      ],
    },
    rounds,
  );
  say("cross: bytes copied");
  const segmentCount = 64;
  const copied = await withFolder((folder) => {
    const path = join(folder, "image");
    writeImage(path, segmentCount);
    return copiedWhileScanning(path, segmentCount);
  });
  const callNs = table.rows[0]?.median ?? Number.NaN;
  const outcomes = [
    judge(
      {
        id: "E9",
        statement: "a call into WebAssembly",
        comparison: "at most",
        threshold: 10,
        unit: "ns",
      },
      callNs,
    ),
    judge(
      {
        id: "E10",
        statement: `bytes copied between reading and the verdict, ${segmentCount} segments of an image`,
        comparison: "equal",
        threshold: 0,
        unit: "bytes",
      },
      copied,
    ),
  ];
  return { tables: [table], grids: [], outcomes, notes: [] };
}
