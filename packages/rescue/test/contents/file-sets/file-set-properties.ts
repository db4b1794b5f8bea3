import fc from "fast-check";
import { expect } from "vitest";
import { openRecording } from "../../../src/contents/index.js";
import { clipSpans, expectTrue, fatesOfStream, readEntries } from "./check-volume.js";
import { cartridgeWith, damage, type SetKind } from "./file-set-cartridge.js";
import { anyTree } from "./trees.js";

const anyBad = fc
  .array(fc.tuple(fc.integer({ min: 3, max: 20 }), anyMap()), { maxLength: 4 })
  .map((pairs) => new Map(pairs));

/** Maps with few sectors, and with so many that little or nothing is left. */
function anyMap(): fc.Arbitrary<number> {
  const few = fc
    .array(fc.nat(31), { minLength: 1, maxLength: 6 })
    .map((sectors) => sectors.reduce((map, sector) => map | (1 << sector), 0) >>> 0);
  return fc.oneof({ weight: 6, arbitrary: few }, fc.constant(0x7ffffffe), fc.constant(0xffffffff));
}

const anyUnreadable = fc
  .array(fc.tuple(fc.nat(), anyMap()), { maxLength: 5 })
  .map((pairs) => new Map(pairs));

/** Whatever is written to a cartridge is listed and read. */
export async function isListedAndRead(kind: SetKind, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(anyTree(kind.format), anyBad, async (tree, bad) => {
      const { store } = await cartridgeWith([{ ...kind, items: tree.items }], bad);
      const [volume, ...others] = (await openRecording(store)).volumes;
      expect(others).toEqual([]);
      expect(volume).toMatchObject({
        origin: "file-set",
        label: "FILE SET",
        date: "1995-06-15T13:45:30",
        compressed: kind.compressed ?? false,
      });
      const contents = await volume!.contents();
      expect(contents.kind).toBe(`qic113-${kind.format}`);
      const entries = await readEntries(volume!);
      expect(contents.findings).toEqual([]);
      expect(entries.map(({ entry }) => entry.path).sort()).toEqual(
        [...tree.contents.keys()].sort(),
      );
      for (const { entry, bytes, report } of entries) {
        const written = tree.contents.get(entry.path);
        expect(entry.type).toBe(written ? "file" : "directory");
        expect(Buffer.compare(bytes, written ?? new Uint8Array(0)), entry.path).toBe(0);
        expect(report).toMatchObject({ grade: "whole", disagreements: [] });
        expect(report.account).toMatchObject({ read: bytes.length, unverified: 0 });
      }
    }),
    { numRuns },
  );
}

/** Without a volume table it is found, and whole. */
export async function isFoundWithoutTable(kind: SetKind, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(anyTree(kind.format), anyBad, async (tree, bad) => {
      const { store, sets } = await cartridgeWith([{ ...kind, items: tree.items }], bad);
      const table = sets[0]!.firstSegment - 1;
      damage(store, new Map([[table, 0xffff]]));
      const { volumes } = await openRecording(store);
      const [volume, ...others] = volumes;
      expect(others).toEqual([]);
      expect(volume).toMatchObject({ origin: "found", compressed: kind.compressed ?? false });
      const entries = await readEntries(volume!);
      expect(entries.map(({ entry }) => entry.path).sort()).toEqual(
        [...tree.contents.keys()].sort(),
      );
      for (const { entry, bytes, report } of entries) {
        const written = tree.contents.get(entry.path) ?? new Uint8Array(0);
        expect(Buffer.compare(bytes, written), entry.path).toBe(0);
        expect(report).toMatchObject({ grade: "whole", disagreements: [] });
      }
    }),
    { numRuns },
  );
}

/** Of a damaged cartridge every byte is accounted for. */
export async function isAccountedFor(kind: SetKind, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(anyTree(kind.format), anyBad, anyUnreadable, async (tree, bad, picks) => {
      const cartridge = await cartridgeWith([{ ...kind, items: tree.items }], bad);
      const { store, sets } = cartridge;
      const [set] = sets;
      const count = set!.lastSegment - set!.firstSegment + 1;
      const unreadable = new Map(
        [...picks].map(([pick, map]) => [set!.firstSegment + (pick % count), map]),
      );
      damage(store, unreadable);
      const [volume] = (await openRecording(store)).volumes;
      const { kind: found, findings } = await volume!.contents();
      if (found === "raw") return; // no file is left
      const entries = await readEntries(volume!);
      for (const read of entries) {
        const written = tree.contents.get(read.entry.path);
        if (written) expectTrue(read, written);
      }
      // Where every data entry is found at its place the account is that of the segments.
      if (findings.some(({ code }) => code.startsWith("DIRECTORY"))) return;
      expect(entries).toHaveLength(tree.contents.size);
      if (kind.compressed) return;
      const fates = fatesOfStream(cartridge, set!, unreadable);
      for (const { entry, spans } of entries) {
        const written = tree.contents.get(entry.path);
        if (!written || written.length < 32) continue; // too short to be looked for
        const start = Buffer.from(set!.stream).indexOf(written);
        expect(spans, entry.path).toEqual(clipSpans(fates, start, start + written.length));
      }
    }),
    { numRuns },
  );
}
