import { expect, test } from "vitest";
import { openTapeDevice } from "../../src/engine/index.js";
import { createQuirkyTape, tapeItems } from "../../src/quirky/index.js";
import { profileWith, type Quirk } from "./quirks.js";

function deviceOn(drawing: string, capacityBytes: number, ...quirks: readonly Quirk[]) {
  const profile = profileWith(...quirks);
  const tape = createQuirkyTape({ profile, tape: tapeItems(drawing), capacityBytes });
  return { tape, device: openTapeDevice({ open: tape.open, profile }) };
}

test("a mark at the end is the second one: the tape ends in front of it", async () => {
  for (const drawing of ["r|r|", ""]) {
    const { tape, device } = deviceOn(drawing, 1000);
    await device.toEndOfData();
    await device.writeFilemarks(1);
    expect((await device.readRecord(100)).kind).toBe("eod");
    const { file, knownFiles, atEod } = await device.status();
    const files = drawing === "" ? 0 : 2;
    expect([file, knownFiles, atEod]).toEqual([files, files, true]);
    expect(tape.drawing()).toBe(`${drawing}^|`);
  }
});

test("two marks are the end of a tape, and the device is between them", async () => {
  const { tape, device } = deviceOn("", 1000);
  await device.writeRecord(new Uint8Array(10));
  await device.writeFilemarks(2);
  expect((await device.readRecord(100)).kind).toBe("eod");
  expect((await device.status()).file).toBe(1);
  expect(tape.drawing()).toBe("r|^|");
});

test("a drive that ends tapes with two marks has them ended so, however a file was ended", async () => {
  const { tape, device } = deviceOn("", 1000, "two marks at close");
  await device.writeRecord(new Uint8Array(10));
  await device.writeFilemarks(1);
  await device.close();
  expect(tape.drawing()).toBe("r|^|");
});

test("a mark that close writes where nothing could be written ends the tape there", async () => {
  const atEnd = deviceOn("r|r|", 200, "wc");
  await atEnd.device.toEndOfData();
  await expect(atEnd.device.writeRecord(new Uint8Array(50))).rejects.toMatchObject({
    code: "ENOSPC",
  });
  expect((await atEnd.device.readRecord(100)).kind).toBe("eod");
  expect(atEnd.tape.drawing()).toBe("r|r|^|");

  const middle = deviceOn("rr|r|", 120, "wc");
  await middle.device.readRecord(100);
  await expect(middle.device.writeRecord(new Uint8Array(50))).rejects.toMatchObject({
    code: "ENOSPC",
  });
  expect((await middle.device.readRecord(100)).kind).toBe("eod");
  const { file, knownFiles } = await middle.device.status();
  expect([file, knownFiles]).toEqual([1, 1]);
  expect(middle.tape.drawing()).toBe("r|^");
});

test("a file is gone on with in front of its mark; how long it is then is not known", async () => {
  const { tape, device } = deviceOn("rr|r|", 1000);
  await device.toFile(1);
  await device.spaceFiles(-1);
  await device.writeRecord(new Uint8Array(10));
  expect((await device.status()).record).toBe(-1);
  await device.close();
  expect(tape.drawing()).toBe("rrr|^");
});

test("where an empty read has no way back, files that were counted are not tried", async () => {
  const { tape, device } = deviceOn("r|r|", 1000, "DEADEND");
  await device.readRecord(100);
  expect(tape.trace()).toBe("open-rd REW FSR1 BSR1 read=100");
  await device.toEndOfData();
  await device.rewind();
  tape.trace();
  await device.readRecord(100);
  expect(tape.trace()).toBe("read=100");
});

test("an error is the end only where a file begins", async () => {
  const { device } = deviceOn("rxr|", 1000, "re");
  await device.readRecord(100);
  await expect(device.readRecord(100)).rejects.toMatchObject({ code: "EIO" });
  expect((await device.readRecord(100)).kind).toBe("record");
  expect((await device.readRecord(100)).kind).toBe("filemark");
  expect((await device.readRecord(100)).kind).toBe("eod");
});

test("a block that is short is a block, so that the mark behind it is one", async () => {
  const tape = createQuirkyTape({ profile: profileWith(), tape: tapeItems("r|r|") });
  const profile = { ...profileWith(), blockSize: 512 };
  const device = openTapeDevice({ open: tape.open, profile });
  expect((await device.readRecord(512)).kind).toBe("record");
  expect((await device.readRecord(512)).kind).toBe("filemark");
});

test.each([
  [1, "r|^", "write=ERR close"],
  [2, "r|^|", "write=ERR close open-wr WEOF1 BSF1 close"],
] as const)(
  "the close that an error has left writes the first of %i marks",
  async (count, drawing, operations) => {
    const { tape, device } = deviceOn("", 150, "sticky errors");
    await device.writeRecord(new Uint8Array(100));
    tape.trace();
    await expect(device.writeRecord(new Uint8Array(100))).rejects.toMatchObject({ code: "ENOSPC" });
    await device.writeFilemarks(count);
    await device.close();
    expect(tape.trace()).toBe(operations);
    expect(tape.drawing()).toBe(drawing);
  },
);
