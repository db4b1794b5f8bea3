import { readFileSync } from "node:fs";
import type { FormatCode } from "@floppytape/qic-format";
import { describe, expect, test } from "vitest";
import { readVolumeEntry } from "../src/index.js";
import { entryA, entryA113, entryB, entryC } from "./entries.js";
import { fromHex } from "./segments.js";

interface RealEntry {
  readonly name: string;
  readonly formatCode: FormatCode;
  readonly lastDataSegment: number;
  readonly entryHex: string;
}

const { entries }: { entries: RealEntry[] } = JSON.parse(
  readFileSync(new URL("./vectors/real-entries.json", import.meta.url), "utf8"),
);
const real = (name: string) => {
  const entry = entries.find((candidate) => candidate.name.includes(name))!;
  const { formatCode, lastDataSegment, entryHex } = entry;
  return readVolumeEntry(fromHex(entryHex), {
    firstSegment: 3,
    lastSegment: lastDataSegment,
    formatCode,
  })!;
};

const bounds = { firstSegment: 3, lastSegment: 4199 };

describe("entries of real cartridges", () => {
  test("a Colorado CMS backup of Windows 95", () => {
    const volume = real("Colorado");
    expect(volume).toMatchObject({
      layout: "a-113",
      tied: [],
      contents: "extended",
      firstSegment: 3,
      lastSegment: 2631,
      description: "Files from Disk1_vol1 (C:)",
      date: { year: 1998, month: 12, day: 23, hour: 2, minute: 19, second: 27 },
      flags: 0x25,
      cartridgeNumber: 1,
      revision: 6,
      passwordPresent: false,
      directoryBytes: 739_668,
      dataBytes: 126_849_222,
      osVersion: { major: 0, minor: 0 },
      sourceDrive: "",
      logicalDevice: 0xbf,
      compressed: true,
      compression: 1,
      osType: 6,
      osTypeName: "DOS Extended",
    });
    expect(volume.scores["a-113"]).toBe(7); // its hint and all that can make sense
    expect(String.fromCharCode(...volume.vendor.subarray(4, 7))).toBe("CMS");
    expect(volume.entryBytes()).toEqual(fromHex(entries[0]!.entryHex));
  });

  test("an MTN backup on a code 2 cartridge", () => {
    expect(real("MTN")).toMatchObject({
      layout: "c",
      tied: [],
      contents: "basic",
      firstSegment: 4,
      lastSegment: 3461,
      description: "",
      directoryBytes: 57_344,
      dataBytes: 0x0a418e05,
      osVersion: { major: 6, minor: 22 },
      sourceDrive: "DISK1_VOL1",
      logicalDevice: 3,
      compressed: true,
      compression: 1,
    });
  });
});

describe("layouts are told apart by what makes sense", () => {
  const sizes = { directoryBytes: 2000, dataBytes: 5_000_000, lastSegment: 300 };
  const text = { sourceDrive: "MY DISK", osVersion: 0x1606 };

  test.each([
    ["a-plain", "basic", entryA({ ...sizes, ...text, compression: 0x81 })],
    ["a-plain", "basic", entryA({ ...sizes })],
    ["a-113", "extended", entryA113(6, { ...sizes, ...text, compression: 0x81 })],
    ["a-113", "extended", entryA113(7, { ...sizes, osType: 6 })],
    ["a-113", "unknown", entryA113(0, sizes)],
    ["b", "extended", entryB({ ...sizes, ...text, compression: 0x81 })],
    ["b", "extended", entryB({ ...sizes, specMajor: 0x5341, specMinor: 0x49 })],
    ["c", "basic", entryC({ ...sizes, ...text, compression: 0x81 })],
    ["c", "basic", entryC({ ...sizes, ...text })],
    ["c", "basic", entryC({ ...sizes, compression: 0x81 })],
    ["c", "basic", entryC({ ...sizes, compression: 0x81, logicalDevice: 67, physicalDevice: 32 })],
    ["vendor", "unknown", entryA({ ...sizes, flags: 1, vendor: new Uint8Array(26).fill(0xee) })],
  ] as const)("%s, %s", (layout, contents, bytes) => {
    const volume = readVolumeEntry(bytes, bounds)!;
    expect(volume).toMatchObject({ layout, contents, lastSegment: 300 });
    if (layout !== "vendor") expect(volume).toMatchObject(sizes);
  });

  test("a volume of zftape is named as such", () => {
    const vendor = new Uint8Array(26);
    vendor.set([...new TextEncoder().encode("LINUX ZFT"), 0]);
    const volume = readVolumeEntry(entryC({ ...sizes, vendor, flags: 0x14 }), bounds)!;
    expect(volume.contents).toBe("zftape");
  });

  test("the caller may overrule the choice", () => {
    const volume = readVolumeEntry(entryC({ ...sizes, ...text }), bounds, { layout: "a-plain" })!;
    expect(volume.layout).toBe("a-plain");
    expect(volume.dataBytes).toBeGreaterThan(2 ** 32); // the drive's label, taken for a size
  });

  test("a format code of 6 speaks for 32-bit segment numbers", () => {
    const bytes = entryB({ ...sizes, segmentCount: 12 });
    expect(readVolumeEntry(bytes, { ...bounds, formatCode: 6 })!.layout).toBe("b");
  });
});

test("a password is reported, and printing the volume does not show it", () => {
  const password = new TextEncoder().encode("SECRET\0\0");
  const volume = readVolumeEntry(entryA({ password, dataBytes: 100 }), bounds)!;
  expect(volume.passwordPresent).toBe(true);
  const shown = JSON.stringify(volume, (_, value) =>
    value instanceof Uint8Array ? String.fromCharCode(...value) : value,
  );
  expect(shown).not.toContain("SECRET");
  expect(volume.entryBytes().subarray(84, 92)).toEqual(password);
});

test("segments outside the medium are cut off", () => {
  const volume = readVolumeEntry(entryA({ firstSegment: 1, lastSegment: 60_000 }), bounds)!;
  expect(volume).toMatchObject({ firstSegment: 3, lastSegment: 4199 });
});

test("other signatures are no volumes, and short bytes are refused", () => {
  const bytes = entryA({});
  bytes[0] = "X".charCodeAt(0);
  expect(readVolumeEntry(bytes, bounds)).toBeUndefined();
  expect(() => readVolumeEntry(bytes.subarray(0, 127), bounds)).toThrow(RangeError);
});
