import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MtOp, MtStatus, type TapeUnit } from "@floppytape/magtape";
import { describe, expect, test } from "vitest";
import { openTapeUnit, unitOpener } from "../src/index.js";
import { makeImage, temporaryFolder } from "./images.js";

const text = (bytes: string) => new TextEncoder().encode(bytes);

async function using<T>(
  device: string,
  mode: "r" | "w" | "rw",
  body: (unit: TapeUnit) => Promise<T>,
): Promise<T> {
  const { unit, release } = await openTapeUnit(device, { mode });
  try {
    return await body(unit);
  } finally {
    await release();
  }
}

async function readText(unit: TapeUnit): Promise<string> {
  const into = new Uint8Array(100);
  return new TextDecoder().decode(into.subarray(0, await unit.read(into)));
}

describe("a record image", () => {
  test("is made when it is written to, and read back; its head stays where it was left", async () => {
    const tape = join(temporaryFolder(), "new.tap");
    await expect(openTapeUnit(tape, { mode: "r" })).rejects.toMatchObject({
      code: "ENOENT",
      message: expect.stringMatching(/new\.tap: no such file; .*ftmt -f/),
    });
    await using(tape, "w", async (unit) => {
      await unit.write(text("first"));
      await unit.write(text("record two"));
    });
    expect(readFileSync(tape).toString("hex")).toBe(
      "050000006669727374000500000" + "00a0000007265636f72642074776f0a00000000000000",
    );
    await using(tape, "r", async (unit) => {
      expect((await unit.status()).fileno).toBe(1);
      await unit.operation(MtOp.Rewind, 1);
      expect(await readText(unit)).toBe("first");
    });
    expect(existsSync(`${tape}.state`)).toBe(true);
    await using(tape, "r", async (unit) => expect(await readText(unit)).toBe("record two"));
    await using(`qft:${tape}`, "r", async (unit) => {
      expect((await unit.status()).blkno).toBe(2);
    });
    expect(existsSync(`${tape}.state`)).toBe(false);
  });

  test("is appended to where the head is", async () => {
    const tape = join(temporaryFolder(), "a.aws");
    for (const word of ["one", "two"]) await using(tape, "w", (unit) => unit.write(text(word)));
    await using(tape, "r", async (unit) => {
      await unit.operation(MtOp.Rewind, 1);
      await unit.operation(MtOp.Fsf, 1);
      expect(await readText(unit)).toBe("two");
    });
  });

  test("is write-protected like any file without write permission", async () => {
    const tape = join(temporaryFolder(), "a.tap");
    await using(tape, "w", (unit) => unit.write(text("data")));
    chmodSync(tape, 0o444);
    await expect(openTapeUnit(tape, { mode: "rw" })).rejects.toMatchObject({ code: "EROFS" });
    const { gstat } = await using(tape, "r", (unit) => unit.status());
    expect(gstat & MtStatus.WriteProtected).not.toBe(0);
  });

  test("has one writer: others are told its process", async () => {
    const tape = join(temporaryFolder(), "a.tap");
    const writer = await openTapeUnit(tape, { mode: "w" });
    await expect(openTapeUnit(tape, { mode: "r" })).rejects.toMatchObject({
      code: "EBUSY",
      details: { holderPid: process.pid },
    });
    await writer.release();
    await writer.release();
    await (await openTapeUnit(tape, { mode: "r" })).release();
  });

  test("another file of that name makes a stored position worthless, and that is said", async () => {
    const tape = join(temporaryFolder(), "a.tap");
    await using(tape, "w", (unit) => unit.write(text("data")));
    writeFileSync(tape, Buffer.alloc(8));
    const warnings: string[] = [];
    const { unit, release } = await openTapeUnit(tape, {
      mode: "r",
      warn: (warning) => warnings.push(warning),
    });
    expect((await unit.status()).fileno).toBe(0);
    await release();
    expect(warnings).toEqual([expect.stringMatching(/a\.tap\.state: was dropped: .*beginning/)]);
  });

  test("a write that was cut off is told of, and what is in front of it is there", async () => {
    const tape = join(temporaryFolder(), "torn.tap");
    writeFileSync(tape, Buffer.from("0400000077686f6c0400000009000000616263", "hex"));
    const warnings: string[] = [];
    const { unit, release } = await openTapeUnit(tape, {
      mode: "r",
      warn: (warning) => warnings.push(warning),
    });
    expect(await readText(unit)).toBe("whol");
    await release();
    expect(warnings).toEqual([expect.stringMatching(/a write was cut off at byte 12/)]);
  });

  test("with a capacity is full in time for its mark", async () => {
    const tape = join(temporaryFolder(), "small.tap");
    await using(`${tape},capacity=1k`, "w", async (unit) => {
      await unit.write(new Uint8Array(900));
      await expect(unit.write(new Uint8Array(900))).rejects.toMatchObject({ code: "ENOSPC" });
    });
    expect(readFileSync(tape).length).toBe(908 + 4);
  });

  test("is known by its content where the name says nothing", async () => {
    const folder = temporaryFolder();
    for (const ending of ["tap", "aws"]) {
      const tape = join(folder, `a.${ending}`);
      await using(tape, "w", async (unit) => {
        for (const word of ["one", "two"]) await unit.write(text(word));
      });
      const copy = join(folder, `${ending}-without-a-name`);
      writeFileSync(copy, readFileSync(tape));
      const { kind, release } = await openTapeUnit(copy, { mode: "r" });
      expect(kind).toBe("record-image");
      await release();
    }
    const { kind, release } = await openTapeUnit(await makeImage(folder), { mode: "r" });
    expect(kind).toBe("image");
    await release();
  });

  test("of another format than its name says is read as what it is", async () => {
    const folder = temporaryFolder();
    const odd = join(folder, "odd.e11");
    await using(odd, "w", async (unit) => {
      for (const word of ["even", "odd", "other"]) await unit.write(text(word));
    });
    const wrong = join(folder, "odd.tap");
    writeFileSync(wrong, readFileSync(odd));
    const words = await using(wrong, "r", async (unit) => [
      await readText(unit),
      await readText(unit),
      await readText(unit),
    ]);
    expect(words).toEqual(["even", "odd", "other"]);
    await using(wrong, "r", async (unit) => expect(await unit.read(new Uint8Array(9))).toBe(0));
  });

  test("is not what only begins like one", async () => {
    const folder = temporaryFolder();
    const beginnings = { aws: "500000" + "00a000", tap: "50000000", zeros: "00000000" };
    for (const [name, bytes] of Object.entries(beginnings)) {
      const path = join(folder, name);
      writeFileSync(path, Buffer.concat([Buffer.from(bytes, "hex"), Buffer.alloc(32768, 7)]));
      const { kind, release } = await openTapeUnit(path, { mode: "r" });
      expect(kind).toBe("image");
      await release();
    }
  });

  test("is no pipe and no folder, and nothing waits for them", async () => {
    const folder = temporaryFolder();
    const pipe = join(folder, "pipe");
    const maker = "mkfifo";
    execFileSync(maker, [pipe]);
    for (const name of [pipe, folder])
      for (const device of [name, `${name},format=tap`])
        await expect(openTapeUnit(device, { mode: "r" })).rejects.toMatchObject({
          code: name === pipe ? "ENXIO" : "EISDIR",
        });
  });

  test("options are checked", async () => {
    const open = (device: string) => openTapeUnit(device, { mode: "r" });
    const wrong = (message: RegExp) => ({
      code: "EINVAL",
      message: expect.stringMatching(message),
    });
    await expect(open("a.tap,drive=x")).rejects.toMatchObject(
      wrong(/record images have no option drive, only format, capacity/),
    );
    await expect(open("a.tap,capacity=much")).rejects.toMatchObject(wrong(/capacity.*not "much"/));
    await expect(open("a.img,format=tape")).rejects.toMatchObject(wrong(/format is one of tap, /));
  });

  test("a name and the option format make one of any name", async () => {
    const device = `${join(temporaryFolder(), "drawer")},format=e11`;
    await using(device, "w", (unit) => unit.write(text("odd")));
    await using(device, "r", async (unit) => {
      await unit.operation(MtOp.Rewind, 1);
      expect(await readText(unit)).toBe("odd");
    });
  });
});

test("an opener opens the device anew each time", async () => {
  const tape = join(temporaryFolder(), "a.tap");
  const open = unitOpener(tape, {});
  const writing = await open("w");
  await expect(open("r")).rejects.toMatchObject({ code: "EBUSY" });
  await writing.close();
  const reading = await open("r");
  expect((await reading.status()).gstat & MtStatus.Online).not.toBe(0);
  await reading.close();
});

test.each([
  ["text", "Dear Anna,\nall is well.\n".repeat(50)],
  ["a word", "garbage\n"],
])(
  "%s is no record image, whatever its name: it is neither read nor written over",
  async (_what, text) => {
    const path = join(temporaryFolder(), "notes.tap");
    writeFileSync(path, text);
    for (const mode of ["r", "w"] as const)
      await expect(openTapeUnit(path, { mode })).rejects.toMatchObject({
        code: "EINVAL",
        message: expect.stringMatching(/notes\.tap: is no record image: .*format=tap/),
      });
    expect(readFileSync(path, "utf8")).toBe(text);
  },
);
