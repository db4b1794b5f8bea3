import { chmodSync, existsSync, linkSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openTapeUnit } from "@floppytape/devices";
import { MtOp } from "@floppytape/magtape";
import { beforeAll, describe, expect, test } from "vitest";
import { noise, temporaryFolder } from "./run-bin.js";
import { type InsideOptions, runInside } from "./run-inside.js";
import { smallParameters } from "./small-cartridge.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const tape = (words: readonly string[], options?: InsideOptions) =>
  runInside("floppytape", ["tape", ...words], options);

/** Writes files of records, each of a number of bytes, with a mark behind each file. */
async function record(device: string, files: readonly (readonly number[])[]): Promise<void> {
  const { unit, release } = await openTapeUnit(device, { mode: "w" });
  let seed = 1;
  for (const records of files) {
    for (const bytes of records) await unit.write(noise(bytes, seed++));
    await unit.operation(MtOp.Weof, 1);
  }
  await release();
}

const files = [[80, 80], [], [10240, 10240, 512], [65535]];

beforeAll(async () => {
  const words = ["-f", at("master.img"), "-m", "force", `--format-parameters=${smallParameters}`];
  expect((await runInside("ftformat", words)).status).toBe(0);
  await record(at("labelled.tap"), files);
});

/** An empty cartridge. */
function blank(name: string): string {
  writeFileSync(at(name), readFileSync(at("master.img")));
  return at(name);
}

describe("tape ls", () => {
  test("lists files without records, too", async () => {
    expect(await tape(["ls", at("labelled.tap")])).toEqual({
      status: 0,
      stderr: "",
      stdout: `File  Records  Bytes  Record size  Lost
   0        2    160           80     0
   1        0      0            0     0
   2        3  20992    512-10240     0
   3        1  65535        65535     0
4 files, 6 records, 86687 bytes
`,
    });
    const json = JSON.parse((await tape(["ls", at("labelled.tap"), "--json"])).stdout);
    expect(json.total).toEqual({ files: 4, records: 6, bytes: 86687, lost: 0 });
    expect(json.files[2]).toEqual({
      records: 3,
      bytes: 20992,
      shortestBytes: 512,
      longestBytes: 10240,
      lost: 0,
      marked: true,
    });
  });

  test("of a cartridge, and of an empty one", async () => {
    const image = blank("ls.img");
    expect((await tape(["ls", image])).stdout).toMatch(/^File .*\n0 files, 0 records, 0 bytes\n$/);
    await runInside("floppytape", ["write", image], { stdin: noise(20480) });
    await runInside("floppytape", ["write", image, "-b", "2048"], { stdin: noise(4096) });
    const { total, files: listed } = JSON.parse((await tape(["ls", image, "--json"])).stdout);
    expect(total).toEqual({ files: 2, records: 4, bytes: 24576, lost: 0 });
    expect(listed.map((one: { longestBytes: number }) => one.longestBytes)).toEqual([10240, 2048]);
  });

  test("a record that can't be read is lost, and what follows is not", async () => {
    const bad = Buffer.from(
      "04000000616161610400000004000080626262620400008004000000636363630400000000000000",
      "hex",
    );
    writeFileSync(at("bad.tap"), bad);
    const { status, stdout, stderr } = await tape(["ls", at("bad.tap"), "--json"]);
    expect(status).toBe(3);
    expect(JSON.parse(stdout).total).toMatchObject({ records: 2, bytes: 8, lost: 1 });
    expect(stderr).toMatch(/bad\.tap: file 0, record 1 is lost: /);
  });
});

describe("tape copy", () => {
  test("makes the same tape in another kind of image", async () => {
    for (const [from, to] of [
      ["labelled.tap", "copy.aws"],
      ["copy.aws", "copy.e11"],
      ["copy.e11", "copy.tap"],
    ] as const) {
      expect(await tape(["copy", at(from), at(to)])).toEqual({
        status: 0,
        stdout: "",
        stderr: `floppytape: ${at(to)}: 4 files, 6 records, 86687 bytes copied\n`,
      });
      expect(await tape(["verify", at("labelled.tap"), at(to)])).toMatchObject({
        status: 0,
        stdout: `${at("labelled.tap")}: 4 files, 6 records, 86687 bytes read, 0 records lost, the same as ${at(to)}\n`,
      });
    }
    expect(readFileSync(at("copy.tap")).equals(readFileSync(at("labelled.tap")))).toBe(true);
  });

  test("to a cartridge and back: each file has blocks as long as its first record", async () => {
    await record(at("blocks.tap"), [[10240, 10240], [], [2048, 2048, 2048]]);
    const image = blank("copy.img");
    expect((await tape(["copy", at("blocks.tap"), image])).status).toBe(0);
    const { volumes } = JSON.parse((await runInside("floppytape", ["ls", image, "--json"])).stdout);
    expect(volumes).toMatchObject([
      { bytes: 20480, blockSize: 10240 },
      { bytes: 0 },
      { bytes: 6144, blockSize: 2048 },
    ]);
    expect((await tape(["verify", at("blocks.tap"), image])).status).toBe(0);
    expect((await tape(["copy", image, at("back.tap")])).status).toBe(0);
    expect(readFileSync(at("back.tap")).equals(readFileSync(at("blocks.tap")))).toBe(true);
  });

  test("what is written to a cartridge afterwards has the user's block size again", async () => {
    const image = blank("after.img");
    await runInside("ftmt", ["-f", image, "setblk", "5120"]);
    expect((await tape(["copy", at("blocks.tap"), image])).status).toBe(0);
    const { unit, release } = await openTapeUnit(image, { mode: "w" });
    await unit.write(noise(10240));
    await release();
    const { volumes } = JSON.parse((await runInside("floppytape", ["ls", image, "--json"])).stdout);
    expect(volumes.map(({ blockSize }: { blockSize: number }) => blockSize)).toEqual([
      10240, 10240, 2048, 5120,
    ]);
  });

  test("of compressed volumes what was compressed is copied", async () => {
    const image = blank("compressed.img");
    const stdin = "0123456789".repeat(4096);
    await runInside("floppytape", ["write", image, "--compress"], { stdin });
    await runInside("floppytape", ["write", image], { stdin: noise(10240) });
    expect((await tape(["copy", image, at("expanded.tap")])).stderr).toMatch(
      /2 files, 5 records, 51200 bytes copied/,
    );
    expect(readFileSync(at("expanded.tap")).toString("latin1")).toContain(stdin.slice(0, 10240));
    expect((await tape(["verify", at("expanded.tap"), image])).status).toBe(0);
  });

  test("a record that fits no blocks is refused, with the way out", async () => {
    const image = blank("odd.img");
    expect(await tape(["copy", at("labelled.tap"), image, "--block-size=10240"])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/record of 80 bytes does not fit.*10240.*--block-size=0/),
    });
    expect(
      (await tape(["copy", at("labelled.tap"), image, "--block-size=0", "--yes"])).status,
    ).toBe(0);
    const { volumes } = JSON.parse((await runInside("floppytape", ["ls", image, "--json"])).stdout);
    expect(volumes.map(({ bytes }: { bytes: number }) => bytes)).toEqual([160, 0, 20992, 65535]);
  });

  test("replaces nothing unasked, and appends", async () => {
    await record(at("full.tap"), [[10], [20]]);
    const before = readFileSync(at("full.tap"));
    expect(await tape(["copy", at("labelled.tap"), at("full.tap")])).toMatchObject({
      status: 2,
      stderr: `floppytape: ${at("full.tap")}: holds something: --append writes behind it, --yes replaces all of it\n`,
    });
    expect(await tape(["copy", at("labelled.tap"), at("full.tap"), "--yes", "-n"])).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/4 files, 6 records, 86687 bytes would be copied\n$/),
    });
    expect(readFileSync(at("full.tap")).equals(before)).toBe(true);
    expect((await tape(["copy", at("labelled.tap"), at("full.tap"), "--append"])).status).toBe(0);
    expect(
      readFileSync(at("full.tap")).equals(
        Buffer.concat([before, readFileSync(at("labelled.tap"))]),
      ),
    ).toBe(true);
    expect((await tape(["copy", at("labelled.tap"), at("full.tap"), "--yes"])).status).toBe(0);
    expect(readFileSync(at("full.tap")).equals(readFileSync(at("labelled.tap")))).toBe(true);
  });

  test("a tape that is full has what fitted, and a mark", async () => {
    const { status, stderr } = await tape([
      "copy",
      at("labelled.tap"),
      `${at("short.tap")},capacity=20k`,
      "--json",
    ]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/full after 3 records, 10400 bytes, which are on it\n$/);
    const { total } = JSON.parse((await tape(["ls", at("short.tap"), "--json"])).stdout);
    expect(total).toMatchObject({ records: 3, bytes: 10400 });
  });

  test("lost records are left out and told", async () => {
    const bad = "04000000616161610400000004000080626262620400008000000000";
    writeFileSync(at("lost.tap"), Buffer.from(bad, "hex"));
    const { status, stderr } = await tape(["copy", at("lost.tap"), at("found.tap")]);
    expect(status).toBe(3);
    expect(stderr).toMatch(
      /1 file, 1 record, 4 bytes copied; 1 records? of .*lost\.tap .*left out/,
    );
    expect(readFileSync(at("found.tap")).toString("hex")).toBe("04000000616161610400000000000000");
  });

  test("where nobody sees whether the head gets on, it gives up after too many lost records in a row", async () => {
    writeFileSync(at("worn.tap"), Buffer.from("040000806262626204000080".repeat(30), "hex"));
    writeFileSync(at("worncap"), `mta|worn out:dv=${at("worn.tap")}:\n`);
    const env = { FLOPPYTAPE_TAPECAP: at("worncap") };
    const { status, stderr } = await tape(["ls", "mta"], { env });
    expect(status).toBe(2);
    expect(stderr).toMatch(/mta: .*20 records in a row are lost, so the rest is not read\n$/);
  });

  test("what can't be copied", async () => {
    expect(await tape(["copy", at("labelled.tap")])).toMatchObject({ status: 1 });
    expect(await tape(["copy", at("labelled.tap"), at("labelled.tap"), "--yes"])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/is the tape that is to be read/),
    });
    symlinkSync("labelled.tap", at("symbolic.tap"));
    linkSync(at("labelled.tap"), at("hard.tap"));
    const before = readFileSync(at("labelled.tap"));
    for (const other of [at("symbolic.tap"), at("hard.tap"), `${folder}/./labelled.tap`])
      expect(await tape(["copy", at("labelled.tap"), other, "--yes"])).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/is the tape that is to be read/),
      });
    expect(readFileSync(at("labelled.tap")).equals(before)).toBe(true);
    expect(await tape(["copy", at("none.tap"), at("new.tap")])).toMatchObject({ status: 2 });
    expect(existsSync(at("new.tap"))).toBe(false);
    expect(await tape(["copy", at("labelled.tap"), at("none.img")])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/none\.img: no such file; .*ftformat/),
    });
    expect(await tape(["ls", at("a.tap"), at("b.tap")])).toMatchObject({ status: 1 });
    expect(await tape(["ls", at("labelled.tap"), "--longest=much"])).toMatchObject({ status: 1 });
  });
});

describe("tape verify", () => {
  test("names the first difference", async () => {
    const bytes = readFileSync(at("labelled.tap"));
    bytes[4 + 80 + 4 + 4 + 7]! ^= 1;
    writeFileSync(at("other.tap"), bytes);
    const differ = await tape(["verify", at("labelled.tap"), at("other.tap")]);
    expect(differ).toMatchObject({
      status: 2,
      stdout: "",
      stderr: expect.stringMatching(/differ in file 0 at record 1: byte 7 is not the same\n$/),
    });
    await record(at("shorter.tap"), files.slice(0, 3));
    const shorter = await tape(["verify", at("labelled.tap"), at("shorter.tap")]);
    expect(shorter.stderr).toMatch(
      /file 3 at record 0: a record of 65535 bytes here, the end of the tape there/,
    );
    const longer = await tape(["verify", at("shorter.tap"), at("labelled.tap")]);
    expect(longer.stderr).toMatch(/the end of the tape here, a record of 65535 bytes there/);
  });
});

test("a remote tape, with blocks that only its server knows", async () => {
  const image = blank("remote.img");
  await runInside("floppytape", ["write", image, "-b", "3072"], { stdin: noise(9216) });
  await runInside("floppytape", ["write", image, "-b", "20480"], { stdin: noise(40960) });
  const bin = fileURLToPath(new URL("../bin/floppytape.js", import.meta.url));
  writeFileSync(at("rsh"), `#!/bin/sh\nexec '${process.execPath}' '${bin}' rmt 'nst0=${image}'\n`);
  chmodSync(at("rsh"), 0o755);
  const words = ["copy", "box:nst0", at("fetched.tap"), `--rsh-command=${at("rsh")}`];
  expect(await tape(words)).toMatchObject({ status: 0 });
  expect((await tape(["verify", at("fetched.tap"), image])).status).toBe(0);
  expect((await tape(["copy", at("labelled.tap"), "box:nst0", "--yes", words[3]!])).stderr).toMatch(
    /box:nst0: a record of 512 bytes does not fit/,
  );
});

test("a tape with quirks ends at two marks, and new files go between them", async () => {
  writeFileSync(at("tapecap"), "mtq|quirky:dv=quirky.tap:nb:bs#0:\n");
  const env = { FLOPPYTAPE_TAPECAP: at("tapecap") };
  await record(at("quirky.tap"), [[10], [20], []]);
  await record(at("more.tap"), [[30]]);
  const list = async () =>
    JSON.parse((await tape(["ls", "mtq", "--json"], { env })).stdout).total.records;
  expect(await list()).toBe(2);
  expect((await tape(["copy", at("more.tap"), "mtq", "--append"], { env })).status).toBe(0);
  expect(await list()).toBe(3);
});

test("however many records in a row are lost, those behind them are not", async () => {
  const record = (flag: "00" | "80") => `040000${flag}62626262040000${flag}`;
  const bytes = [record("00"), ...Array.from({ length: 60 }, () => record("80")), record("00")];
  writeFileSync(at("worn.tap"), Buffer.from(`${bytes.join("")}00000000`, "hex"));
  const { status, stdout, stderr } = await tape(["ls", at("worn.tap"), "--json"]);
  expect(JSON.parse(stdout).total).toMatchObject({ records: 2, bytes: 8, lost: 60 });
  expect(stderr).toContain("40 more records are lost");
  expect(status).toBe(3);
});

test("what a cut-off write left is lost, and what is in front of it is not", async () => {
  await record(at("whole.tap"), [[80, 80]]);
  const bytes = readFileSync(at("whole.tap"));
  // within the second record
  writeFileSync(at("torn.tap"), bytes.subarray(0, 88 + 50));
  const { status, stdout, stderr } = await tape(["ls", at("torn.tap"), "--json"]);
  expect(status).toBe(3);
  expect(JSON.parse(stdout).files).toMatchObject([{ records: 1, lost: 1 }]);
  expect(stderr).toContain("file 0, record 1 is lost: a write was cut off at byte 88");
});
