import fc from "fast-check";
import { expect } from "vitest";
import {
  findFileSets,
  groupVolumes,
  openContainer,
  openFileSet,
  openVolumeSet,
  Qic113Error,
  readVolumeEntry,
} from "../src/index.js";
import { entryA, entryA113, entryB, entryC } from "./entries.js";
import { kinds, optionsOf } from "./round-trip.js";
import { concat, memorySegments } from "./segments.js";
import { anyTree, withContents, writeAll } from "./trees.js";

const bounds = { firstSegment: 3, lastSegment: 40 };

/** Runs what may refuse bytes for a documented reason, and nothing else. */
async function mayRefuse<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    expect(error).toBeInstanceOf(Qic113Error);
    return undefined;
  }
}

/** Every component is a plain name. */
function expectSafe(path: string): void {
  for (const component of path.split("/")) {
    expect(["", ".", ".."]).not.toContain(component);
    expect([...component].every((character) => character >= " " && character !== "\\")).toBe(true);
  }
}

/** Opens a volume and reads all of it, within what its segments can hold. */
async function readEverything(entry: Uint8Array, segments: readonly Uint8Array[]): Promise<void> {
  const volume = readVolumeEntry(entry, { ...bounds, lastSegment: 2 + segments.length });
  if (volume === undefined) return;
  const source = memorySegments(segments);
  for (const format of ["basic", "extended"] as const) {
    const fileSet = await mayRefuse(() => openFileSet(volume, source, { format }));
    if (fileSet === undefined) continue;
    const room = segments.length * 32768 * 30 + 200_000;
    for (const item of fileSet.items.slice(0, 50)) {
      if (item.kind !== "root") expectSafe(item.path);
      let delivered = 0;
      const reading = fileSet.read(item);
      for (;;) {
        const { done, value } = await reading.next();
        if (done) break;
        delivered += value.bytes.length;
        expect(delivered).toBeLessThanOrEqual(room);
      }
    }
  }
  for (const found of await findFileSets(source, source))
    for (const { kind, path } of (await openFileSet(found, source)).items.slice(0, 10))
      if (kind !== "root") expectSafe(path);
  const [set] = groupVolumes([{ volume, source }]);
  await mayRefuse(() => openVolumeSet(set!));
}

const anyFields = fc.record({
  firstSegment: fc.nat(10),
  lastSegment: fc.integer({ min: 10, max: 60_000 }),
  flags: fc.nat(255),
  cartridgeNumber: fc.nat(255),
  directoryBytes: fc.oneof(fc.nat(5000), fc.nat(0xffffffff)),
  dataBytes: fc.oneof(fc.nat(50_000), fc.nat(0xffffffff)),
  compression: fc.constantFrom(0, 0x81, 0x80),
});
const anyEntry = fc.oneof(
  anyFields.map(entryA),
  anyFields.map(entryB),
  anyFields.map(entryC),
  fc.tuple(fc.nat(9), anyFields).map(([revision, fields]) => entryA113(revision, fields)),
  fc
    .uint8Array({ minLength: 124, maxLength: 124 })
    .map((rest) => concat(new TextEncoder().encode("VTBL"), rest)),
);

/** Bytes in which signatures and small sizes are frequent. */
const tapeBytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(
        Uint8Array.of(0xcc, 0x33, 0xcc, 0x33),
        Uint8Array.of(0x99, 0x66, 0x99, 0x66, 7, 0),
        Uint8Array.of(10, 3, 0, 0, 0, 0, 40, 0, 0, 0, 0, 1, 65),
        Uint8Array.of(10, 0x63, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 66),
        Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0),
        Uint8Array.of(0xff, 0xff, 0xff, 0xff),
        Uint8Array.of(0x0c, 0x80),
      ),
    ),
    { maxLength: 120 },
  )
  .map((parts) => concat(...parts));

/** Random bytes are read to the end without hanging, overflowing or throwing anything undocumented. */
export async function survivesRandomBytes(numRuns: number): Promise<void> {
  const segments = fc
    .array(fc.tuple(tapeBytes, fc.constantFrom(0, 100, 1024, 4096)), { maxLength: 6 })
    .map((all) =>
      all.map(([bytes, size]) => {
        const segment = new Uint8Array(size);
        segment.set(bytes.subarray(0, size));
        return segment;
      }),
    );
  await fc.assert(fc.asyncProperty(anyEntry, segments, readEverything), { numRuns });
}

/** So are volumes in which some bytes were changed. */
export async function survivesChangedBytes(numRuns: number): Promise<void> {
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(255)), { maxLength: 8 });
  const cases = fc
    .constantFrom(...kinds)
    .chain((kind) => fc.tuple(fc.constant(kind), anyTree(kind.format), changes, fc.boolean()));
  await fc.assert(
    fc.asyncProperty(cases, async ([kind, tree, changed, inEntry]) => {
      const { items } = withContents(tree);
      const { segments, written } = await writeAll(items, optionsOf(kind, [1024, 2048]));
      for (const [segment, at, value] of changed) {
        const bytes = inEntry ? written.entryBytes : segments[segment % segments.length]!;
        if (bytes.length > 0) bytes[4 + (at % (bytes.length - 4))] = value;
      }
      await readEverything(written.entryBytes, segments);
    }),
    { numRuns },
  );
}

/** So are files that may be containers. */
export async function survivesRandomFiles(numRuns: number): Promise<void> {
  const head = fc.oneof(
    anyEntry,
    fc.tuple(anyEntry, anyEntry).map(([one, other]) => {
      const mdid = new Uint8Array(128);
      mdid.set(new TextEncoder().encode("MDID"));
      return concat(one, other, mdid);
    }),
    anyEntry.map((entry) => {
      const bytes = new Uint8Array(3 * 29696);
      bytes.set([0x55, 0xaa, 0x55, 0xaa]);
      bytes.set(entry, 2 * 29696);
      return bytes;
    }),
  );
  await fc.assert(
    fc.asyncProperty(head, tapeBytes, async (start, rest) => {
      const bytes = concat(start, rest);
      const file = {
        sizeBytes: bytes.length,
        async read(position: number, into: Uint8Array) {
          const part = bytes.subarray(position, position + into.length);
          into.set(part);
          return part.length;
        },
      };
      const container = await mayRefuse(() => openContainer(file));
      for (const volume of container?.volumes ?? []) {
        const fileSet = await mayRefuse(() => container!.open(volume));
        for (const item of fileSet?.items.slice(0, 20) ?? []) await fileSet!.check(item);
      }
    }),
    { numRuns },
  );
}
