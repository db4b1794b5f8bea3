import { describe, expect, test } from "vitest";
import {
  CompressionFlag,
  chooseVolumeLayout,
  decodeQicTime,
  decodeVolumeEntry,
  encodeVolumeEntry,
  encodeZftapeVolume,
  type FormatCode,
  patchVolumeEntry,
  VolumeEntryBytes,
  VolumeFlag,
  zftapeExtensionOf,
} from "../src/index.js";
import { bytesOf, cartridges, hexOf, vectors } from "./recorded.js";

interface TableCase {
  formatCode: FormatCode;
  firstDataSegment: number;
  lastDataSegment: number;
  volumes: {
    startSegment: number;
    endSegment: number;
    size: number;
    blockSize: number;
    entryHex: string;
  }[];
}

const recorded = (vectors.volumeTable.cases as TableCase[]).flatMap((table) =>
  table.volumes.map((volume, index) => ({ ...table, ...volume, index })),
);

describe("entries as the original driver writes them", () => {
  test.each(recorded)("code $formatCode, volume $index", (row) => {
    const bytes = encodeZftapeVolume(
      {
        index: row.index,
        firstSegment: row.startSegment,
        lastSegment: row.endSegment,
        dataBytes: row.size,
        blockSize: row.blockSize,
      },
      row.formatCode,
    );
    expect(hexOf(bytes)).toBe(row.entryHex);
  });

  test.each(recorded)("code $formatCode, volume $index is read back", (row) => {
    const bytes = bytesOf(row.entryHex);
    const { layout } = chooseVolumeLayout(bytes, row);
    expect(decodeVolumeEntry(bytes, layout)).toMatchObject({
      firstSegment: row.startSegment,
      lastSegment: row.endSegment,
      dataBytes: row.size,
      description: `zftape volume 00${row.index}`,
      date: 0,
      flags: VolumeFlag.NotVerified | VolumeFlag.SegmentSpanning,
      cartridgeNumber: 1,
      compression: CompressionFlag.Unregistered,
    });
    expect(zftapeExtensionOf(bytes, row.formatCode)).toEqual({
      version: row.formatCode === 6 ? 2 : 1,
      blockSize: row.blockSize,
      compressionMap: false,
      qic113: row.formatCode === 4 || row.formatCode === 6,
    });
  });

  test("compressed volumes carry the bit in front of their algorithm", () => {
    const row = { index: 7, firstSegment: 3, lastSegment: 14, dataBytes: 204800, blockSize: 10240 };
    const layouts = [2, 4, 6].map((code) => {
      const formatCode = code as FormatCode;
      const bytes = encodeZftapeVolume({ ...row, compressed: true }, formatCode);
      const area = { formatCode, firstDataSegment: 2, lastDataSegment: 119 };
      const { layout } = chooseVolumeLayout(bytes, area);
      expect(decodeVolumeEntry(bytes, layout).compression).toBe(0xbf);
      return layout;
    });
    expect(layouts).toEqual(["rev-k", "qic113", "big"]);
  });

  test("description and date may be given", () => {
    const volume = { index: 0, firstSegment: 3, lastSegment: 4, dataBytes: 5, blockSize: 1 };
    const bytes = encodeZftapeVolume({ ...volume, description: "home", date: 0x3adf7e70 }, 2);
    expect(decodeVolumeEntry(bytes, "rev-k")).toMatchObject({
      description: "home",
      date: 0x3adf7e70,
    });
  });

  test("numbers that do not fit the format code are refused", () => {
    const volume = {
      index: 0,
      firstSegment: 3,
      lastSegment: 70000,
      dataBytes: 2 ** 32,
      blockSize: 1,
    };
    expect(() => encodeZftapeVolume(volume, 4)).toThrow("lastSegment must be");
    expect(() => encodeZftapeVolume({ ...volume, lastSegment: 9 }, 2)).toThrow("dataBytes must be");
    expect(() => encodeZftapeVolume({ ...volume, lastSegment: 2 }, 6)).toThrow(
      "lastSegment must not be less than firstSegment 3, got 2",
    );
    const bytes = encodeZftapeVolume(volume, 6);
    expect(decodeVolumeEntry(bytes, "big")).toMatchObject({
      lastSegment: 70000,
      segmentCount: 69998,
      dataBytes: 2 ** 32,
    });
  });
});

describe("entries of real tapes", () => {
  const hexOfTape = (name: string): string =>
    vectors.realTapes.tapes.find((tape: { name: string }) => tape.name.includes(name))
      .volumeEntryHex;

  test("a Colorado backup on a code 5 cartridge has the newer layout", () => {
    const bytes = bytesOf(hexOfTape("Jumbo 350"));
    const area = { formatCode: 5, firstDataSegment: 2, lastDataSegment: 5795 } as const;
    expect(chooseVolumeLayout(bytes, area).layout).toBe("qic113");
    const entry = decodeVolumeEntry(bytes, "qic113");
    expect(entry).toMatchObject({
      firstSegment: 3,
      lastSegment: 2631,
      description: "Files from Disk1_vol1 (C:)",
      flags: VolumeFlag.VendorSpecific | VolumeFlag.NotVerified | VolumeFlag.DirectoryLast,
      cartridgeNumber: 1,
      directoryBytes: 739668,
      dataBytes: 126849222,
      sourceDrive: "",
      logicalDevice: 0xbf,
      compression: CompressionFlag.Stac | CompressionFlag.Used,
      osType: 6,
    });
    expect(decodeQicTime(entry.date)).toEqual({
      year: 1998,
      month: 12,
      day: 23,
      hour: 2,
      minute: 19,
      second: 27,
    });
  });

  test("an MTN backup on a code 2 cartridge has the older one", () => {
    const bytes = bytesOf(hexOfTape("DC2120"));
    const area = { formatCode: 2, firstDataSegment: 2, lastDataSegment: 4199 } as const;
    expect(chooseVolumeLayout(bytes, area).layout).toBe("rev-k");
    expect(decodeVolumeEntry(bytes, "rev-k")).toMatchObject({
      firstSegment: 4,
      lastSegment: 3461,
      description: "",
      sourceDrive: "DISK1_VOL1",
      osVersion: 0x1606,
      directoryBytes: 57344,
      dataBytes: 0x0a418e05,
      logicalDevice: 3,
      compression: CompressionFlag.Stac | CompressionFlag.Used,
    });
  });
});

describe("choosing a layout", () => {
  const area = { formatCode: 4, firstDataSegment: 2, lastDataSegment: 119 } as const;
  const foreign = {
    firstSegment: 3,
    lastSegment: 8,
    description: "BACKUP",
    date: 0,
    flags: 0,
    cartridgeNumber: 1,
    vendor: new Uint8Array(26),
    password: new Uint8Array(8),
    directoryBytes: 100,
    dataBytes: 100000,
    osVersion: 0x1606,
    sourceDrive: "DRIVE_C",
    logicalDevice: 2,
    compression: 0x81,
  };

  test("sensible readings win whatever the format code", () => {
    const old = encodeVolumeEntry({ ...foreign, layout: "rev-k", physicalDevice: 0 });
    const fresh = encodeVolumeEntry({ ...foreign, layout: "qic113", osType: 1 });
    for (const formatCode of [2, 3, 4, 5] as const) {
      expect(chooseVolumeLayout(old, { ...area, formatCode }).layout).toBe("rev-k");
      expect(chooseVolumeLayout(fresh, { ...area, formatCode }).layout).toBe("qic113");
    }
  });

  test("blanks of a drive label in the place of the older compression byte do not mislead", () => {
    const fresh = encodeVolumeEntry({ ...foreign, layout: "qic113", compression: 0, osType: 0 });
    expect(fresh[120]).toBe(0x20);
    expect(chooseVolumeLayout(fresh, area).layout).toBe("qic113");
  });

  test("the stronger reading beats the expected one, and points say why", () => {
    const big = encodeVolumeEntry({
      ...foreign,
      layout: "big",
      vendor: new Uint8Array(14),
      segmentCount: 6,
      specMajor: 0x5341,
      specMinor: 0x49,
      osType: 7,
    });
    expect(chooseVolumeLayout(big, { ...area, formatCode: 6 }).layout).toBe("big");
    const narrow = encodeVolumeEntry({ ...foreign, layout: "rev-k", physicalDevice: 0 });
    const { layout, scores } = chooseVolumeLayout(narrow, { ...area, formatCode: 6 });
    expect(layout).toBe("rev-k");
    expect(scores!["rev-k"]).toBeGreaterThan(scores!.big);
  });

  test("every sensible field is worth a point, the 113 mark two more", () => {
    const scoresOf = (changes: object) =>
      chooseVolumeLayout(
        encodeVolumeEntry({ ...foreign, layout: "qic113", osType: 1, ...changes }),
        area,
      ).scores!.qic113;
    const vendor = new Uint8Array(26);
    vendor[0] = 113;
    const full = 6 * 29696;
    expect(scoresOf({})).toBe(5);
    expect(scoresOf({ vendor })).toBe(7);
    expect(scoresOf({ date: 0 })).toBe(5);
    expect(scoresOf({ date: 0x11223344 })).toBe(3); // 1978
    expect(scoresOf({ lastSegment: 120 })).toBe(3);
    expect(scoresOf({ firstSegment: 2 })).toBe(3);
    expect(scoresOf({ compression: 0x82 })).toBe(3);
    expect(scoresOf({ sourceDrive: "\u0001" })).toBe(3);
    expect(scoresOf({ directoryBytes: 0, dataBytes: 4 * full })).toBe(5);
    expect(scoresOf({ directoryBytes: 1, dataBytes: 4 * full })).toBe(3);
    expect(scoresOf({ directoryBytes: 1, dataBytes: full, compression: 0 })).toBe(3);
  });

  test("zftape entries on old formats may carry their compression byte in the newer place", () => {
    const volume = { index: 0, firstSegment: 3, lastSegment: 4, dataBytes: 100, blockSize: 1024 };
    const bytes = encodeZftapeVolume(volume, 2);
    const moved = bytes.slice();
    patchVolumeEntry("rev-k", { compression: 0 }, moved);
    patchVolumeEntry("qic113", { compression: 0x3f }, moved);
    const code2 = { ...area, formatCode: 2 } as const;
    expect(chooseVolumeLayout(bytes, code2)).toEqual({ layout: "rev-k" });
    expect(chooseVolumeLayout(moved, code2)).toEqual({ layout: "qic113" });
    expect(chooseVolumeLayout(encodeZftapeVolume(volume, 4), code2)).toEqual({ layout: "qic113" });
  });
});

describe("old zftape labels", () => {
  const labelled = (description: string) => {
    const bytes = new Uint8Array(VolumeEntryBytes);
    patchVolumeEntry("rev-k", { description }, bytes);
    return zftapeExtensionOf(bytes, 2);
  };

  test("state the block size in the description", () => {
    expect(labelled("zftape volume 001 blocksize 32768")).toEqual({
      version: 0,
      blockSize: 32768,
      compressionMap: false,
      qic113: false,
    });
  });

  test("may state blocks of up to 62 KiB", () => {
    expect(labelled("zftape volume 001 blocksize 63488")?.blockSize).toBe(63488);
  });

  test("count as foreign without one or with a block that is too large", () => {
    expect(labelled("zftape volume 001")).toBeUndefined();
    expect(labelled("zftape volume 001 blocksize 63489")).toBeUndefined();
    expect(labelled("my zftape volume blocksize 1024")).toBeUndefined();
  });
});

describe("editing", () => {
  test("changes the named fields of every recorded entry and nothing else", () => {
    for (const { tableHex, geometry } of cartridges.filter(({ slots }) => slots.length > 0)) {
      const before = bytesOf(tableHex, Math.max(VolumeEntryBytes, tableHex.length / 2));
      const bytes = before.slice(0, VolumeEntryBytes);
      patchVolumeEntry(geometry.formatCode === 6 ? "big" : "rev-k", { date: 0x3adf7e70 }, bytes);
      const changed = [...bytes.keys()].filter((i) => bytes[i] !== before[i]);
      expect(changed.every((i) => i < 4 || (i >= 52 && i < 56))).toBe(true);
    }
  });

  test("an entry that ends before it starts is refused", () => {
    const entry = decodeVolumeEntry(bytesOf(recorded[0]!.entryHex), "rev-k");
    expect(() => encodeVolumeEntry({ ...entry, lastSegment: 2 })).toThrow(
      "lastSegment must not be less than firstSegment 3, got 2",
    );
  });
});
