import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { cartridgeNames, placeCartridge } from "../cartridge-fixture.js";
import { temporaryFolder } from "../run-bin.js";
import { runInside } from "../run-inside.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const floppytape = (...args: string[]) => runInside("floppytape", args);

const kinds = ["segments", "packed-segments", "data", "volume-data", "slots", "twti", "twtz"];
/** They begin with what a user wrote, or with zeros: only a header tells that they are cartridges. */
const nothingToKnowBy = ["old-ftape-v2", "erased-304"];
/** Both header copies lack the same four sectors, so that they make no header together: nothing to convert by. */
const cannotBeConverted = ["headers-damaged"];

interface Extracted {
  readonly status: number;
  readonly lost: number;
  /** By path: contents, and where they are lost. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly holes: ReadonlyMap<string, readonly (readonly [start: number, end: number])[]>;
}

async function extract(device: string, target: string): Promise<Extracted> {
  const { status, stdout, stderr } = await floppytape("extract", device, "-o", target, "--json");
  expect(stdout, stderr).not.toBe("");
  const result = JSON.parse(stdout);
  const files = readdirSync(target, { recursive: true })
    .map(String)
    .filter((name) => statSync(join(target, name)).isFile());
  return {
    status,
    lost: result.lost,
    files: new Map(files.map((name) => [name, readFileSync(join(target, name))])),
    holes: new Map(
      result.entries.map((entry: { written: string; holes: [number, number][] }) => [
        entry.written,
        entry.holes,
      ]),
    ),
  };
}

describe.each(cartridgeNames)("%s", (name) => {
  const image = at(placeCartridge(folder, name));
  let before: Extracted;
  beforeAll(async () => {
    before = await extract(image, at(`${name}.files`));
  });

  test("is identified, and gives its files", async () => {
    expect(await floppytape("identify", image)).toMatchObject({ status: 0, stderr: "" });
    expect(before.status).toBe(before.lost > 0 ? 3 : 0);
  });

  test.each(kinds)("as %s is identified, and gives the same files", async (kind) => {
    const form = at(`${name}.${kind}`);
    const converted = await floppytape("convert", image, form, `--to=${kind}`);
    if (cannotBeConverted.includes(name)) {
      expect(converted.status).toBe(2);
      expect(converted.stderr).toContain("'floppytape extract' gets files without a header, too");
      return;
    }
    expect([0, 3], converted.stderr).toContain(converted.status);

    const identified = await floppytape("identify", form, "--json");
    if (kind === "volume-data" && nothingToKnowBy.includes(name)) expect(identified.status).toBe(2);
    else expect(JSON.parse(identified.stdout)[0].kind).toBeDefined();

    // Only its own header says where a dump from the volume table on has its defects.
    const header = at(`${name}.header`);
    const bytes = readFileSync(image);
    let copy = 0;
    while (![0xaa55aa55, 0x82288228].includes(bytes.readUInt32LE(copy))) copy += 32768;
    writeFileSync(header, bytes.subarray(copy, copy + 32768));
    const device = kind === "volume-data" ? `${form},header=${header}` : form;
    const after = await extract(device, at(`${name}.${kind}.files`));
    expect([...after.files.keys()].sort()).toEqual([...before.files.keys()].sort());
    if (before.lost === 0) expect(after.lost).toBe(0);
    for (const [path, expected] of before.files) {
      const bytes = after.files.get(path)!;
      expect(bytes.length).toBe(expected.length);
      const [was, is] = [expected.slice(), bytes.slice()];
      for (const holes of [before.holes.get(path) ?? [], after.holes.get(path) ?? []])
        for (const [start, end] of holes) {
          was.fill(0, start, end);
          is.fill(0, start, end);
        }
      expect(Buffer.compare(was, is), `${path} as ${kind}`).toBe(0);
    }
  });
});
