import { describe, expect, test } from "vitest";
import {
  describeProfile,
  diffProfiles,
  parseNewsName,
  profileFromLinuxNode,
  profileFromNewsName,
} from "../../src/config/index.js";
import { plainProfile, type TapeProfile } from "../../src/index.js";

describe("profiles in words", () => {
  test("a drive without quirks has little to tell", () => {
    expect(describeProfile(plainProfile)).toEqual([
      "records of any size",
      "records up to 64512 bytes",
      "does not rewind at close",
    ]);
  });

  test("a node of NEWS-OS", () => {
    expect(describeProfile(profileFromNewsName(parseNewsName("anrst24")!, "5099EN24"))).toEqual([
      "names: anrst24",
      "device: /dev/anrst24",
      "device that rewinds at close: /dev/rst24",
      "lock name: st0",
      "drive: 5099EN24; cartridge: unknown",
      "density or format: QIC-24",
      "blocks of 512 bytes",
      "records up to 131072 bytes",
      "cannot backspace over file marks",
      "cannot backspace over records",
      "rewinds rather than backspacing over more than 0 files",
      "a read at the end of data may fail",
      "closing after reading goes to the next file if anything was read",
      "does not rewind at close",
      "the format may change at the beginning only",
      "operation numbers of bsd",
    ]);
  });

  test("every property that differs is told", () => {
    const odd = Object.entries(plainProfile).map(([property, value]) => {
      if (typeof value === "boolean") return [property, !value];
      if (typeof value === "number") return [property, 2];
      if (typeof value === "string") return [property, "rewind"];
      return [property, Array.isArray(value) ? ["x"] : value];
    });
    const profile: TapeProfile = {
      ...(Object.fromEntries(odd) as unknown as TapeProfile),
      formatChange: "beginning-only",
      opFamily: "sun",
      opCodes: { bsf: 3 },
      labels: { device: "x", cartridge: "y" },
      statusSink: ",",
      fits: { blocking: 10, shortSkipKb: 40 },
    };
    expect(describeProfile(profile)).toHaveLength(Object.keys(plainProfile).length);
    for (const line of describeProfile(profile)) expect(line).not.toMatch(/undefined|\[object/);
    expect(describeProfile(profile)).toContain("FITS: 10 records in one, 40 kB in a short skip");
    expect(describeProfile(profile)).toContain("operation numbers: bsf 3");
    expect(describeProfile(profile)).toContain("closing after writing writes 2 file marks");
    expect(describeProfile({ ...plainProfile, marksOnClose: 0 })).toContain(
      "closing after writing writes 0 file marks",
    );
  });

  test("what differs between two", () => {
    const nst0 = profileFromLinuxNode("nst0")!;
    expect(diffProfiles(nst0, nst0)).toEqual([]);
    expect(diffProfiles(nst0, { ...nst0, statusSink: "," })).toEqual([
      { property: "statusSink", a: undefined, b: "," },
    ]);
    expect(diffProfiles(plainProfile, { ...plainProfile, names: [], opCodes: {} })).toEqual([]);
    const other = {
      ...nst0,
      blockSize: 512,
      names: ["a", "b"],
      fits: { blocking: 10, shortSkipKb: 0 },
      opCodes: { bsf: 7 },
      backspaceLimit: 1,
    };
    expect(diffProfiles(nst0, other)).toEqual([
      { property: "blockSize", a: 0, b: 512 },
      { property: "backspaceLimit", a: Number.POSITIVE_INFINITY, b: 1 },
      { property: "opCodes.bsf", a: undefined, b: 7 },
      { property: "names", a: ["nst0"], b: ["a", "b"] },
      { property: "fits.blocking", a: 1, b: 10 },
    ]);
  });
});
