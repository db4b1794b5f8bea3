import { expect, test } from "vitest";
import { createRememberedDrive, descriptorAt, profileOf } from "./drive.js";

test("opening a file tells the monitor what the original told it", async () => {
  const profile = {
    ...profileOf("bs#512"),
    device: "nrst0",
    labels: { device: "Model X", cartridge: "DC2120" },
    capacityKb: 120000,
  };
  // The recording was made with records of 100 bytes in a drive of 512-byte blocks.
  const drive = createRememberedDrive({
    profile,
    truth: { ...profile, blockSize: 0 },
    tape: "rrr|rr|r||",
    from: descriptorAt("f1.r1", 0),
  });
  const file = await drive.openFile({ file: 3, mode: "read" });
  await file.read(new Uint8Array(512));
  const recorded = [
    "open device nrst0\\n",
    "devtype = Model X",
    "tapetype = DC2120",
    "tapesize = 120000",
    "density = na",
    "blksize = 512",
    "acmode = read",
    "file = 1",
    "record = 1",
    "nfiles = 0",
    "tapeused = 0",
    "position to file 3\\n",
    "device nrst0 opened on descriptor 1\\n",
    "skip 1 file forward...",
    "done\\n",
    "file = 2",
    "skip 1 file forward...",
    "done\\n",
    "file = 3",
    "file = 3",
    "record = 1",
    "reading...\\n",
    "recsize = 100",
    // The original counts a record shorter than a block as none and says 1.
    "record = 2",
    "tapeused = 0",
  ];
  expect(drive.lines).toEqual(recorded);
  drive.lines.length = 0;
  await file.close();
  expect(drive.lines).toEqual(["close device\\n", "tapeused = 0"]);
});

test("appending says where the end is, and what was counted", async () => {
  const profile = { ...profileOf("se"), device: "nrst0", markBytes: 600, gapBytes: 24 };
  const from = descriptorAt("f1.r1", 0);
  const drive = createRememberedDrive({ profile, tape: "rrr|rr|r||", from });
  const file = await drive.openFile({ file: "end", mode: "write" });
  const end = drive.lines.slice(drive.lines.indexOf("nfiles = 3"));
  expect(end).toEqual([
    "nfiles = 3",
    "at end of tape\\n",
    "skip 1 file backward...",
    "done\\n",
    "close device\\n",
    "reopen for writing\\n",
    "device nrst0 opened on descriptor 2\\n",
    "file = 4 (EOT)",
    "record = 1",
    "writing...\\n",
  ]);
  expect(drive.lines).toContain("acmode = append");
  drive.lines.length = 0;
  await file.write(new Uint8Array(1000));
  await file.write(new Uint8Array(1000));
  await file.write(new Uint8Array(2024));
  await file.close();
  expect(drive.lines).toEqual([
    "recsize = 1000",
    "record = 2",
    "tapeused = 1",
    "record = 3",
    "tapeused = 2",
    "recsize = 2024",
    "record = 4",
    "tapeused = 4",
    "close device\\n",
    "nfiles = 4",
    "record = 1",
    "file = 5 (EOT)",
    "tapeused = 5",
  ]);
});

test("what goes wrong is told", async () => {
  const from = descriptorAt("f1.r1", 0);
  const blocks = createRememberedDrive({ profile: profileOf("bs#512"), tape: "", from });
  const written = await blocks.openFile({ file: 1, mode: "write" });
  await written.write(new Uint8Array(700).fill(7));
  expect(blocks.lines).toContain("partial record promoted from 700 to 1024 bytes\\n");
  expect(written.descriptor().record).toBe(3);
  expect(blocks.tape.contents()[0]?.[1]).toEqual(new Uint8Array(512).fill(7, 0, 188));

  const bad = createRememberedDrive({ profile: profileOf("ir"), tape: "x|r||", from });
  const read = await bad.openFile({ file: 1, mode: "read" });
  expect(await read.read(new Uint8Array(100))).toBe(0);
  expect(bad.lines).toContain("read error converted to zero read (EOF)\\n");

  const missing = createRememberedDrive({ profile: profileOf("np"), tape: "r||", from });
  await missing.openFile({ file: 1, mode: "read" });
  expect(missing.lines).toContain("file positioning is disabled\\n");
});
