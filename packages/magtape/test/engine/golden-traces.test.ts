import { expect, test } from "vitest";
import type { TapeFileRequest } from "../../src/engine/index.js";
import { createRememberedDrive, descriptorAt, profileOf } from "./drive.js";

// Traces of IRAF's own driver, recorded from its source compiled against a simulated tape: what it did
// to the drive, where the head came to, and what it believed then. The tape is rrr|rr|r||.
const tape = "rrr|rr|r||";
const all = "read=100 FSF1 read=100 FSF1 read=100 FSF1";

interface Trace {
  readonly caps: string;
  /** What the drive is, where that is not what the engine was told. */
  readonly truth?: string;
  readonly from: string;
  readonly nfiles?: number;
  readonly file: TapeFileRequest["file"];
  readonly mode?: TapeFileRequest["mode"];
  readonly operations: string;
  readonly drawing: string;
  readonly believed: string;
  readonly counted?: number;
}

const append = { file: "end", mode: "write", believed: "f4.r1", counted: 3 } as const;
const between = "rrr|rr|r|^|";

const traces: readonly (readonly [number, Trace])[] = [
  [
    1,
    {
      caps: "",
      from: "unknown",
      file: 1,
      operations: "open-rd REW",
      drawing: "^rrr|rr|r||",
      believed: "f1.r1",
    },
  ],
  [
    2,
    {
      caps: "",
      from: "f1.r1",
      file: 3,
      operations: "open-rd read=100 FSF1 read=100 FSF1",
      drawing: "rrr|rr|^r||",
      believed: "f3.r1",
    },
  ],
  [
    3,
    {
      caps: "mf",
      from: "f1.r1",
      file: 3,
      operations: "open-rd FSF2",
      drawing: "rrr|rr|^r||",
      believed: "f3.r1",
    },
  ],
  [
    4,
    {
      caps: "",
      from: "f3.r1",
      file: 2,
      operations: "open-rd BSF2 FSF1",
      drawing: "rrr|^rr|r||",
      believed: "f2.r1",
    },
  ],
  [
    5,
    {
      caps: "bo",
      from: "f3.r1",
      file: 2,
      operations: "open-rd BSF1",
      drawing: "rrr|^rr|r||",
      believed: "f2.r1",
    },
  ],
  [
    6,
    {
      caps: "nb",
      from: "f3.r1",
      file: 2,
      operations: "open-rd REW read=100 FSF1",
      drawing: "rrr|^rr|r||",
      believed: "f2.r1",
    },
  ],
  [
    6,
    {
      caps: "nf",
      from: "f3.r1",
      file: 2,
      operations: "open-rd REW read=100 FSF1",
      drawing: "rrr|^rr|r||",
      believed: "f2.r1",
    },
  ],
  [
    7,
    {
      caps: "nf#2",
      from: "f3.r1",
      file: 2,
      operations: "open-rd BSF2 FSF1",
      drawing: "rrr|^rr|r||",
      believed: "f2.r1",
    },
  ],
  [
    8,
    {
      caps: "",
      from: "f2.r2",
      file: 2,
      operations: "open-rd BSF1 FSF1",
      drawing: "rrr|^rr|r||",
      believed: "f2.r1",
    },
  ],
  [
    9,
    {
      caps: "",
      from: "f1.r1",
      ...append,
      operations: `open-rd ${all} read=0 close open-wr`,
      drawing: between,
    },
  ],
  [
    10,
    {
      caps: "",
      truth: "se",
      from: "f1.r1",
      ...append,
      operations: `open-rd ${all} read=0 close open-wr`,
      drawing: "rrr|rr|r||^",
    },
  ],
  [
    11,
    {
      caps: "se",
      from: "f1.r1",
      ...append,
      operations: `open-rd ${all} read=0 BSF1 close open-wr`,
      drawing: between,
    },
  ],
  [
    12,
    {
      caps: "se rf",
      from: "f1.r1",
      ...append,
      operations: `open-rd ${all} read=0 BSR1 close open-wr`,
      drawing: between,
    },
  ],
  [
    13,
    {
      caps: "se nb",
      from: "f1.r1",
      ...append,
      operations: `open-rd ${all} read=0 REW FSF3 close open-wr`,
      drawing: between,
    },
  ],
  [
    14,
    {
      caps: "se ow",
      from: "f1.r1",
      ...append,
      operations: `open-rd ${all} read=0 BSF1 BSF1 FSF1 close open-wr`,
      drawing: between,
    },
  ],
  [
    15,
    {
      caps: "se ow rf",
      from: "f1.r1",
      ...append,
      operations: `open-rd ${all} read=0 BSR1 BSR1 FSR1 close open-wr`,
      drawing: between,
    },
  ],
  [
    16,
    {
      caps: "ow",
      from: "f1.r1",
      ...append,
      operations: `open-rd ${all} read=0 BSF1 FSF1 close open-wr`,
      drawing: between,
    },
  ],
  [
    17,
    {
      caps: "",
      from: "f1.r1",
      nfiles: 3,
      ...append,
      operations: `open-rd ${all} close open-wr`,
      drawing: between,
    },
  ],
  [18, { caps: "", from: "f4.r1", nfiles: 3, ...append, operations: "open-wr", drawing: between }],
  [
    19,
    {
      caps: "ow",
      from: "f4.r1",
      nfiles: 3,
      ...append,
      operations: "open-rd BSF1 FSF1 close open-wr",
      drawing: between,
    },
  ],
  [
    20,
    {
      caps: "ow nb",
      from: "f4.r1",
      nfiles: 3,
      ...append,
      operations: `open-rd REW ${all} close open-wr`,
      drawing: between,
    },
  ],
  [
    21,
    {
      caps: "ue",
      from: "f4.r1",
      nfiles: 3,
      ...append,
      operations: "open-rd read=0 close open-wr",
      drawing: between,
    },
  ],
  [
    23,
    {
      caps: "re",
      from: "f1.r1",
      ...append,
      operations: `open-rd ${all} read=ERR close open-wr`,
      drawing: between,
    },
  ],
  [
    24,
    {
      caps: "",
      from: "f1.r1",
      file: 9,
      operations: `open-rd ${all} read=0`,
      drawing: between,
      believed: "f4.r1",
      counted: 3,
    },
  ],
  [
    25,
    {
      caps: "ro",
      from: "f2.r2",
      file: 2,
      operations: "open-rd REW read=100 FSF1",
      drawing: "rrr|^rr|r||",
      believed: "f2.r1",
    },
  ],
  [
    26,
    {
      caps: "np",
      from: "f2.r2",
      file: 3,
      operations: "open-rd",
      drawing: "rrr|r^r|r||",
      believed: "f2.r2",
    },
  ],
];

for (const [number, trace] of traces)
  test(`trace ${number}: ${trace.caps || "no capability"}, ${trace.from} to ${trace.file}`, async () => {
    const drive = createRememberedDrive({
      profile: profileOf(trace.caps),
      truth: profileOf(trace.truth ?? trace.caps),
      tape,
      from: descriptorAt(trace.from, trace.nfiles ?? 0),
    });
    const file = await drive.openFile({ file: trace.file, mode: trace.mode ?? "read" });
    expect(drive.tape.trace()).toBe(trace.operations);
    expect(drive.tape.drawing()).toBe(trace.drawing);
    const { usedKb: _, flags: __, ...believed } = file.descriptor();
    expect(believed).toEqual({
      file: descriptorAt(trace.believed, 0).file,
      record: descriptorAt(trace.believed, 0).record,
      files: trace.counted ?? trace.nfiles ?? 0,
    });
    expect(file.file).toBe(believed.file);
  });

test("trace 10, written: what comes behind both marks is never seen", async () => {
  const profile = profileOf("");
  const drive = createRememberedDrive({
    profile,
    truth: profileOf("se"),
    tape,
    from: descriptorAt("f1.r1", 0),
  });
  const file = await drive.openFile({ file: "end", mode: "write" });
  await file.write(new Uint8Array(100));
  await file.close();
  expect(drive.tape.drawing().replace("^", "")).toBe("rrr|rr|r||r||");
  expect(drive.tape.contents()).toHaveLength(3);
});

test("trace 22: a read at the end of the tape fails, and so does the open", async () => {
  const drive = createRememberedDrive({
    profile: profileOf(""),
    truth: profileOf("re"),
    tape,
    from: descriptorAt("f1.r1", 0),
  });
  await expect(drive.openFile({ file: "end", mode: "write" })).rejects.toMatchObject({
    code: "EIO",
    details: { reason: "eod" },
  });
  expect(drive.tape.trace()).toBe(`open-rd ${all} read=ERR close`);
  expect(drive.tape.drawing()).toBe(between);
  expect(drive.kept.at(-1)).toMatchObject({ file: -1, record: -1 });
});

test.each([
  [27, "rr", "REW close", "^rrr|rr|r||", { file: 1, record: 1, flags: 0 }],
  [28, "fc", "close", "rrr|^rr|r||", { file: 2, record: 1, flags: 2 }],
] as const)(
  "trace %i: %s, one record read and closed",
  async (_, caps, operations, drawing, left) => {
    const from = descriptorAt("f1.r1", 0);
    const drive = createRememberedDrive({ profile: profileOf(caps), tape, from });
    const file = await drive.openFile({ file: 1, mode: "read" });
    expect(await file.read(new Uint8Array(200))).toBe(100);
    drive.tape.trace();
    expect(await file.close()).toMatchObject(left);
    expect(drive.tape.trace()).toBe(operations);
    expect(drive.tape.drawing()).toBe(drawing);
    expect(drive.kept.at(-1)).toMatchObject(left);
  },
);

test("file 1 is read to its mark", async () => {
  const from = descriptorAt("f1.r1", 0);
  const drive = createRememberedDrive({ profile: profileOf(""), tape, from });
  const file = await drive.openFile({ file: 1, mode: "read" });
  const seen: unknown[] = [];
  for (let i = 0; i < 4; i++) {
    const bytes = await file.read(new Uint8Array(200));
    const { file: number, record, flags } = file.descriptor();
    seen.push(`${bytes} f${number}.r${record} ${flags}`);
  }
  expect(seen).toEqual(["100 f1.r2 8", "100 f1.r3 8", "100 f1.r4 8", "0 f2.r1 2"]);
});

test("two records are written to file 1", async () => {
  const from = descriptorAt("f1.r1", 0);
  const drive = createRememberedDrive({ profile: profileOf(""), tape, from });
  const file = await drive.openFile({ file: 1, mode: "write" });
  await file.write(new Uint8Array(100));
  expect(file.descriptor()).toMatchObject({ file: 1, record: 2 });
  await file.write(new Uint8Array(100));
  expect(file.descriptor()).toMatchObject({ file: 1, record: 3 });
  expect(await file.close()).toMatchObject({ file: 2, record: 1, files: 1, flags: 6 });
  expect(drive.tape.drawing()).toBe("rr|^|");
  expect(drive.tape.trace()).toBe("open-wr write=100 write=100 close");
});
