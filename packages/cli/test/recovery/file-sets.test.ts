import { lstatSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  buildSegment,
  createMemoryStore,
  formatCartridge,
  openCartridge,
} from "@floppytape/cartridge";
import { eccEngine, SegmentBytes } from "@floppytape/ecc";
import { createGeometry } from "@floppytape/qic-format";
import { type FileSetWriteOptions, type NewItem, writeFileSet } from "@floppytape/qic113";
import { beforeAll, describe, expect, test } from "vitest";
import { rescueMap } from "../cartridge-fixture.js";
import { noise, temporaryFolder } from "../run-bin.js";
import { runInside } from "../run-inside.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const floppytape = (...args: string[]) => runInside("floppytape", args);
const text = (words: string) => new TextEncoder().encode(words);
const segmentCount = 40;
/** Where the volume begins: behind two headers and the table. */
const firstSegment = 3;

/** Makes a cartridge with one file set. */
async function placeFileSet(
  name: string,
  items: readonly NewItem[],
  options: Pick<FileSetWriteOptions, "format"> & Partial<FileSetWriteOptions>,
): Promise<void> {
  const geometry = createGeometry({ formatCode: 4, segmentsPerTrack: 10, tracksPerCartridge: 4 });
  const store = createMemoryStore({ segmentCount });
  await formatCartridge(store, { type: { standard: "QIC-80", geometry }, date: 0x3adf7e70 });
  const cartridge = await openCartridge(store);
  const area = { firstSegment, lastSegment: segmentCount - 1 };
  const writing = writeFileSet(items, { description: "FULL BACKUP", ...area, ...options });
  const sectors = new Uint8Array(SegmentBytes);
  let step = await writing.next();
  for (; !step.done; step = await writing.next()) {
    buildSegment(step.value.data, 0, eccEngine(), sectors);
    await store.writeSegment(step.value.segment, sectors, { skip: 0 });
  }
  await cartridge.writeTable(step.value.entryBytes);
  await store.flush();
  const segments = Array.from({ length: segmentCount }, (_, index) => store.segmentBytes(index));
  writeFileSync(at(name), Buffer.concat(segments));
}

const modified = {
  kind: "local",
  time: { year: 1994, month: 5, day: 3, hour: 17, minute: 21, second: 8 },
} as const;
const big = noise(100_000);
const items: readonly NewItem[] = [
  {
    name: "AUTOEXEC.BAT",
    contents: text("@ECHO OFF\r\n"),
    attributes: { readOnly: true, hidden: true },
  },
  { name: "BUSY.SWP", contents: text("x"), unreadable: true },
  {
    name: "LETTERS",
    items: [
      {
        name: "ADA.TXT",
        contents: text("Dear Ada"),
        modified,
      },
      { name: "BIG.DAT", contents: big },
    ],
  },
];

describe("a DOS backup", () => {
  beforeAll(() => placeFileSet("dos.img", items, { format: "basic" }));

  test("is a file set in the list of volumes", async () => {
    const { stdout } = await floppytape("ls", at("dos.img"));
    expect(stdout).toMatch(/ file set {2}FULL BACKUP\n$/);
  });

  test("lists its files with attributes of DOS and local dates", async () => {
    const { stdout, status } = await floppytape("ls", at("dos.img"), "0");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Volume 0: qic113-basic, "FULL BACKUP"$/m);
    expect(stdout).toMatch(/^ +11 {2}-RH-- +\S+ .*AUTOEXEC\.BAT$/m);
    expect(stdout).toMatch(/^ +8 {2}---?-- +1994-05-03 17:21:08 {2}LETTERS\/ADA\.TXT$/m);
    expect(stdout).toMatch(/BUSY\.SWP \(not on the tape\)$/m);
  });

  test("gives its files, with local dates, and tells of one that never was on the tape", async () => {
    const { stdout, status } = await floppytape("extract", at("dos.img"), "-o", at("dos"));
    expect(status).toBe(0);
    expect(readdirSync(at("dos"), { recursive: true }).map(String).sort()).toEqual([
      "AUTOEXEC.BAT",
      "LETTERS",
      join("LETTERS", "ADA.TXT"),
      join("LETTERS", "BIG.DAT"),
    ]);
    expect(readFileSync(at("dos/LETTERS/BIG.DAT")).equals(Buffer.from(big))).toBe(true);
    const local = new Date(1994, 4, 3, 17, 21, 8);
    expect(lstatSync(at("dos/LETTERS/ADA.TXT")).mtime).toEqual(local);
    expect(stdout).toContain("BUSY.SWP: not written: the backup program could not read it");
    const cat = await floppytape("cat", at("dos.img"), "BUSY.SWP");
    expect(cat).toMatchObject({ status: 2, stdout: "" });
    expect(cat.stderr).toMatch(/is not on the tape/);
  });

  test("with sectors that can't be read has holes there, and nothing else", async () => {
    const lost = [...Array(32).keys()].map((sector) => (firstSegment + 1) * 32 + sector);
    writeFileSync(at("worn.img"), readFileSync(at("dos.img")));
    writeFileSync(at("worn.img.map"), rescueMap(lost, segmentCount * SegmentBytes));
    const { stdout, status } = await floppytape("extract", at("worn.img"), "-o", at("worn"));
    expect(status).toBe(3);
    const [, from, to] = /BIG\.DAT: lost: bytes (\d+) to (\d+), 29696 bytes/.exec(stdout) ?? [];
    const bytes = readFileSync(at("worn/LETTERS/BIG.DAT"));
    const expected = Buffer.from(big).fill(0, Number(from), Number(to) + 1);
    expect(bytes.equals(expected)).toBe(true);
    const json = JSON.parse((await floppytape("ls", at("worn.img"), "--check", "--json")).stdout);
    expect(json.volumes[0].entries.at(-1)).toMatchObject({
      grade: "holes",
      holes: [[Number(from), Number(to) + 1]],
    });
  });
});

describe("a Windows backup, compressed,", () => {
  const hostile: readonly NewItem[] = [
    { name: "..", dosName: "UP", items: [{ name: "evil.txt", contents: text("one") }] },
    { name: "AUX.txt", contents: text("two") },
    { name: "Long file name.text", dosName: "LONGFI~1.TEX", contents: text("three") },
    { name: "LONGFI~1.TEX", contents: text("four") },
    { name: "a:stream", dosName: "ASTREAM", contents: text("five") },
    { name: "same", contents: text("six") },
    { name: "SAME", contents: text("seven") },
  ];
  beforeAll(() => placeFileSet("win.img", hostile, { format: "extended", compressed: true }));

  test("with hostile names writes nothing outside, and loses nothing", async () => {
    const before = readdirSync(folder);
    const done = await floppytape("extract", at("win.img"), "-o", at("win"), "--json");
    expect(done.status, done.stderr).toBe(0);
    expect(readdirSync(folder).filter((name) => !before.includes(name))).toEqual(["win"]);
    const files = readdirSync(at("win"), { recursive: true, encoding: "utf8" }).filter((name) =>
      lstatSync(at(join("win", name))).isFile(),
    );
    const texts = files.map((name) => readFileSync(at(join("win", name)), "utf8"));
    expect(texts.sort()).toEqual(["five", "four", "one", "seven", "six", "three", "two"]);
    const folded = new Set(files.map((name) => name.toLowerCase()));
    expect(folded.size).toBe(files.length);
    for (const name of files) expect(name).not.toMatch(/:|\.\.|^aux/i);
    const { entries } = JSON.parse(done.stdout);
    expect(entries.filter(({ renamed }: { renamed: boolean }) => renamed).length).toBeGreaterThan(
      3,
    );
  });
});
