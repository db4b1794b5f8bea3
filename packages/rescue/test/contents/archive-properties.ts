import { createMemoryBytes } from "@floppytape/cartridge";
import { sectorsOf } from "@floppytape/qic-format";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  openFileRecording,
  openRecording,
  type RecordedVolume,
  type VolumeContents,
} from "../../src/contents/index.js";
import { anyTree, cpioForms, type Node, packCpio, packTar } from "./archive-trees.js";
import { type ReadEntry, readBytes, readEntries } from "./read-all.js";
import { damage, type Maps, padded, tapeWith } from "./tape-fixture.js";

type Packer = (nodes: readonly Node[]) => Promise<Uint8Array> | Uint8Array;

const packers: readonly (readonly [name: string, kind: string, pack: Packer])[] = [
  ["tar", "tar", packTar],
  ...cpioForms.map(
    (form) => [`cpio ${form}`, "cpio", (nodes: readonly Node[]) => packCpio(nodes, form)] as const,
  ),
];

async function onlyVolume(store: Parameters<typeof openRecording>[0]): Promise<RecordedVolume> {
  const { volumes } = await openRecording(store);
  expect(volumes).toHaveLength(1);
  return volumes[0]!;
}

function expectNodes(entries: readonly ReadEntry[], nodes: readonly Node[]): void {
  expect(
    entries.map(({ entry }) => ({
      path: entry.originalPath,
      type: entry.type,
      mode: entry.mode,
      modified: entry.modified,
      target: entry.linkTarget,
      carved: entry.carved,
    })),
  ).toEqual(
    nodes.map(({ path, type, mode, seconds, target }) => ({
      path,
      type,
      mode,
      modified: new Date(seconds * 1000).toISOString().replace(".000", ""),
      target: type === "symlink" ? target : undefined,
      carved: false,
    })),
  );
  for (const [index, { bytes, report }] of entries.entries()) {
    expect(Buffer.compare(bytes, nodes[index]!.contents)).toBe(0);
    expect(report).toMatchObject({ grade: "whole", holes: [], disagreements: [] });
  }
}

function expectNoFindings({ findings }: VolumeContents): void {
  expect(findings).toEqual([]);
}

/** Damage of the data segments: up to all sectors of some of them. */
const anyDamage = fc.array(
  fc.tuple(fc.integer({ min: 3, max: 24 }), fc.array(fc.nat(31), { minLength: 1, maxLength: 6 })),
  { maxLength: 8 },
);

function mapsOf(list: readonly (readonly [number, readonly number[]])[]): Maps {
  const maps = new Map<number, number>();
  for (const [segment, sectors] of list)
    maps.set(
      segment,
      sectors.reduce((map, sector) => map | (1 << sector), maps.get(segment) ?? 0) >>> 0,
    );
  return maps;
}

/** Of a plain volume that begins in segment 3, on a cartridge without bad sectors. */
function expectedLoss(damaged: Maps, sizeBytes: number): [number, number][] {
  const lost: [number, number][] = [];
  for (const [segment, map] of [...damaged].sort(([a], [b]) => a - b)) {
    const sectors = Array.from({ length: 32 }, (_, i) => i).filter((i) => (map >>> i) & 1);
    if (sectors.length <= 3) continue;
    for (const sector of sectors.filter((i) => i < 29)) {
      const start = (segment - 3) * 29696 + sector * 1024;
      if (start >= sizeBytes) continue;
      if (lost.at(-1)?.[1] === start) lost.at(-1)![1] = Math.min(start + 1024, sizeBytes);
      else lost.push([start, Math.min(start + 1024, sizeBytes)]);
    }
  }
  return lost;
}

/** Declares the properties of archives on tapes; every one is tried with `runs` trees or a third of them. */
export function archiveProperties(runs: number): void {
  describe.each(packers)("%s", (_, kind, pack) => {
    test("a tree is read from a file as it was packed", async () => {
      await fc.assert(
        fc.asyncProperty(anyTree, async (nodes) => {
          const recording = await openFileRecording(createMemoryBytes(await pack(nodes)));
          const contents = await recording!.volumes[0]!.contents();
          expect(contents.kind).toBe(kind);
          expectNodes(await readEntries(contents), nodes);
          expectNoFindings(contents);
        }),
        { numRuns: runs, endOnFailure: true },
      );
    });

    test.each([false, true])(
      "and from a cartridge with bad sectors, compressed: %s",
      async (compressed) => {
        const badSectors = new Map([
          [3, 0x10],
          [4, 0xffffffff],
          [5, 0x8000_0001],
          [7, 0x1fffffff],
        ]);
        await fc.assert(
          fc.asyncProperty(anyTree, async (nodes) => {
            const bytes = await pack(nodes);
            const volume = await onlyVolume(
              await tapeWith([{ bytes, compressed }], { badSectors }),
            );
            const contents = await volume.contents();
            expect(contents.kind).toBe(kind);
            expectNodes(await readEntries(contents), nodes);
            expectNoFindings(contents);
          }),
          { numRuns: Math.ceil(runs / 3), endOnFailure: true },
        );
      },
    );
  });

  test("of a damaged compressed volume whole blocks are lost, and no more than lie in lost segments", async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, anyDamage, async (nodes, list) => {
        const bytes = padded(await packTar(nodes), 10240);
        const store = await tapeWith([{ bytes, compressed: true }]);
        const damaged = mapsOf(list);
        damage(store, damaged);
        const volume = await onlyVolume(store);
        const { bytes: got, spans } = await readBytes(await volume.bytes());
        const lost = spans.filter(({ state }) => state === "lost");
        for (const { start, end } of lost) expect([start % 10240, end % 10240]).toEqual([0, 0]);
        const lostSegment = (segment: number) => sectorsOf(damaged.get(segment) ?? 0).length > 3;
        const segments = Array.from(
          { length: volume.lastSegment! - volume.firstSegment! + 1 },
          (_, index) => volume.firstSegment! + index,
        );
        if (!segments.some(lostSegment)) expect(lost).toEqual([]);
        if (segments.every(lostSegment)) expect(lost).toHaveLength(1);
        for (const { start, end, state } of spans)
          if (state !== "lost")
            expect(Buffer.compare(got.subarray(start, end), bytes.subarray(start, end))).toBe(0);
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });

  test("the holes of a damaged plain volume are exactly the sectors that are lost", async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, anyDamage, async (nodes, list) => {
        const bytes = padded(await packTar(nodes), 10240);
        const store = await tapeWith([{ bytes }]);
        const damaged = mapsOf(list);
        damage(store, damaged);
        const volume = await onlyVolume(store);
        const { bytes: got, spans } = await readBytes(await volume.bytes());
        expect(
          spans.filter(({ state }) => state === "lost").map(({ start, end }) => [start, end]),
        ).toEqual(expectedLoss(damaged, bytes.length));
        for (const { start, end, state } of spans)
          if (state !== "lost")
            expect(Buffer.compare(got.subarray(start, end), bytes.subarray(start, end))).toBe(0);
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });

  describe.each(packers)("damaged %s", (_, __, pack) => {
    test.each([false, true])(
      "what is read of files is right, compressed: %s",
      async (compressed) => {
        await fc.assert(
          fc.asyncProperty(anyTree, anyDamage, async (nodes, list) => {
            // Distinct names, so that files can be told apart when some are not found; short ones, since
            // long ones have headers of their own, which may be lost.
            const named = nodes.map((node, i) => ({ ...node, path: `${i}.${node.type}` }));
            const store = await tapeWith([{ bytes: await pack(named), compressed }]);
            damage(store, mapsOf(list));
            const contents = await (await onlyVolume(store)).contents();
            for (const { entry, bytes, spans, report } of await readEntries(contents)) {
              if (contents.kind === "raw") continue;
              const node = named.find(({ path }) => path === entry.originalPath);
              expect(node).toBeDefined();
              expect(entry.type).toBe(node!.type);
              if (report.disagreements.length === 0)
                expect(bytes.length).toBe(node!.contents.length);
              for (const { start, end, state } of spans)
                if (state !== "lost")
                  expect(
                    Buffer.compare(bytes.subarray(start, end), node!.contents.subarray(start, end)),
                  ).toBe(0);
            }
          }),
          { numRuns: Math.ceil(runs / 3), endOnFailure: true },
        );
      },
    );
  });
}
