import { createGeometry, sectorIdOf } from "@floppytape/qic-format";
import { describe, expect, test } from "vitest";
import {
  createFaults,
  createImageMedium,
  createMemoryMedium,
  createSyncMemory,
  MediumFlag,
  type TapeMedium,
  type TapeType,
} from "../../src/sim/index.js";
import { createStepHost, ms, type StepHost } from "./step-host.js";

const geometry = createGeometry({ formatCode: 4, segmentsPerTrack: 6, tracksPerCartridge: 2 });
const toy: TapeType = { standard: "QIC-80", wide: false, feet: 20, geometry };
const formatted = () => createMemoryMedium({ type: toy, formatted: true });

function idTable(segment: number): Uint8Array {
  const table = new Uint8Array(128);
  for (let sector = 0; sector < 32; sector++) {
    const { cylinder, head, record } = sectorIdOf(segment, sector, geometry);
    table.set([cylinder, head, record, 3], sector * 4);
  }
  return table;
}

/** Runs the tape and reads sectors of segment 1 one after the other: what each was like. */
function readSegment(host: StepHost, sectors: readonly number[], operation?: "read" | "write") {
  host.command(11);
  host.ready();
  host.command(10);
  host.wait(2000); // in segment 0
  return sectors.map((sector) => {
    const mark = host.find(sectorIdOf(1, sector, geometry), operation);
    if (mark === undefined) return "not found";
    if (!mark.idCrcGood) return "id CRC";
    if (mark.dataMark !== "normal") return mark.dataMark;
    return mark.dataCrcGood ? "good" : "data CRC";
  });
}

/** Formats all tracks as a host does; segments to leave out are skipped. */
function formatAll(host: StepHost, filler: number, table = idTable): void {
  host.command(36);
  host.ready();
  expect(host.report(37, 16)).toBe(6);
  host.command(15);
  host.command(16);
  host.ready();
  host.command(30);
  host.command(15);
  for (let track = 0; track < 2; track++) {
    host.command(13, track);
    host.ready();
    host.command(10);
    for (let position = 0; position < 6; position++) {
      const start = host.drive.next(host.clock.nowNs, 500, undefined, "format")!;
      host.clock.advance(start.atNs - host.clock.nowNs);
      const end = host.drive.next(start.atNs + 1, 500, undefined, "format")!;
      host.clock.advance(end.atNs - host.clock.nowNs);
      host.drive.formatSegment(start.atNs, table(track * 6 + position), filler);
      host.clock.advance(10 * ms);
    }
    expect(host.drive.ready).toBe(false);
    host.ready();
  }
  host.command(30);
}

describe("formatting", () => {
  test("a blank cartridge becomes one with the ids that were written", () => {
    const medium = createMemoryMedium({ type: toy });
    const host = createStepHost({ medium });
    expect(host.status()).toBe(0x45);
    formatAll(host, 0xe6);
    expect(host.drive.error).toBe(0);
    expect(host.status()).toBe(0x65);
    expect(medium.recording).toEqual({ standard: "QIC-80", segmentsPerTrack: 6 });
    for (const track of [0, 1]) {
      host.command(13, track);
      host.ready();
      host.command(10);
      const marks = host.marks(Number.POSITIVE_INFINITY, 500).filter((m) => m.kind === "sector");
      expect(marks.map(({ id }) => id)).toEqual(
        Array.from({ length: 192 }, (_, i) => sectorIdOf(track * 6 + (i >> 5), i & 31, geometry)),
      );
      host.ready();
    }
    const bytes = new Uint8Array(1024);
    medium.readSector(11, 31, bytes, 0);
    expect(bytes).toEqual(new Uint8Array(1024).fill(0xe6));
  });

  test("other segments of a cartridge from the factory keep what they hold", () => {
    const medium = createMemoryMedium({ type: toy, formatted: true, filler: 0x6b });
    medium.formatSegment({ standard: "QIC-80", segmentsPerTrack: 6 }, 3, idTable(3), 0xaa);
    const held = [3, 4].map((segment) => {
      const bytes = new Uint8Array(1024);
      medium.readSector(segment, 0, bytes, 0);
      return bytes[0];
    });
    expect(held).toEqual([0xaa, 0x6b]);
  });

  test.each([-2, 2])("with the head %i tracks off nothing is recorded outside", (tracks) => {
    const image = createSyncMemory();
    const medium = createImageMedium(image, { type: toy });
    const track = tracks < 0 ? 0 : 1;
    const faults = createFaults([{ kind: "headOffTrack", where: { track }, args: { tracks } }]);
    formatAll(createStepHost({ medium, faults }), 0xe6);
    expect(image.sizeBytes).toBeLessThanOrEqual(12 * 32768);
    const other = 1 - track;
    expect(medium.firstId(track * 6)).toBe(0);
    expect(medium.firstId(other * 6)).not.toBe(0);
  });

  test("two pulses a segment, the second before the gap is over", () => {
    const host = createStepHost({ medium: createMemoryMedium({ type: toy }) });
    host.command(36);
    host.ready();
    host.command(15);
    host.command(10);
    const marks = host.marks(Number.POSITIVE_INFINITY, 500);
    expect(marks).toHaveLength(12);
    const [first, second, third] = marks.map(({ atNs }) => atNs) as [number, number, number];
    expect(second - first).toBeGreaterThan((146 + 32 * 1319) * 16_000);
    expect(third - second).toBeGreaterThan(30 * ms);
  });

  test("ids that do not count up are kept as they came", () => {
    const medium = createMemoryMedium({ type: toy });
    const host = createStepHost({ medium });
    const interleaved = (segment: number) => {
      const table = idTable(segment);
      table.copyWithin(0, 4, 8);
      return table;
    };
    formatAll(host, 0, interleaved);
    host.command(13, 0);
    host.ready();
    host.command(10);
    expect(host.readId()?.id.record).toBe(2);
    expect(host.find(sectorIdOf(0, 0, geometry))).toBeUndefined();
    expect(host.find(sectorIdOf(3, 1, geometry))?.place).toBe(96);
  });

  test("without a length there is nothing to format; more than fits ends in error 18", () => {
    const host = createStepHost({ medium: createMemoryMedium({ type: toy }) });
    host.command(15);
    host.command(10);
    expect(host.error()).toEqual([17, 10]);
    host.command(38, 9, 0, 0);
    host.command(10);
    host.ready();
    expect(host.error()).toEqual([18, 10]);
  });

  test("a burst is written in format mode only and erases", () => {
    const medium = formatted();
    const host = createStepHost({ medium });
    host.command(16);
    expect(host.error()).toEqual([14, 16]);
    host.command(15);
    host.command(3);
    expect(host.error()).toEqual([15, 3]);
    host.command(16);
    host.ready();
    expect(medium.recording).toBeUndefined();
    expect(medium.referenced).toBe(true);
    host.command(30);
    host.command(10);
    expect(host.drive.next(host.clock.nowNs, 500)).toBeUndefined();
  });

  test("dead sectors survive formatting, other damage does not", () => {
    const medium = createMemoryMedium({ type: toy, formatted: true, dead: new Map([[1, 0b10]]) });
    medium.flag(1, 2, MediumFlag.CrcError);
    medium.flag(1, 3, MediumFlag.Erased);
    const host = createStepHost({ medium });
    expect(readSegment(host, [0, 1])).toEqual(["good", "not found"]);
    host.command(18);
    host.ready();
    host.command(11);
    host.ready();
    formatAll(host, 0x6b);
    host.command(13, 0);
    host.ready();
    expect(readSegment(host, [0, 2, 3])).toEqual(["good", "good", "good"]);
    expect(medium.flagsOf(1)?.[1]).toBe(MediumFlag.NoId);
  });
});

describe("damage", () => {
  test.each([
    [MediumFlag.CrcError, "data CRC"],
    [MediumFlag.NoId, "not found"],
    [MediumFlag.Erased, "not found"],
    [MediumFlag.IdCrcError, "id CRC"],
    [MediumFlag.NoDataMark, "missing"],
    [MediumFlag.Deleted, "deleted"],
    [MediumFlag.Unwritable, "good"],
  ])("flag %i reads as %s", (flag, expected) => {
    const medium = formatted();
    medium.flag(1, 5, flag);
    expect(readSegment(createStepHost({ medium }), [4, 5])).toEqual(["good", expected]);
  });

  test("what cannot be written is not found for writing", () => {
    const medium = formatted();
    medium.flag(1, 5, MediumFlag.Unwritable);
    expect(readSegment(createStepHost({ medium }), [4, 5], "write")).toEqual(["good", "not found"]);
  });

  test("writing heals the data, a sector with a wrong CRC does not come out as written", () => {
    const medium = formatted();
    medium.flag(1, 5, MediumFlag.CrcError);
    const host = createStepHost({ medium });
    host.command(10);
    host.wait(2000);
    const mark = host.find(sectorIdOf(1, 5, geometry))!;
    const bytes = new Uint8Array(1024);
    host.drive.readSector(mark, bytes, 0);
    expect(bytes).not.toEqual(new Uint8Array(1024).fill(0x6b));
    host.drive.writeSector(mark, new Uint8Array(1024).fill(7), 0, true);
    expect(medium.flagsOf(1)?.[5]).toBe(MediumFlag.Deleted);
    host.drive.writeSector(mark, new Uint8Array(1024).fill(8), 0, false);
    expect(medium.flagsOf(1)).toBeUndefined();
    medium.readSector(1, 5, bytes, 0);
    expect(bytes).toEqual(new Uint8Array(1024).fill(8));
  });

  test("a weak sector reads at one micro step only, another one by chance", () => {
    const medium = formatted();
    medium.weaken(1, 5, { microStep: 1 });
    medium.weaken(1, 6, { probability: 0.5 });
    const host = createStepHost({ medium });
    const seen = new Set<string>();
    for (let round = 0; round < 12; round++) {
      const [fifth, sixth] = readSegment(host, [5, 6]);
      expect(fifth).toBe(host.drive.microStep === 1 ? "good" : "data CRC");
      seen.add(sixth!);
      host.command(4);
      host.ready();
      host.command(11);
      host.ready();
    }
    expect(seen).toEqual(new Set(["good", "data CRC"]));
  });

  test("a hole gives an index at its end, so that a search from the segment before fails", () => {
    const medium = formatted();
    for (const sector of [10, 11, 12]) medium.flag(1, sector, MediumFlag.Erased);
    const host = createStepHost({ medium });
    host.command(10);
    host.wait(2000); // in segment 0
    const marks = host.marks(Number.POSITIVE_INFINITY, 500);
    const at = marks.findIndex((mark) => mark.kind === "sector" && mark.place === 32 + 13);
    expect(marks[at - 1]).toEqual({ kind: "index", atNs: marks[at]!.atNs - 22 * 16_000 });
    expect(marks[at - 2]).toMatchObject({ place: 32 + 9 });
    expect(host.find(sectorIdOf(1, 20, geometry))).toBeUndefined();
    expect(host.find(sectorIdOf(1, 21, geometry))).toBeDefined();
  });

  test("faults by script strike in their places", () => {
    const faults = createFaults([
      { kind: "dataCrc", where: { segment: 1, sector: 3 }, when: "once" },
      { kind: "idLost", where: { segment: 1, sector: 4 }, when: "once" },
      { kind: "silentCorrupt", where: { segment: 1, sector: 5 }, args: { offset: 9, xor: 1 } },
      { kind: "erasedHole", where: { segment: 1 }, args: { sector: 8, sectors: 2 } },
      { kind: "lostIndex", where: { segment: 2 } },
      { kind: "extraIndex", where: { segment: 3 }, args: { sector: 16, pulses: 2 } },
    ]);
    const host = createStepHost({ medium: formatted(), faults });
    expect(readSegment(host, [3, 4])).toEqual(["data CRC", "not found"]);
    host.command(3);
    host.ready();
    host.command(11);
    host.ready();
    expect(readSegment(host, [3, 4])).toEqual(["good", "good"]);
    const bytes = new Uint8Array(1024);
    host.drive.readSector(host.find(sectorIdOf(1, 5, geometry))!, bytes, 0);
    expect([...bytes.subarray(8, 11)]).toEqual([0x6b, 0x6a, 0x6b]);
    const marks = host.marks(Number.POSITIVE_INFINITY, 500);
    expect(marks.filter(({ kind }) => kind === "index")).toHaveLength(1 + 0 + 3 + 1 + 1);
    expect(marks.filter(({ kind }) => kind === "sector")).toHaveLength(26 - 2 + 4 * 32);
  });

  test("a protected cartridge keeps what it holds, and so does one that the drive cannot write", () => {
    const medium = formatted();
    medium.writeProtected = true;
    const host = createStepHost({ medium });
    expect(host.drive.writeProtected).toBe(true);
    host.command(10);
    host.drive.writeSector(host.readId()!, new Uint8Array(1024), 0, false);
    const bytes = new Uint8Array(1024);
    medium.readSector(0, 0, bytes, 0);
    expect(bytes[0]).toBe(0x6b);
  });
});

test("a cartridge formatted at the factory has the ids of its geometry, on all sides", () => {
  const medium = createMemoryMedium({ formatted: true });
  const { geometry } = medium.type;
  for (const segment of [0, 3, 4, 149, 599, 600, 1203, 4199]) {
    const { cylinder, head, record } = sectorIdOf(segment, 0, geometry);
    const id = cylinder + head * 2 ** 8 + record * 2 ** 16 + 3 * 2 ** 24;
    expect(medium.firstId(segment), `segment ${segment}`).toBe(id);
  }
  expect(medium.firstId(4200)).toBe(0);
});

test("an unformatted medium answers for every segment", () => {
  const medium: TapeMedium = createMemoryMedium();
  expect(medium.firstId(0)).toBe(0);
  expect(medium.firstId(1_000_000)).toBe(0);
  expect(medium.flagsOf(3)).toBeUndefined();
});
