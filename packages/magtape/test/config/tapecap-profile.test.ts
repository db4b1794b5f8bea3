import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  capabilities,
  capabilityOf,
  formatTapecapEntry,
  profileFromTapecap,
  resolveTapecap,
  tapecapCanSay,
  tapecapProfile,
} from "../../src/config/index.js";
import { plainProfile, type TapeProfile } from "../../src/index.js";

const samples = `# column-1 comment
mta|qft0|first floppy streamer|                :so:tc=qftunit0:
qftunit0|generic unit 0|nodes of drive 0:\\
	:al=qft0 nqft0 zqft0 nzqft0 rawqft0 nrawqft0:\\
	:dv=nqft0:rd=qft0:lk=qft0:tc=qic80:
qic80|dc2120|QIC-80 minicartridge:dt=QIC-117 floppy streamer:tt=DC2120:\\
	:bs#0:mr#0:or#32768:fb#10:ts#120000:fs#29696:nf#1:
mtq|quirky cartridge|   :bs#512:se:nb:re@:tc=qic80:
`;

const profileOf = (text: string, name: string, overrides = "") =>
  profileFromTapecap(resolveTapecap({ files: [{ path: "tapecap", text }], name, overrides }));
const caps = (list: string) => profileOf(`a|A:${list}:\n`, "a");

describe("samples", () => {
  const qic80 = {
    ...tapecapProfile,
    maxRecord: 0,
    optRecord: 32768,
    backspaceLimit: 1,
    capacityKb: 120000,
    markBytes: 29696,
    labels: { device: "QIC-117 floppy streamer", cartridge: "DC2120" },
    fits: { blocking: 10, shortSkipKb: 0 },
  };

  test("a drive over two other entries", () => {
    const mta = {
      ...qic80,
      names: ["qft0", "mta", "first floppy streamer"],
      device: "nqft0",
      rewindDevice: "qft0",
      lockName: "qft0",
      allocNames: ["qft0", "nqft0", "zqft0", "nzqft0", "rawqft0", "nrawqft0"],
      statusSink: ",",
    };
    expect(profileOf(samples, "qft0")).toEqual(mta);
    expect(profileOf(samples, "mta").names).toEqual(["mta", "qft0", "first floppy streamer"]);
  });

  test("an entry without a device", () => {
    expect(profileOf(samples, "dc2120")).toEqual({ ...qic80, names: ["dc2120", "qic80"] });
  });

  test("quirks on top of it: the record that suits is whole blocks", () => {
    expect(profileOf(samples, "mtq", ":or#1000")).toEqual({
      ...qic80,
      names: ["mtq", "quirky cartridge"],
      blockSize: 512,
      optRecord: 512,
      readAtEodPassesSecondMark: true,
      canBackspaceFiles: false,
      canBackspaceRecords: false,
    });
  });
});

describe("what each capability means", () => {
  test.each<[string, Partial<TapeProfile>]>([
    ["bo", { bsfStopsAfterMark: true }],
    ["ce", { ignoreCloseStatus: true }],
    ["eo", { marksOnClose: 1 }],
    ["fc", { closeAfterReading: "next-file" }],
    ["rr", { closeAfterReading: "rewind" }],
    ["fc:rr", { closeAfterReading: "rewind" }],
    ["rr:fc", { closeAfterReading: "rewind" }],
    ["fc:rr@", { closeAfterReading: "next-file" }],
    ["ir", { readErrorIsEof: true }],
    ["mf", { multiFileFsf: true }],
    ["nb", { canBackspaceFiles: false, canBackspaceRecords: false }],
    ["np", { positioning: false }],
    ["ow", { backsOverMarkToAppend: true }],
    ["re", { readAtEodErrors: true }],
    ["rf", { skipMarksWithRecords: true }],
    ["ro", { rewindOnOpen: true }],
    ["se", { readAtEodPassesSecondMark: true }],
    ["sk", { skipRecordAfterError: true }],
    ["ue", { trustFileCount: false }],
    ["wc", { nullFileOnEmptyWrite: true }],
    ["nf", { backspaceLimit: 0 }],
    ["nf#3", { backspaceLimit: 3 }],
    ["nf@", {}],
    ["bs#512", { blockSize: 512 }],
    ["bs#1000", { blockSize: 1000, maxRecord: 64000, optRecord: 64000 }],
    ["bs#100000", { blockSize: 100000, maxRecord: 100000, optRecord: 100000 }],
    ["bs#512:mr#0", { blockSize: 512, maxRecord: 0 }],
    ["mr#0", { maxRecord: 0 }],
    ["mr#1000", { maxRecord: 1000, optRecord: 1000 }],
    ["or#70000", { optRecord: 64512 }],
    ["or#1024", { optRecord: 1024 }],
    ["fs#29696:rs#10:ts#60000", { markBytes: 29696, gapBytes: 10, capacityKb: 60000 }],
    ["dn#6250", { density: "6250" }],
    ["dt=a b:tt=c", { labels: { device: "a b", cartridge: "c" } }],
    ["dt=a", { labels: { device: "a", cartridge: "unknown" } }],
    ["dv=nst0:rd=st0:lk=st0", { device: "nst0", rewindDevice: "st0", lockName: "st0" }],
    ["al= st0  nst0 ", { allocNames: ["st0", "nst0"] }],
    ["so", { statusSink: "," }],
    ["so=", { statusSink: "," }],
    ["so=corona,5139", { statusSink: "corona,5139" }],
    ["so@", {}],
    ["fb#10:fe#40", { fits: { blocking: 10, shortSkipKb: 40 } }],
    ["fb#0", {}],
    [
      "bf#20:br#21:ff#22:fr#23:ri#24",
      { opCodes: { bsf: 20, bsr: 21, fsf: 22, fsr: 23, rewind: 24 } },
    ],
    ["ct#5", {}],
    ["xx:se=no", { readAtEodPassesSecondMark: true }],
  ])(":%s:", (list, expected) => {
    expect(caps(list)).toEqual({ ...tapecapProfile, names: ["a"], ...expected });
  });

  test("what is said about the node holds unless the entry says otherwise", () => {
    const base: TapeProfile = {
      ...plainProfile,
      multiFileFsf: true,
      bsfStopsAfterMark: true,
      hasEod: true,
      density: "low",
      opCodes: { fsf: 9 },
      statusSink: "x",
    };
    const text = "a|A:bo@:dn@:so@:ff#8:ri#7:\nb|B:dt=x:\n";
    const on = (name: string) =>
      profileFromTapecap(resolveTapecap({ files: [{ path: "t", text }], name }), { base });
    expect(on("a")).toEqual({
      ...base,
      names: ["a"],
      bsfStopsAfterMark: false,
      density: "",
      statusSink: undefined,
      opCodes: { fsf: 8, rewind: 7 },
    });
    expect(on("b")).toEqual({
      ...base,
      names: ["b"],
      labels: { device: "x", cartridge: "unknown" },
    });
  });
});

describe("the table of capabilities", () => {
  const codes =
    "al bf bo br bs ce ct dn dt dv eo fb fc fe ff fr fs ir lk mf mr nb nf np or ow rd re rf ri ro rr rs se sk so tc ts tt ue wc";

  test("has every code once, in order", () => {
    expect(capabilities.map(({ code }) => code).join(" ")).toBe(codes);
    for (const row of capabilities) expect(capabilityOf(row.code)).toBe(row);
    expect(capabilityOf("zz")).toBeUndefined();
  });

  test("its defaults are those of a profile", () => {
    const fallbacks = Object.fromEntries(
      capabilities.flatMap(({ code, fallback }) =>
        fallback === undefined ? [] : [[code, fallback]],
      ),
    );
    expect(fallbacks).toEqual({
      bs: plainProfile.blockSize,
      dn: plainProfile.density,
      dt: plainProfile.labels.device,
      fb: plainProfile.fits.blocking,
      fe: plainProfile.fits.shortSkipKb,
      fs: plainProfile.markBytes,
      mr: plainProfile.maxRecord,
      or: plainProfile.optRecord,
      rs: plainProfile.gapBytes,
      ts: plainProfile.capacityKb,
      tt: plainProfile.labels.cartridge,
    });
  });
});

describe("an entry written for a profile", () => {
  test("names what differs", () => {
    expect(formatTapecapEntry(profileOf(samples, "mta"), "first streamer")).toBe(
      [
        "mta|qft0|first floppy streamer|first streamer:\\",
        "\t:dv=nqft0:lk=qft0:rd=qft0:al=qft0 nqft0 zqft0 nzqft0 rawqft0 nrawqft0:\\",
        "\t:dt=QIC-117 floppy streamer:tt=DC2120:so=,:fs#29696:mr#0:nf#1:or#32768:\\",
        "\t:ts#120000:fb#10:\n",
      ].join("\n"),
    );
    expect(formatTapecapEntry(plainProfile, "plain")).toBe("tape|plain:\\\n\t:eo:\n");
    expect(formatTapecapEntry(tapecapProfile, "plain")).toBe("tape|plain:\n");
  });

  const size = fc.integer({ min: 0, max: 2 ** 31 - 1 });
  const anyText = fc.string({ maxLength: 12, unit: fc.constantFrom(..."ab :\\^=#@\n\t|\u00e4") });
  const name = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  const anyProfile: fc.Arbitrary<TapeProfile> = fc
    .record({
      flags: fc.record({
        bsfStopsAfterMark: fc.boolean(),
        ignoreCloseStatus: fc.boolean(),
        readErrorIsEof: fc.boolean(),
        multiFileFsf: fc.boolean(),
        positioning: fc.boolean(),
        backsOverMarkToAppend: fc.boolean(),
        readAtEodErrors: fc.boolean(),
        skipMarksWithRecords: fc.boolean(),
        rewindOnOpen: fc.boolean(),
        readAtEodPassesSecondMark: fc.boolean(),
        skipRecordAfterError: fc.boolean(),
        trustFileCount: fc.boolean(),
        nullFileOnEmptyWrite: fc.boolean(),
        marksOnClose: fc.constantFrom(1 as const, 2 as const),
        closeAfterReading: fc.constantFrom(
          "stay" as const,
          "next-file" as const,
          "rewind" as const,
        ),
        backspaceLimit: fc.option(size, { nil: Number.POSITIVE_INFINITY }),
        density: anyText,
        device: anyText,
        rewindDevice: anyText,
        lockName: anyText,
        allocNames: fc.array(name, { maxLength: 3 }),
        labels: fc.record({ device: anyText, cartridge: anyText }),
        statusSink: fc.option(
          anyText.filter((text) => text !== ""),
          { nil: undefined },
        ),
        capacityKb: size,
        markBytes: size,
        gapBytes: size,
        opCodes: fc.record({ bsf: size, rewind: size }, { requiredKeys: [] }),
        names: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
        fits: fc.record({ blocking: size.filter((n) => n > 0), shortSkipKb: size }),
      }),
      backspaces: fc.boolean(),
    })
    .map(({ flags, backspaces }) => ({
      ...tapecapProfile,
      ...flags,
      canBackspaceFiles: backspaces,
      canBackspaceRecords: backspaces,
    }));

  test("is read back as the same profile", () => {
    fc.assert(
      fc.property(anyProfile, (profile) => {
        expect(tapecapCanSay(profile)).toBe(true);
        const text = formatTapecapEntry(profile);
        expect(profileOf(text, profile.names[0]!)).toEqual(profile);
      }),
    );
  });

  test("cannot say what tapecap has no word for", () => {
    expect(tapecapCanSay({ ...tapecapProfile, hasEod: true })).toBe(false);
    expect(tapecapCanSay({ ...tapecapProfile, canBackspaceFiles: false })).toBe(false);
    expect(tapecapCanSay({ ...tapecapProfile, blockSize: 1000 })).toBe(false);
    expect(tapecapCanSay({ ...tapecapProfile, closeAfterReading: "next-file-if-read" })).toBe(
      false,
    );
    expect(tapecapCanSay({ ...tapecapProfile, statusSink: "" })).toBe(false);
  });
});
