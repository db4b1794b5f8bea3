import { describe, expect, test } from "vitest";
import {
  createBadSectorMap,
  type DataArea,
  dataBytesOf,
  decodeVolumeTable,
  encodeVolumeTable,
  encodeZftapeVolume,
  type FormatCode,
  FormatError,
  HeaderBytes,
  patchVolumeEntry,
  VolumeFlag,
  visibleSlots,
  volumesOf,
} from "../src/index.js";
import { bytesOf, cartridges, type RecordedCartridge, sha256, vectors } from "./recorded.js";

const code2: DataArea = { formatCode: 2, firstDataSegment: 2, lastDataSegment: 4199 };

function areaOf(cartridge: RecordedCartridge): DataArea {
  const map = createBadSectorMap(cartridge.geometry.formatCode, cartridge.segments);
  for (const [segment, bad] of Object.entries(cartridge.badSectorMap))
    map.set(+segment, parseInt(bad, 16));
  return {
    formatCode: cartridge.geometry.formatCode,
    firstDataSegment: cartridge.firstDataSegment,
    lastDataSegment: cartridge.lastDataSegment,
    dataBytes: (segment) => dataBytesOf(map.get(segment)),
  };
}

interface TableCase {
  formatCode: FormatCode;
  firstDataSegment: number;
  lastDataSegment: number;
  volumes: { startSegment: number; endSegment: number; size: number; blockSize: number }[];
  table29696Sha256: string;
}

test.each(vectors.volumeTable.cases as TableCase[])(
  "a table of code $formatCode as the original driver writes it",
  (row) => {
    const slots = row.volumes.map(({ startSegment, endSegment, size, blockSize }, index) => ({
      bytes: encodeZftapeVolume(
        { index, firstSegment: startSegment, lastSegment: endSegment, dataBytes: size, blockSize },
        row.formatCode,
      ),
    }));
    const bytes = new Uint8Array(HeaderBytes).fill(0x6b);
    encodeVolumeTable(slots, bytes);
    expect(sha256(bytes)).toBe(row.table29696Sha256);

    const { volumes, broken } = volumesOf(decodeVolumeTable(bytes, row), row);
    expect(broken).toBe(false);
    expect(
      volumes.map((volume) => ({
        startSegment: volume.firstSegment,
        endSegment: volume.lastSegment,
        size: volume.dataBytes,
        blockSize: volume.blockSize,
      })),
    ).toEqual(
      row.volumes.map(({ startSegment, endSegment, size, blockSize }) => ({
        startSegment,
        endSegment,
        size,
        blockSize,
      })),
    );
  },
);

interface DamagedCase {
  name: string;
  first256Hex: string;
  original: { broken: boolean; exvt: boolean; volumes: number[][] };
}

describe("damaged tables, as the original driver takes them", () => {
  // The original does not compare a volume's two ends; we do, as docs/formats/volume-table.md says.
  const oursAlone = "end before start: the original does not notice";

  test.each(vectors.volumeTableDamaged.cases as DamagedCase[])("$name", (row) => {
    const table = decodeVolumeTable(bytesOf(row.first256Hex, HeaderBytes), code2);
    const { volumes, broken } = volumesOf(table, code2);
    expect(table.continued).toBe(row.original.exvt);
    expect(broken).toBe(row.original.broken || row.name === oursAlone);
    expect(
      volumes.map((volume) => [
        volume.firstSegment,
        volume.lastSegment,
        volume.dataBytes,
        volume.blockSize,
        volume.zftape ? 1 : 0,
      ]),
    ).toEqual(row.original.volumes);
  });
});

describe("tables of recorded cartridges", () => {
  test.each(cartridges)("$name", (cartridge) => {
    const area = areaOf(cartridge);
    const bytes = bytesOf(cartridge.tableHex, cartridge.tableBytes);
    const table = decodeVolumeTable(bytes, area);
    expect(table.capacity).toBe(Math.floor(cartridge.tableBytes / 128));
    expect(table.findings.filter(({ severity }) => severity === "warning")).toEqual([]);
    expect(table.slots.map(({ signature, entry }) => [signature, entry?.description])).toEqual(
      cartridge.slots.map((slot) => [slot.signature, slot.description ?? undefined]),
    );

    const again = bytes.slice().fill(0x6b);
    encodeVolumeTable(table.slots, again);
    expect(sha256(again)).toBe(sha256(bytes));

    const { volumes, broken, hiddenFirst } = volumesOf(table, area);
    expect({ broken, hiddenFirst }).toEqual({ broken: false, hiddenFirst: false });
    if (cartridge.name === "old-ftape-v2") return; // its volumes come from file marks
    expect(
      volumes.map((volume) => ({
        startSegment: volume.firstSegment,
        endSegment: volume.lastSegment,
        sizeBytes: volume.dataBytes,
        compressed: volume.compressed,
        zftapeVolume: volume.zftape,
        volno: volume.index,
        blksz: volume.blockSize === 1 ? 0 : volume.blockSize,
      })),
    ).toEqual(
      cartridge.volumes.map(
        ({ startSegment, endSegment, sizeBytes, compressed, zftapeVolume, volinfo }) => ({
          startSegment,
          endSegment,
          sizeBytes,
          compressed,
          zftapeVolume,
          volno: volinfo.volno,
          blksz: volinfo.blksz,
        }),
      ),
    );
  });
});

const simple = (index: number, firstSegment: number, lastSegment: number, dataBytes = 1024) =>
  encodeZftapeVolume({ index, firstSegment, lastSegment, dataBytes, blockSize: 1024 }, 2);

function tableOf(...entries: Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(HeaderBytes);
  encodeVolumeTable(
    entries.map((entry) => ({ bytes: entry })),
    bytes,
  );
  return bytes;
}

const read = (bytes: Uint8Array, area = code2) => volumesOf(decodeVolumeTable(bytes, area), area);

describe("what else a table may hold", () => {
  test("the entry of an obsolete compression map is no volume and not written again", () => {
    const map = simple(0, 3, 3);
    map[70] = 1;
    const table = decodeVolumeTable(tableOf(map, simple(0, 3, 4), simple(1, 5, 5)), code2);
    const result = volumesOf(table, code2);
    expect(result).toMatchObject({ broken: false, hiddenFirst: true });
    expect(result.volumes.map(({ index, slot }) => [index, slot])).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(visibleSlots(table.slots, result).map(({ offset }) => offset)).toEqual([128, 256]);
    expect(visibleSlots(table.slots, { hiddenFirst: false })).toBe(table.slots);
  });

  test("such a flag in a later entry means nothing", () => {
    const later = simple(1, 5, 5);
    later[70] = 1;
    expect(read(tableOf(simple(0, 3, 4), later))).toMatchObject({ hiddenFirst: false });
  });

  test("code 6 entries of early ftape state a count only and follow one another", () => {
    const area: DataArea = { formatCode: 6, firstDataSegment: 2, lastDataSegment: 87667 };
    const early = (index: number, count: number) => {
      const bytes = encodeZftapeVolume(
        { index, firstSegment: 3, lastSegment: 3, dataBytes: 1024, blockSize: 512 },
        4,
      );
      patchVolumeEntry("rev-k", { firstSegment: count & 0xffff, lastSegment: count >>> 16 }, bytes);
      return bytes;
    };
    const { volumes, broken } = read(tableOf(early(0, 70000), early(1, 5)), area);
    expect(broken).toBe(false);
    expect(volumes.map(({ firstSegment, lastSegment }) => [firstSegment, lastSegment])).toEqual([
      [3, 70002],
      [70003, 70007],
    ]);
    expect(read(tableOf(early(0, 0)), area).broken).toBe(true);
  });

  test("a foreign volume holds what its segments hold, blocks of 0 bytes count as 1024", () => {
    const area: DataArea = { ...code2, dataBytes: (segment) => (segment === 4 ? 0 : 29696) };
    const foreign = simple(0, 3, 5);
    foreign[58] = 0;
    const none = simple(1, 6, 6);
    none[69] = 0;
    const { volumes } = read(tableOf(foreign, none), area);
    expect(volumes.map(({ dataBytes, blockSize }) => [dataBytes, blockSize])).toEqual([
      [2 * 29696, 1024],
      [1024, 1024],
    ]);
  });

  test("a volume that states more than its segments hold breaks the table, unless it spans cartridges", () => {
    const large = simple(0, 3, 4, 2 * 29696 + 1);
    const { broken, findings } = read(tableOf(large));
    expect(broken).toBe(true);
    expect(findings.map(({ code }) => code)).toEqual(["VOLUME_SIZE"]);
    patchVolumeEntry("rev-k", { flags: VolumeFlag.MultiCartridge }, large);
    expect(read(tableOf(large)).broken).toBe(false);
  });

  test("a block size beyond 62 KiB is told but breaks nothing", () => {
    const bytes = encodeZftapeVolume(
      { index: 0, firstSegment: 3, lastSegment: 3, dataBytes: 1, blockSize: 65535 },
      2,
    );
    const { broken, findings } = read(tableOf(bytes));
    expect(broken).toBe(false);
    expect(findings.map(({ code }) => code)).toEqual(["BLOCK_SIZE"]);
  });

  test("data where a table should be is told, an empty table is not", () => {
    const codes = (bytes: Uint8Array) =>
      decodeVolumeTable(bytes, code2).findings.map(({ code }) => code);
    expect(codes(new Uint8Array(HeaderBytes).fill(0x41))).toEqual(["UNKNOWN_SIGNATURE"]);
    expect(codes(new Uint8Array(HeaderBytes))).toEqual([]);
  });

  test("a continued table names the segment", () => {
    const more = new Uint8Array(128);
    more.set(new TextEncoder().encode("EXVT"));
    more[6] = 77;
    const table = decodeVolumeTable(tableOf(simple(0, 3, 4), more, simple(1, 5, 5)), code2);
    expect(table.continued).toBe(true);
    expect(table.slots).toHaveLength(2);
    expect(table.findings[0]?.details).toEqual({ segment: 77 });
  });
});

describe("writing", () => {
  test("slots that do not fit are refused and nothing is written", () => {
    const bytes = new Uint8Array(1024).fill(1);
    const slots = Array.from({ length: 9 }, () => ({ bytes: simple(0, 3, 4) }));
    expect(() => encodeVolumeTable(slots, bytes)).toThrow(
      new FormatError("TABLE_FULL", "9 entries do not fit into the volume table: room for 8", {
        entries: 9,
        room: 8,
      }),
    );
    expect(() => encodeVolumeTable([{ bytes: new Uint8Array(127) }], bytes)).toThrow("128 bytes");
    expect(bytes.every((byte) => byte === 1)).toBe(true);
  });

  test("slots may be views of the table that is written", () => {
    const bytes = tableOf(simple(0, 3, 4), simple(1, 5, 6));
    encodeVolumeTable([{ bytes: bytes.subarray(128, 256) }], bytes);
    expect(sha256(bytes)).toBe(sha256(tableOf(simple(1, 5, 6))));
  });
});

test("absurd tables cost no time: 232 volumes over all segments that an id can name", () => {
  const area: DataArea = {
    formatCode: 6,
    firstDataSegment: 2,
    lastDataSegment: 0xffffffff,
    dataBytes: () => 29696,
  };
  const bytes = encodeZftapeVolume(
    { index: 0, firstSegment: 3, lastSegment: 0xffffffff, dataBytes: 1, blockSize: 1 },
    6,
  );
  bytes[62] = 0; // foreign
  const { volumes } = read(tableOf(...Array.from({ length: 232 }, () => bytes)), area);
  expect(volumes).toHaveLength(232);
  expect(volumes[231]?.dataBytes).toBe((256 * 255 * 4 - 3) * 29696);
});
