import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { manifestOf, placeCartridge, rescueMap } from "./cartridge-fixture.js";
import { checkMergedAndRepaired } from "./merged-and-repaired.js";
import { temporaryFolder } from "./run-bin.js";
import { runInside } from "./run-inside.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const bytesOf = (name: string) => readFileSync(at(name));
const floppytape = (...args: string[]) => runInside("floppytape", args);

/** A copy of an image with these sectors (counted from the beginning) unreadable: garbage, and in its map. */
function placeDump(image: string, name: string, sectors: readonly number[]): string {
  const bytes = bytesOf(image);
  for (const sector of sectors) bytes.fill(0xe5, sector * 1024, sector * 1024 + 1024);
  writeFileSync(at(name), bytes);
  writeFileSync(at(`${name}.map`), rescueMap(sectors, bytes.length));
  return at(name);
}

const whole = placeCartridge(folder, "dos-volumes");
const segments = manifestOf("dos-volumes").segments;
/** Every segment's sectors from `first` to `last`. */
const everywhere = (first: number, last: number, from = 0) =>
  Array.from({ length: segments - from }, (_, index) =>
    Array.from({ length: last - first + 1 }, (_, i) => (from + index) * 32 + first + i),
  ).flat();

describe("merge", () => {
  const headers = Array.from({ length: 64 }, (_, sector) => sector);
  const first = placeDump(whole, "first.img", [...headers, ...everywhere(0, 5, 2)]);
  const second = placeDump(whole, "second.img", everywhere(20, 27, 3));

  test("two dumps, each of them unreadable, give the whole cartridge", async () => {
    expect((await floppytape("verify", first)).status).toBe(2);
    expect((await floppytape("verify", second)).status).toBe(3);
    const merged = await floppytape("merge", first, second, "-o", at("merged.img"));
    expect(merged).toMatchObject({ status: 0 });
    expect(merged.stdout).toMatch(/^A {2}.*first.img: .*; no readable header\n/);
    expect(merged.stdout).toContain("Lost: segments none\n");
    expect(bytesOf("merged.img").equals(bytesOf(whole))).toBe(true);
    expect(existsSync(at("merged.img.map"))).toBe(false);
    expect((await floppytape("verify", at("merged.img"))).status).toBe(0);
  });

  test("what is missing in all is in the map, listed, and ends with status 3", async () => {
    const third = placeDump(whole, "third.img", everywhere(0, 3, 4));
    const merged = await floppytape("merge", third, first, "-o", at("holes.img"), "--json");
    expect(merged.status).toBe(3);
    const result = JSON.parse(merged.stdout);
    expect(result).toMatchObject({ conflicts: [], sectors: { holes: 4 * (segments - 4) } });
    expect(result.lost[0][0]).toBe(4);
    expect(result.account.lost).toBeGreaterThan(0);
    const verified = JSON.parse((await floppytape("verify", at("holes.img"), "--json")).stdout);
    expect(verified.lostSegments.every((segment: number) => segment >= 4)).toBe(true);
  });

  test.each(["data", "volume-data", "packed-segments", "twti"])(
    "a raw image and one of the kind %s",
    async (kind) => {
      const source = placeCartridge(folder, "bad-norm");
      const other = at(`bad-norm.${kind}`);
      expect(await floppytape("convert", at(source), other, "--to", kind)).toMatchObject({
        status: 0,
      });
      const damaged = placeDump(source, `damaged-${kind}.img`, everywhere(0, 8, 3));
      const output = at(`from-${kind}.img`);
      const merged = await floppytape("merge", damaged, other, "-o", output);
      expect(merged.stdout + merged.stderr).toContain("Lost: segments none\n");
      const [was, is] = [at(source), output].map(async (image) => {
        const read = await floppytape("read", image, "0", "-o", `${image}.volume`, "--json");
        return { status: read.status, bytes: readFileSync(`${image}.volume`) };
      });
      expect((await is)!.bytes.equals((await was)!.bytes)).toBe(true);
    },
  );

  test("of many conflicts a few lines tell", async () => {
    const other = at("silent.img");
    const bytes = bytesOf(whole);
    for (let segment = 3; segment < segments; segment++)
      bytes.fill(0x5a, (segment * 32 + 4) * 1024, (segment * 32 + 7) * 1024);
    writeFileSync(other, bytes);
    const { stdout, stderr } = await floppytape("merge", at(whole), other, "-o", at("agreed.img"));
    expect(stderr).toBe("");
    expect(stdout).toMatch(
      /^ {2}segment 3 sectors 4 to 6: A or B; taken from A: the parity says so$/m,
    );
    expect(stdout).toMatch(/^ {2}and \d+ more; --json tells of the first \d+$/m);
    expect(stdout.match(/^ {2}segment /gm)).toHaveLength(40);
  });

  test("a dry run writes nothing", async () => {
    const done = await floppytape("merge", first, second, "--dry-run", "--private");
    expect(done).toMatchObject({ status: 0 });
    expect(done.stdout).toMatch(/^A {2}image-0001.img: /);
    expect(done.stdout + done.stderr).not.toContain("first.img");
  });

  test.each([
    { title: "one dump", args: [first], status: 1, stderr: /two dumps or more/ },
    { title: "no output", args: [first, second], status: 1, stderr: /--output FILE/ },
    {
      title: "an output that is one of the dumps",
      args: [first, second, "-o", second, "--overwrite"],
      status: 2,
      stderr: /is what is to be read/,
    },
    {
      title: "an output that exists",
      args: [first, second, "-o", at(whole)],
      status: 2,
      stderr: /exists already; --overwrite replaces it/,
    },
    {
      title: "different cartridges",
      args: [second, at(placeCartridge(folder, "q80-425")), "-o", at("mixed.img")],
      status: 2,
      stderr: /different cartridges: .*; --force merges them all the same/,
    },
  ])("refused: $title", async ({ args, status, stderr }) => {
    const before = bytesOf("second.img");
    const done = await floppytape("merge", ...args);
    expect(done).toMatchObject({ status, stdout: "" });
    expect(done.stderr).toMatch(stderr);
    expect(bytesOf("second.img").equals(before)).toBe(true);
    expect(existsSync(at("mixed.img"))).toBe(false);
    expect(existsSync(at("mixed.img.part"))).toBe(false);
  });
});

describe("repair", () => {
  test("a recorded cartridge with damage: corrected where that is proven, lost where it is lost", async () => {
    const image = at(placeCartridge(folder, "crc-damaged"));
    const before = readFileSync(image);
    const done = await floppytape("repair", image, at("repaired.img"), "--json");
    expect(done).toMatchObject({ status: 0, stderr: "" });
    const result = JSON.parse(done.stdout);
    expect(result.unverifiable).toEqual([
      [9, 12],
      [14, 14],
    ]);
    expect(readFileSync(image).equals(before)).toBe(true);
    const verified = JSON.parse((await floppytape("verify", at("repaired.img"), "--json")).stdout);
    expect(verified).toMatchObject({ lost: 0, unverifiable: [9, 10, 11, 12, 14] });
    expect(verified.corrected).toBe(5);
  });

  test("lost segments stay lost", async () => {
    const image = at(placeCartridge(folder, "crc-dead"));
    const done = await floppytape("repair", image, at("still-dead.img"));
    expect(done.status).toBe(3);
    expect(done.stdout).toContain("Lost, left as they are: segments 6, 9\n");
    const verified = await floppytape("verify", at("still-dead.img"), "--json");
    expect(JSON.parse(verified.stdout).lostSegments).toEqual([6, 9]);
  });

  test("the input is never the output", async () => {
    const done = await floppytape("repair", at(whole), at(whole), "--overwrite");
    expect(done).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/is what is to be read/),
    });
  });

  test("an unfinished rescue is not written over", async () => {
    writeFileSync(at("busy.img.part"), "precious");
    writeFileSync(at("busy.img.part.map"), "0x0 ? 1\n");
    const done = await floppytape("repair", at(whole), at("busy.img"));
    expect(done).toMatchObject({ status: 2, stderr: expect.stringMatching(/not finished/) });
    expect(readFileSync(at("busy.img.part"), "utf8")).toBe("precious");
  });
});

describe("advise", () => {
  test("says which sectors of lost segments pay", async () => {
    const image = at(placeCartridge(folder, "crc-dead"));
    const done = await floppytape("advise", image);
    expect(done.status).toBe(3);
    expect(done.stdout).toMatch(
      /^Lost: \d+ bytes.*\nSegment \d+ \(volume 0, \d+ bytes; track 0, forward, place \d+\): /,
    );
    const { rereads } = JSON.parse((await floppytape("advise", image, "--json")).stdout);
    expect(rereads).toMatchObject([
      { segment: 6, purpose: "save" },
      { segment: 9, purpose: "locate" },
      { segment: 12, purpose: "verify", needed: 1 },
    ]);
  });

  test("without a header the headers come first", async () => {
    const sectors = [...everywhere(0, 5).slice(0, 6), ...everywhere(2, 9, 1).slice(0, 8)];
    const image = placeDump(whole, "no-header.img", sectors);
    const done = await floppytape("advise", image);
    expect(done).toMatchObject({ status: 3, stderr: "" });
    expect(done.stdout).toBe(`No header can be read: without one everything is lost.
Segment 0: saved by 3 more of sectors 0 to 5
Segment 1: saved by 5 more of sectors 2 to 9
Segments 0 and 1 put together: saved by 1 more of sectors 2 to 5, in either
`);
    const { headers } = JSON.parse((await floppytape("advise", image, "--json")).stdout);
    expect(headers.neededOfBoth).toBe(1);
  });

  test("a whole cartridge needs nothing", async () => {
    const done = await floppytape("advise", at(whole));
    expect(done).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/nothing to read again/),
    });
  });
});

test.each(["data", "volume-data", "slots", "twti"])(
  "verify of an image of the kind %s says that nothing checks it",
  async (kind) => {
    const image = at(`checked.${kind}`);
    await floppytape("convert", at(whole), image, "--to", kind);
    const done = await floppytape("verify", image);
    expect(done.status).toBe(0);
    expect(done.stdout).toContain("The image holds no parity: nothing checks what was read\n");
    const { bytes, parityStored } = JSON.parse(
      (await floppytape("verify", image, "--json")).stdout,
    );
    expect(parityStored).toBe(false);
    expect(bytes.unverified).toBe(bytes.read);
  },
);

test.each(["bad-norm", "crc-damaged", "headers-damaged"])(
  "%s, merged with itself or repaired, lacks no more than before",
  (name) => checkMergedAndRepaired(folder, name),
);
