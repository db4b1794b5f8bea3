import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parseRescueMap } from "@floppytape/cartridge";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { placeCartridge } from "../cartridge-fixture.js";
import { runInside } from "../run-inside.js";

const folder = mkdtempSync(join(tmpdir(), "convert-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const floppytape = (...args: string[]) => runInside("floppytape", args);

beforeAll(() => {
  for (const name of ["bad-var", "crc-dead", "headers-damaged"]) placeCartridge(folder, name);
});

const kinds = ["segments", "packed-segments", "data", "volume-data", "slots", "twti", "twtz"];

describe.each(kinds)("convert to %s", (kind) => {
  const out = at(`bad-var.${kind}`);

  test("says what was written, and nothing is lost", async () => {
    const ended = await floppytape("convert", at("bad-var.img"), out, `--to=${kind}`, "--json");
    expect(ended).toMatchObject({
      status: 0,
      stderr: kind === "volume-data" ? expect.stringContaining("no header") : "",
    });
    const result = JSON.parse(ended.stdout);
    expect(result).toMatchObject({ output: out, kind, lostBytes: 0, lost: [], map: null });
    expect(existsSync(`${out}.part`)).toBe(false);
  });

  test("is identified", async () => {
    const { status, stdout } = await floppytape("identify", out, "--json");
    const [found] = JSON.parse(stdout);
    expect([status, found.kind]).toEqual([0, kind === "twtz" ? "twti" : kind]);
    expect(found.compression).toEqual(kind === "twtz" ? ["zstd"] : []);
    expect(found.reasons.length).toBeGreaterThan(0);
    expect(found.alternatives.every(({ reason }: { reason: string }) => reason !== "")).toBe(true);
  });

  // Behind the first bad sector a file without a header has its data out of place.
  if (kind === "volume-data") return;
  test("is listed like the original, by all programs", async () => {
    const before = await floppytape("ls", at("bad-var.img"), "--json");
    const after = await floppytape("ls", out, "--json");
    expect(JSON.parse(after.stdout).volumes).toEqual(JSON.parse(before.stdout).volumes);
    expect((await runInside("listtape", ["-f", out])).stdout).toBe(
      (await runInside("listtape", ["-f", at("bad-var.img")])).stdout,
    );
    expect((await floppytape("verify", out)).status).toBe(0);
  });
});

test("converted there and back, an image reads the same", async () => {
  const back = at("back.img");
  const ended = await floppytape("convert", at("bad-var.twtz"), back);
  expect(ended.status).toBe(0);
  expect(ended.stderr).toMatch(/warning: the parity in the new image was computed from the data/);
  for (const volume of ["0", "1"]) {
    const one = await floppytape("read", at("bad-var.img"), volume);
    expect((await floppytape("read", back, volume)).stdout === one.stdout).toBe(true);
  }
});

test("lost bytes are listed, in the map too, and the exit status says so", async () => {
  const out = at("dead.data");
  const ended = await floppytape("convert", at("crc-dead.img"), out, "--to=data");
  expect(ended.status).toBe(3);
  expect(ended.stdout).toMatch(/^Lost: segments 6, 9 \(\d+ bytes\)$/m);
  expect(ended.stdout).toMatch(/^Corrected with all three .* segments 12$/m);
  const map = parseRescueMap(readFileSync(`${out}.map`, "utf8"));
  const holes = map.blocks.filter(({ status }) => status === "-");
  expect(holes.map(({ position }) => Math.floor(position / 29696))).toEqual([6, 9]);
  expect((await floppytape("verify", out)).stdout).toMatch(/Lost: segments 6, 9\n/);
});

test("of what is lost only the bytes are counted that something was recorded in", async () => {
  const lostLine = async (image: string) => {
    const { stdout } = await floppytape("convert", image, `${image}.out`, "--to=data");
    return [/^Lost: .*$/m, /^Cannot be read.*$/m].map((line) => line.exec(stdout)?.[0]);
  };
  const torn = at("dead-torn.img");
  const whole = readFileSync(at("crc-dead.img"));
  writeFileSync(torn, whole.subarray(0, whole.length - 32768));
  copyFileSync(at("crc-dead.img.map"), `${torn}.map`);
  const [lost, unread] = await lostLine(torn);
  expect(lost).toBe((await lostLine(at("crc-dead.img")))[0]);
  expect(unread).toMatch(/ hold no data of a volume: /);
});

test("a cartridge whose volume table is lost is converted all the same", async () => {
  const image = at("no-table.img");
  copyFileSync(at("bad-var.img"), image);
  const info = JSON.parse((await floppytape("info", image, "--json")).stdout);
  const table = info.firstDataSegment * 32768;
  writeFileSync(`${image}.map`, `0x0 + 1\n0x0 ${table} +\n${table} 32768 -\n`);
  const ended = await floppytape("convert", image, at("no-table.slots"), "--to=slots");
  expect(ended).toMatchObject({ status: 3, stderr: "" });
  expect(ended.stdout).toMatch(
    new RegExp(`^Lost: segments ${info.firstDataSegment} \\(29696 bytes\\)$`, "m"),
  );
});

test("a kind without a header says what has to be kept with it, and is read with that", async () => {
  const out = at("no-header.dump");
  const ended = await floppytape("convert", at("bad-var.img"), out, "--to=volume-data");
  expect(ended.stderr).toContain(`its header segment for ${out},header=FILE`);
  writeFileSync(at("header.bin"), readFileSync(at("bad-var.img")).subarray(0, 32768));
  const volumes = async (image: string) =>
    JSON.parse((await floppytape("ls", image, "--json")).stdout).volumes;
  expect(await volumes(`${out},header=${at("header.bin")}`)).toEqual(
    await volumes(at("bad-var.img")),
  );
});

test("a file in the way is kept unless it may be replaced; the image itself always", async () => {
  const out = at("there");
  writeFileSync(out, "mine");
  expect(await floppytape("convert", at("bad-var.img"), out)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("exists already"),
  });
  expect(readFileSync(out, "utf8")).toBe("mine");
  expect((await floppytape("convert", at("bad-var.img"), out, "--overwrite")).status).toBe(0);
  const itself = at("bad-var.img");
  expect((await floppytape("convert", itself, itself, "--overwrite")).status).toBe(2);
});

test("what is no image of a cartridge is told apart, one file after the other", async () => {
  writeFileSync(at("noise.bin"), Buffer.from("no tape at all ".repeat(9000)));
  writeFileSync(at("letter.txt"), "Dear sir or madam\n");
  execFileSync("tar", ["-cf", at("a.bin"), "-C", folder, "letter.txt"]);
  copyFileSync(at("headers-damaged.img"), at("no-header.img"));
  writeFileSync(at("bad-var.gz"), gzipSync(readFileSync(at("bad-var.img"))));
  const names = ["noise.bin", "a.bin", "no-header.img", "bad-var.gz", "missing.img"];
  const { status, stdout, stderr } = await floppytape("identify", ...names.map(at));
  expect(status).toBe(2);
  expect(stdout).toMatch(/noise\.bin: nothing that is known$/m);
  expect(stdout).toMatch(/a\.bin: no cartridge image, but one volume: a tar archive$/m);
  expect(stdout).toMatch(/no-header\.img: cartridge image of the kind segments, 0\.\d\d sure$/m);
  expect(stdout).toMatch(/warning: no usable header|warning: no header segment/);
  expect(stdout).toMatch(
    /bad-var\.gz: cartridge image of the kind segments, compressed \(gzip\), /,
  );
  expect(stdout).toMatch(/not packed-segments \(\d\.\d\d\): /);
  expect(stderr).toMatch(/cannot open .*missing\.img: no such file or directory$/m);
});

test("with --private names and labels are masked", async () => {
  const label = JSON.parse((await floppytape("info", at("bad-var.img"), "--json")).stdout).label;
  const open = await floppytape("identify", at("bad-var.img"));
  expect(open.stdout).toContain(label);
  const masked = await floppytape("identify", at("bad-var.img"), at("missing.img"), "--private");
  expect(masked.stdout + masked.stderr).not.toContain("bad-var");
  expect(masked.stdout + masked.stderr).not.toContain("missing");
  expect(masked.stdout).not.toContain(label);
  const written = await floppytape("convert", at("bad-var.img"), at("secret"), "--private");
  expect(written.stdout).not.toContain("secret");
});
