import { createHash } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { placeCartridge, rescueMap } from "./cartridge-fixture.js";
import { ended, noise, run, shell, start, temporaryFolder } from "./run-bin.js";
import { copySmall, formatSmall } from "./small-cartridge.js";

const folder = temporaryFolder();
formatSmall(folder);

mkdirSync(join(folder, "bin"));
mkdirSync(join(folder, "etc"));
for (let i = 0; i < 12; i++) {
  writeFileSync(join(folder, "bin", `tool${i}`), noise(9000 + 700 * i, i + 1));
  writeFileSync(join(folder, "etc", `file${i}`), `setting ${i}\n`.repeat(400));
}

const digest = (name: string) =>
  createHash("sha256")
    .update(readFileSync(join(folder, name)))
    .digest("hex");
const volumes = (image: string) =>
  JSON.parse(run(folder, "floppytape", ["ls", image, "--json"]).stdout).volumes;
const ftmt = (image: string, ...words: string[]) => run(folder, "ftmt", ["-f", image, ...words]);
const json = (image: string, ...words: string[]) =>
  JSON.parse(ftmt(image, ...words, "--json").stdout);

function write(image: string, bytes: string | Uint8Array, ...options: string[]): void {
  const done = run(folder, "floppytape", ["write", image, ...options], { stdin: bytes });
  expect(done.status, done.stderr).toBe(0);
}

/** A cartridge with three volumes of 30720, 20480 and 10240 bytes. */
function threeVolumes(name: string): string {
  const image = copySmall(folder, name);
  for (const blocks of [3, 2, 1]) write(image, noise(blocks * 10240, blocks));
  return image;
}

test("3.7: fsf and bsf return at once and move only the position", () => {
  const image = threeVolumes("3.7.img");
  const before = digest(image);
  expect(ftmt(image, "rewind").status).toBe(0);
  expect(ftmt(image, "fsf", "2").status).toBe(0);
  expect(json(image, "volinfo").fileNumber).toBe(2);
  expect(ftmt(image, "bsf", "2").status).toBe(0);
  expect(json(image, "volinfo").fileNumber).toBe(1);
  expect(digest(image)).toBe(before);
});

test("3.8: a short last record is refused in block mode, naming block size and request", () => {
  const image = copySmall(folder, "3.8.img");
  const done = run(folder, "floppytape", ["write", image, "--block-size=10240"], {
    stdin: noise(5120),
  });
  expect(done.status).toBe(2);
  expect(done.stderr).toMatch(/5120 bytes.*block size is 10240/);
  expect(done.stderr).toMatch(/--pad.*--block-size=variable/);
});

test("3.8: with a block size of 5120 it is accepted, and in variable mode any size is", () => {
  const image = copySmall(folder, "3.8a.img");
  write(image, noise(5120, 3), "--block-size=5120");
  write(image, noise(5121, 4), "--block-size=variable");
  expect(
    volumes(image).map((v: { blockSize: number; bytes: number }) => [v.blockSize, v.bytes]),
  ).toEqual([
    [5120, 5120],
    [0, 5121],
  ]);
  expect(run(folder, "floppytape", ["read", image, "1"]).bytes).toEqual(
    Buffer.from(noise(5121, 4)),
  );
});

test("3.8: setblk 5120 gives new volumes that block size", () => {
  const image = copySmall(folder, "3.8d.img");
  expect(ftmt(image, "setblk", "5120").status).toBe(0);
  expect(ftmt(image, "weof").status).toBe(0);
  expect(volumes(image)[0].blockSize).toBe(5120);
});

test("3.8: variable block size and compression don't go together", () => {
  const image = copySmall(folder, "3.8b.img");
  const done = run(folder, "floppytape", ["write", image, "--compress", "--block-size=variable"]);
  expect(done.status).toBe(1);
  expect(ftmt(image, "setblk", "0").status).toBe(0);
  const compression = ftmt(image, "compression", "1");
  expect(compression.status).toBe(2);
  expect(compression.stderr).toMatch(
    /^ftmt: 3\.8b\.img: Invalid argument\nftmt: hint: .*block size/,
  );
});

test("3.8: tar -cz works at once: what it writes comes back byte for byte", () => {
  const image = copySmall(folder, "3.8c.img");
  expect(shell(folder, `tar -czf - bin | tee bin.tgz | floppytape write ${image}`).status).toBe(0);
  expect(shell(folder, `floppytape read ${image} | cmp - bin.tgz`).status).toBe(0);
  expect(shell(folder, `floppytape read ${image} | tar -tzf - | wc -l`).stdout.trim()).toBe("13");
});

test("3.11: while another process writes, the error names it, and --wait waits for its end", async () => {
  const image = copySmall(folder, "3.11.img");
  const writer = start(folder, "floppytape", ["write", image]);
  const done = ended(writer);
  writer.stdin.write(noise(300_000));
  await untilBusy(image);
  const refused = ftmt(image, "rewind");
  expect(refused.status).toBe(1);
  expect(refused.stderr).toMatch(/^ftmt: 3\.11\.img: Device or resource busy\n/);
  expect(refused.stderr).toContain(String(writer.pid));
  const patient = start(folder, "ftmt", ["-f", image, "--wait", "50", "rewind"]);
  const waited = ended(patient);
  writer.stdin.end();
  expect(await done).toBe(0);
  expect(await waited).toBe(0);
});

/** The writer has the image when another program is refused. */
async function untilBusy(image: string): Promise<void> {
  for (let i = 0; i < 100; i++) if (ftmt(image, "nop").status === 1) return;
  throw new Error("the writer never opened the image");
}

test.each([
  ["-b58", 29696],
  ["-b20", 10240],
])(
  "3.13: tar %s goes to tape and back, and the volume has blocks of %i bytes",
  (option, blockBytes) => {
    const image = copySmall(folder, `3.13${option}.img`);
    const line = `tar -cf - ${option} bin etc | floppytape write ${image} --block-size=${blockBytes}`;
    const done = shell(folder, line);
    expect(done.status, done.stderr).toBe(0);
    ftmt(image, "rewind");
    expect(json(image, "volinfo").blockSize).toBe(blockBytes);
    const compared = shell(folder, `floppytape read ${image} 0 | tar -df - ${option}`);
    expect(compared.status, compared.stderr).toBe(0);
  },
);

test("3.15, 3.16: a dead segment costs a compressed volume its blocks, a compressed stream all the rest", () => {
  const image = copySmall(folder, "3.16.img");
  const text = new TextEncoder().encode(
    "to be or not to be, that is the question\n".repeat(30_000),
  );
  const varied = text.map((byte, i) =>
    i % 7 === 0 ? 97 + ((Math.imul(i, 2654435761) >>> 27) % 26) : byte,
  );
  writeFileSync(join(folder, "varied"), varied);
  expect(shell(folder, `gzip -c varied | floppytape write ${image}`).status).toBe(0);
  expect(shell(folder, `floppytape write ${image} --compress < varied`).status).toBe(0);
  const [stream, compressed] = volumes(image);
  expect(compressed.lastSegment - compressed.firstSegment).toBeGreaterThan(4);
  kill(image, [stream.firstSegment + 1, compressed.firstSegment + 1]);

  const broken = shell(folder, `floppytape read ${image} 0 2>lost | gunzip -c 2>/dev/null | wc -c`);
  const lostOfStream = varied.length - Number(broken.stdout);

  const read = run(folder, "floppytape", ["read", image, "1"]);
  expect(read.status).toBe(3);
  // What was read is right, and what is lost is less than three segments' worth of blocks.
  const wrong = varied.filter((byte, i) => read.bytes[i] !== byte).length;
  const lost = Number(/(\d+) of \d+ bytes are lost/.exec(read.stderr)?.[1]);
  expect(lost).toBeGreaterThan(0);
  expect(wrong).toBeLessThanOrEqual(lost);
  expect(lost).toBeLessThan(lostOfStream / 2);
  expect(read.bytes.subarray(-10240)).toEqual(
    Buffer.concat([varied, new Uint8Array(10240)]).subarray(
      read.bytes.length - 10240,
      read.bytes.length,
    ),
  );
});

/** Makes every sector of some segments unreadable. */
function kill(image: string, segments: readonly number[]): void {
  const path = join(folder, image);
  const file = openSync(path, "r+");
  for (const segment of segments) writeSync(file, noise(32768, 99), 0, 32768, segment * 32768);
  closeSync(file);
  const sectors = segments.flatMap((s) => Array.from({ length: 32 }, (_, i) => s * 32 + i));
  writeFileSync(`${path}.map`, rescueMap(sectors, readFileSync(path).length));
}

test("3.17: without --compress nothing is compressed, and a compressed volume can be read as it lies", () => {
  const image = copySmall(folder, "3.17.img");
  write(image, "x".repeat(102_400));
  write(image, "x".repeat(102_400), "--compress");
  expect(volumes(image).map((v: { kind: string }) => v.kind)).toEqual(["plain", "compressed"]);
  const raw = run(folder, "floppytape", ["read", image, "1", "--raw"]);
  expect(raw.status).toBe(0);
  expect(raw.bytes.length % 29696).toBe(0);
  expect(raw.bytes.length).toBeLessThan(102_400);
});

test("3.18: a freshly formatted tape needs no erase, and tapes of the old ftape are read", () => {
  write(copySmall(folder, "3.18.img"), noise(10240));
  const old = placeCartridge(folder, "old-ftape-v2");
  const list = run(folder, "listtape", ["-f", old]);
  expect(list.status, list.stderr).toBe(0);
  expect(list.stdout.split("\n")[1]).toMatch(/^ {5}0 {14}0 {2}/);
});

test("3.19, 3.22: DOS volumes are listed and readable, and survive appending", () => {
  const image = placeCartridge(folder, "dos-volumes");
  const before = run(folder, "vtblc", ["-f", image, "--json"]).stdout;
  const first = run(folder, "floppytape", ["read", image, "0"]);
  expect(first.status).toBe(0);
  write(image, noise(20480));
  const after = JSON.parse(run(folder, "vtblc", ["-f", image, "--json"]).stdout).entries;
  expect(after.slice(0, -1)).toEqual(JSON.parse(before).entries);
  expect(volumes(image)[0]).toMatchObject({ kind: "foreign", label: "WINDOWS 95 FULL BACKUP" });
  expect(run(folder, "floppytape", ["read", image, "0"]).bytes.equals(first.bytes)).toBe(true);
});

test("3.20: writing in the middle is refused with EACCES and a word about eom", () => {
  const image = threeVolumes("3.20.img");
  ftmt(image, "asf", "1");
  const before = digest(image);
  const refused = ftmt(image, "weof");
  expect(refused.status).toBe(2);
  expect(refused.stderr).toMatch(/^ftmt: 3\.20\.img: Permission denied\nftmt: hint: .*eom/);
  expect(digest(image)).toBe(before);
});

test("3.21: two archives one after the other; after rewind and fsf tar gets the second", () => {
  const image = copySmall(folder, "3.21.img");
  const lines = [
    `tar -cf - bin | floppytape write ${image}`,
    `tar -cf - etc | floppytape write ${image}`,
    `ftmt -f ${image} rewind`,
    `ftmt -f ${image} fsf`,
    `floppytape read ${image} . | tar -tf -`,
  ];
  const done = shell(folder, lines.join(" && "));
  expect(done.status, done.stderr).toBe(0);
  expect(done.stdout.split("\n")[0]).toBe("etc/");
});

test("3.23: a rewinding node rewinds at close, the other doesn't; fsf on the first is warned about", () => {
  const image = threeVolumes("3.23.img");
  ftmt(image, "rewind");
  const warned = ftmt(`qft:${image}`, "fsf", "1");
  expect(warned.status).toBe(0);
  expect(warned.stderr).toMatch(
    /qft rewinds when it is closed, so fsf has no lasting effect; use nqft/,
  );
  expect(json(image, "volinfo").fileNumber).toBe(0);
  const silent = ftmt(`nqft:${image}`, "fsf", "1");
  expect(silent.stderr).toBe("");
  expect(json(image, "volinfo").fileNumber).toBe(1);
});

test("3.24: inside a volume bsf 1 goes to its start, behind its mark bsf 2 does", () => {
  const image = threeVolumes("3.24.img");
  ftmt(image, "asf", "1");
  ftmt(image, "fsr", "1");
  ftmt(image, "bsf", "1");
  expect(json(image, "tell").block).toBe(4);
  ftmt(image, "fsf", "1");
  ftmt(image, "bsf", "1");
  expect(json(image, "volinfo").fileNumber).toBe(2);
  ftmt(image, "bsf", "2");
  expect(json(image, "tell").block).toBe(4);
});

test("3.25: auto-rewind happens at close only", () => {
  const image = threeVolumes("3.25.img");
  ftmt(image, "rewind");
  expect(json(`qft:${image}`, "fsf", "2")).toMatchObject({ fileNumber: 2 });
  expect(json(image, "status").fileNumber).toBe(0);
});

test("3.26: fsr and bsr count blocks, fsf and bsf files", () => {
  const image = threeVolumes("3.26.img");
  ftmt(image, "rewind");
  ftmt(image, "fsr", "2");
  expect(json(image, "tell").block).toBe(2);
  expect(json(image, "volinfo").fileNumber).toBe(0);
  ftmt(image, "bsr", "1");
  expect(json(image, "tell").block).toBe(1);
  ftmt(image, "fsf", "1");
  expect(json(image, "tell").block).toBe(4);
  expect(json(image, "volinfo").fileNumber).toBe(1);
});

test("3.27: erase empties the table only, and the tool says that old data is still found", () => {
  const image = threeVolumes("3.27.img");
  ftmt(image, "rewind");
  const before = readFileSync(join(folder, image));
  const erased = ftmt(image, "erase");
  expect(erased.status).toBe(0);
  expect(erased.stderr).toMatch(/only the volume table is empty.*old data can still be found/);
  expect(volumes(image)).toEqual([]);
  const after = readFileSync(join(folder, image));
  expect(after.subarray(3 * 32768).equals(before.subarray(3 * 32768))).toBe(true);
});

test("3.27: writing from the beginning replaces everything, after asking; vtblc removes the last volume", () => {
  const image = threeVolumes("3.27a.img");
  expect(run(folder, "vtblc", ["-f", image, "--truncate"]).status).toBe(0);
  expect(volumes(image)).toHaveLength(2);
  const asked = run(folder, "floppytape", ["write", image, "--overwrite"], { stdin: noise(10240) });
  expect(asked.status).toBe(2);
  expect(asked.stderr).toMatch(/--overwrite would lose 2 volumes; say --yes/);
  expect(volumes(image)).toHaveLength(2);
  write(image, noise(10240), "--overwrite", "--yes");
  expect(volumes(image)).toHaveLength(1);
});

test("3.28: both listtape scripts can take volinfo apart, and listtape prints their table", () => {
  const image = threeVolumes("3.28.img");
  const rows: string[] = [];
  let last = "";
  expect(ftmt(image, "rewind").status).toBe(0);
  for (;;) {
    const { stdout, status } = ftmt(image, "volinfo");
    expect(status).toBe(0);
    checkPerlRules(stdout);
    const words = bashRule(stdout);
    last = words[2] ?? "";
    if (ftmt(image, "fsf", "1").status !== 0) break;
    rows.push(bashRow(words));
  }
  const expected = [
    "file number  block size         volume size          tape space",
    ...rows,
    "",
    `Remaining space: ${last} megabytes`,
    "Tape block size: 10240",
    "",
  ].join("\n");
  expect(run(folder, "listtape", ["-f", image]).stdout).toBe(expected);
});

/** Patterns that the perl script matches, anchored at the beginning of a line. */
function checkPerlRules(text: string): void {
  expect(text).toMatch(/^file number\s*=\s*\d+$/m);
  expect(text).toMatch(/^block size\s*=\s*\d+$/m);
  expect(text).toMatch(/^physical space used\s*=\s*[\d.]+ \w+$/m);
  expect(text).toMatch(/^real size of volume\s*=\s*[\d.]+ \w+$/m);
  expect(text.split("\n")).toHaveLength(5);
}

/** The shell script joins the second `=`-field of every line and splits the result into words. */
function bashRule(text: string): string[] {
  const fields = text
    .trimEnd()
    .split("\n")
    .map((line) => line.split("=")[1] ?? line);
  const words = fields.join(" ").trim().split(/\s+/);
  expect(words).toHaveLength(6);
  return words;
}

function bashRow([
  file = "",
  block = "",
  used = "",
  usedUnit = "",
  size = "",
  sizeUnit = "",
]: string[]): string {
  const column = (value: string, unit: string) => `${value} ${unit}`.padStart(20);
  return `${file.padStart(6)}${" ".repeat(10)}${block.padStart(5)}  ${column(size, sizeUnit)}${column(used, usedUnit)}`;
}

test("an archive on several cartridges comes back whole", () => {
  writeFileSync(join(folder, "large"), noise(2_000_000, 77));
  copySmall(folder, "disc1.img");
  copySmall(folder, "disc2.img");
  const lines = [
    "tar -cM -L 1400 -f part1 -f part2 large",
    "floppytape write disc1.img < part1",
    "floppytape write disc2.img < part2",
    "mkdir back",
    "floppytape read disc1.img > back/part1",
    "floppytape read disc2.img > back/part2",
    "cd back",
    "tar -xM -f part1 -f part2",
    "cmp large ../large",
  ];
  const done = shell(folder, lines.join(" && "));
  expect(done.status, done.stderr).toBe(0);
});
