import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { rescueMap } from "../cartridge-fixture.js";
import { noise, temporaryFolder } from "../run-bin.js";
import { type InsideOptions, runInside } from "../run-inside.js";
import { smallParameters } from "../small-cartridge.js";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 }); // of a machine that is busy with other things

const folder = temporaryFolder();
const workingFolder = process.cwd();
const segmentCount = 80;
const segmentBytes = 32768;
let tape: Buffer;

beforeAll(async () => {
  process.chdir(folder);
  const parameters = `--format-parameters=${smallParameters}`;
  await runInside("ftformat", ["-f", "tape.img", "-m", "force", parameters]);
  await runInside("floppytape", ["write", "tape.img"], { stdin: noise(2_000_000) });
  tape = readFileSync("tape.img");
  expect(tape.length).toBe(segmentCount * segmentBytes);
});
beforeEach(() => {
  rmSync("work", { recursive: true, force: true });
  mkdirSync("work");
});
afterAll(() => process.chdir(workingFolder));

const rescue = (words: string, options: InsideOptions = {}) =>
  runInside("floppytape", ["rescue", ...words.split(" ")], options);
const files = () => readdirSync("work").sort();

/** Where faults are: sectors 0 to 31 of segments. */
type Places = Readonly<Record<number, readonly number[]>>;

/** A fault script of these kinds at these places, in turn. */
function script(name: string, places: Places, kinds: readonly object[]): string {
  const sectors = Object.entries(places).flatMap(([segment, list]) =>
    list.map((sector) => ({ segment: Number(segment), sector })),
  );
  const faults = sectors.map((where, i) => ({ ...kinds[i % kinds.length], where }));
  writeFileSync(`work/${name}`, JSON.stringify(faults));
  return `work/${name}`;
}

/** A copy of the tape whose map calls these sectors unreadable. */
function damagedCopy(name: string, places: Places): string {
  writeFileSync(`work/${name}`, tape);
  const sectors = Object.entries(places).flatMap(([segment, list]) =>
    list.map((sector) => Number(segment) * 32 + sector),
  );
  writeFileSync(`work/${name}.map`, rescueMap(sectors, tape.length));
  return `work/${name}`;
}

/** The tape with zeros in these sectors. */
function holed(places: Places): Buffer {
  const image = Buffer.from(tape);
  for (const [segment, list] of Object.entries(places))
    for (const sector of list) {
      const from = Number(segment) * segmentBytes + sector * 1024;
      image.fill(0, from, from + 1024);
    }
  return image;
}

const dataCrc = { kind: "dataCrc" };

describe("an image", () => {
  test.each(["tape.img", "sim:tape.img"])("of %s is the cartridge, with no map", async (device) => {
    const { status, stdout, stderr } = await rescue(`${device} work/out.img --json`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      outcome: "done",
      image: "work/out.img",
      map: null,
      segmentCount,
      headerRead: true,
      sectors: { read: 2560, failed: 0, untried: 0, mappedOut: 0 },
      segments: { read: segmentCount, correctable: 0, lost: 0, untried: 0 },
      latest: { segments: segmentCount, failures: 0 },
    });
    expect(files()).toEqual(["out.img"]);
    expect(readFileSync("work/out.img").equals(tape)).toBe(true);
  });

  test("of a drive with faults is that of the plain image with the same holes", async () => {
    const places = { 5: [1], 17: [30, 31], 31: [9], 40: [0, 1, 2, 3, 4, 5, 6], 41: [12], 79: [31] };
    const kinds = [dataCrc, { kind: "idCrc" }, { kind: "idLost" }, { kind: "dataMarkLost" }];
    const device = `sim:tape.img,faults=${script("faults.json", places, kinds)}`;
    const drive = await rescue(`${device} work/drive.img`);
    const plain = await rescue(`${damagedCopy("tape.img", places)} work/plain.img`);
    expect(drive.stdout).toBe(plain.stdout);
    expect(drive.status).toBe(3);
    expect(readFileSync("work/drive.img").equals(holed(places))).toBe(true);
    expect(readFileSync("work/plain.img").equals(holed(places))).toBe(true);
    const map = readFileSync("work/drive.img.map", "utf8");
    expect(map).toBe(readFileSync("work/plain.img.map", "utf8"));
    const verified = await runInside("floppytape", ["verify", "work/drive.img"]);
    expect(verified.stdout).toContain("lost       1 (7168 bytes)\n");
    expect((await rescue("work/drive.img work/copy.img")).stdout).toBe(plain.stdout);
    expect(readFileSync("work/copy.img.map", "utf8")).toBe(map);
  });

  test("of a drive is whole where faults pass: retries get everything", async () => {
    const places = { 5: [1], 17: [3, 4, 5, 6, 7], 40: [0, 9, 10, 11, 20, 21, 22], 41: [12] };
    const kinds = [
      { ...dataCrc, when: { first: 2 } },
      { kind: "idLost", when: "once" },
      { kind: "weak", args: { probability: 0.6 } },
    ];
    const device = `sim:tape.img,faults=${script("faults.json", places, kinds)}`;
    const { status } = await rescue(`${device} work/out.img --retries=9`);
    expect(status).toBe(0);
    const verified = await runInside("floppytape", ["verify", "work/out.img", "--json"]);
    expect(JSON.parse(verified.stdout)).toMatchObject({ lost: 0, lostBytes: 0 });
  });

  test("of what is recorded ends behind the last volume", async () => {
    const { status, stdout } = await rescue("tape.img work/out.img --recorded");
    expect(status).toBe(0);
    expect(stdout).toMatch(/not tried {12}9\n/);
    const read = await runInside("floppytape", ["read", "work/out.img"]);
    expect(Buffer.from(read.stdout, "latin1").equals(Buffer.from(noise(2_000_000)))).toBe(true);
  });

  test("with lost segments says what may help", async () => {
    const places = { 40: [0, 1, 2, 3], 41: [7] };
    const { status, stdout, stderr } = await rescue(
      `${damagedCopy("tape.img", places)} work/out.img`,
    );
    expect(status).toBe(3);
    expect(stdout).toBe(
      "Sectors: 2555 read, 5 failed, 0 not tried, 0 in the bad sector map\n" +
        "Segments:\n" +
        "  all sectors read     78\n" +
        "  can be corrected     1\n" +
        "  lost, as it is       1\n",
    );
    expect(stderr).toBe(
      "floppytape: 'floppytape advise work/out.img' says which segments one more reading may save\n" +
        "floppytape: 'floppytape rescue work/tape.img work/out.img --again' reads what is missing once more\n",
    );
  });
});

describe("a finished image", () => {
  const places = { 40: [0, 1, 2, 3], 41: [7] };

  test("is not touched", async () => {
    await rescue("tape.img work/out.img");
    const { status, stderr } = await rescue("tape.img work/out.img --restart");
    expect(status).toBe(2);
    expect(stderr).toBe(
      "floppytape: work/out.img: is there already; --again reads what it lacks once more\n",
    );
    expect((await rescue("tape.img work/out.img --again")).stderr).toContain("lacks nothing");
    expect(files()).toEqual(["out.img"]);
  });

  test("is taken up again, and completed by another drive", async () => {
    const copy = damagedCopy("tape.img", places);
    await rescue(`${copy} work/out.img`);
    expect((await rescue(`${copy} work/out.img --again`)).status).toBe(3);
    expect(files()).toEqual(["out.img", "out.img.map", "tape.img", "tape.img.map"]);
    expect((await rescue("sim:tape.img work/out.img --again")).status).toBe(0);
    expect(files()).toEqual(["out.img", "tape.img", "tape.img.map"]);
    expect(readFileSync("work/out.img").equals(tape)).toBe(true);
  });
});

describe("a run that ends early", () => {
  test("by Ctrl-C says so, and the next one ends the same", async () => {
    const places = { 12: [1, 2, 3, 4, 5], 40: [0, 1], 60: [9, 10, 11, 12] };
    const device = `sim:tape.img,faults=${script("faults.json", places, [dataCrc])}`;
    await rescue(`${device} work/whole.img`);
    for (const word of ["segment 33 read", "segment 40 read", "segment 60 read"]) {
      const keyboard = new AbortController();
      let times = word.includes("33") ? 1 : 2;
      const aborted = await rescue(`${device} work/out.img --trace=7`, {
        signal: keyboard.signal,
        onTalk: (text) => {
          if (text.includes(word) && --times === 0) keyboard.abort();
        },
      });
      expect(aborted.status).toBe(130);
      const talk = aborted.stderr.split("\n").filter((line) => !line.includes(": trace "));
      expect(talk.slice(-3)).toEqual([
        "floppytape: work/out.img.part: what was read is kept; the same command goes on",
        "floppytape: interrupted",
        "",
      ]);
      expect(files()).toContain("out.img.part.map");
      expect(existsSync("work/out.img")).toBe(false);
    }
    const { status, stderr } = await rescue(`${device} work/out.img`);
    expect(status).toBe(3);
    expect(stderr).toContain("work/out.img: going on where an earlier run ended\n");
    for (const end of ["", ".map"])
      expect(readFileSync(`work/out.img${end}`).equals(readFileSync(`work/whole.img${end}`))).toBe(
        true,
      );
  });

  test("because too little can be read says what to do, and goes on when told to", async () => {
    const bad = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [i + 20, [0, 1, 2, 3]] as const),
    );
    const copy = damagedCopy("tape.img", bad);
    const stopped = await rescue(`${copy} work/out.img --json`);
    expect(stopped.status).toBe(2);
    expect(stopped.stderr).toContain("could not be read, which is not what a damaged tape looks");
    expect(stopped.stderr).toContain("clean the head, or try another drive;");
    expect(JSON.parse(stopped.stdout)).toMatchObject({
      outcome: "success-rate",
      image: "work/out.img.part",
      map: "work/out.img.part.map",
    });
    expect((await rescue(`${copy} work/out.img --min-success=0`)).status).toBe(3);
    expect(readFileSync("work/out.img").equals(holed(bad))).toBe(true);
  });

  test("is not gone on with by another cartridge, unless it begins anew", async () => {
    const bad = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [i + 20, [0, 1, 2, 3]]));
    await rescue(`${damagedCopy("tape.img", bad)} work/out.img`);
    const parameters = `--format-parameters=${smallParameters}`;
    await runInside("ftformat", ["-f", "work/other.img", "-m", "force", "-L", "B", parameters]);
    const refused = await rescue("work/other.img work/out.img");
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(
      /out\.img\.part: the image is of another cartridge, .*; --restart begins anew\n$/,
    );
    expect((await rescue("work/other.img work/out.img --restart")).status).toBe(0);
    expect(readFileSync("work/out.img").equals(readFileSync("work/other.img"))).toBe(true);
  });

  test("without its map is not gone on with", async () => {
    writeFileSync("work/out.img.part", "something");
    const refused = await rescue("tape.img work/out.img");
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain("out.img.part: is there without its map; --restart begins");
    expect((await rescue("tape.img work/out.img --restart")).status).toBe(0);
  });

  test("between the steps of the end is ended", async () => {
    const places = { 40: [0, 1, 2, 3] };
    const copy = damagedCopy("tape.img", places);
    await rescue(`${copy} work/out.img`);
    const [image, map] = ["work/out.img", "work/out.img.map"].map((name) => readFileSync(name));
    writeFileSync("work/out.img.part", image!);
    writeFileSync("work/out.img.part.map", map!);
    rmSync("work/out.img");
    expect((await rescue(`${copy} work/out.img`)).status).toBe(3);
    expect(files()).toEqual(["out.img", "out.img.map", "tape.img", "tape.img.map"]);
    expect(readFileSync("work/out.img.map").equals(map!)).toBe(true);
  });
});

test("of an image without parity is refused: made-up parity was never read", async () => {
  await runInside("floppytape", ["convert", "tape.img", "work/data.img", "--to=data"]);
  const { status, stderr } = await rescue("work/data.img work/out.img");
  expect(status).toBe(2);
  expect(stderr).toContain(
    "work/data.img: holds no parity that could be read; 'floppytape convert'",
  );
  expect(files()).toEqual(["data.img"]);
});

test.each([
  ["tape.img tape.img", 2, "tape.img: is what is to be read"],
  ["tape.img ./tape.img --again", 2, "./tape.img: is what is to be read"],
  ["tape.img work/none.img --again", 2, "work/none.img: no such file"],
  ["tape.img nowhere/out.img", 2, "nowhere: cannot hold an image"],
  ["none.img work/out.img", 2, "none.img: no such file"],
  ["tape.img work/out.img --retries=many", 1, "--retries: 'many' is not a number of passes"],
  ["tape.img work/out.img --min-success=101", 1, "--min-success: '101' is not a percentage"],
  ["tape.img", 1, "OUTPUT"],
])("rescue %s is refused with status %i", async (words, status, text) => {
  const ended = await rescue(words);
  expect(ended.status).toBe(status);
  expect(ended.stderr).toContain(text);
  expect(files()).toEqual([]);
  expect(readFileSync("tape.img").equals(tape)).toBe(true);
});

test("two runs at once do not mix: one of them is refused, and the other is whole", async () => {
  const both = await Promise.all([
    rescue("tape.img work/out.img"),
    rescue("tape.img work/out.img"),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual([0, 2]);
  const refused = both.find(({ status }) => status === 2);
  expect(refused?.stderr).toMatch(/work\/out\.img: in use by process \d+/);
  expect(Buffer.compare(readFileSync("work/out.img"), tape)).toBe(0);
  expect(files()).toEqual(["out.img"]);
});
