import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSegment, createRawImageStore, openCartridge } from "@floppytape/cartridge";
import { openFileBytes } from "@floppytape/cartridge/node";
import { eccEngine } from "@floppytape/ecc";
import { afterAll, describe, expect, test } from "vitest";
import { placeCartridge } from "./cartridge-fixture.js";
import { noise, type ProgramName, run, temporaryFolder } from "./run-bin.js";

const folder = temporaryFolder();
const digest = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");

const jpeg = new Uint8Array(70_000);
jpeg.set(noise(70_000));
jpeg.set([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0]);
writeFileSync(join(folder, "empty.img"), "");
writeFileSync(join(folder, "byte.img"), "x");
writeFileSync(join(folder, "photo.jpg"), jpeg);
writeFileSync(join(folder, "huge.img"), hugeHeader());
mkdirSync(join(folder, "folder.img"));

/** Two header segments of format code 6 that claim the largest numbers their fields have room for. */
function hugeHeader(): Uint8Array {
  const header = new Uint8Array(29696);
  const view = new DataView(header.buffer);
  view.setUint32(0, 0xaa55aa55, true);
  header[4] = 6;
  for (let at = 6; at < 30; at++) header[at] = 0xff;
  for (let at = 230; at < 300; at++) header[at] = 0xff;
  const segment = new Uint8Array(32768);
  buildSegment(header, 0, eccEngine(), segment);
  return Buffer.concat([segment, segment, new Uint8Array(3 * 32768)]);
}

const readers: readonly (readonly [ProgramName, ...string[]])[] = [
  ["floppytape", "info"],
  ["floppytape", "ls"],
  ["floppytape", "verify"],
  ["floppytape", "map"],
  ["floppytape", "read"],
  ["floppytape", "write"],
  ["ftmt", "volinfo", "-f"],
  ["ftmt", "erase", "-f"],
  ["listtape", "-f"],
  ["vtblc", "--truncate", "-f"],
];

describe.each(["empty.img", "byte.img", "photo.jpg", "huge.img", "folder.img", "missing.img"])(
  "%s",
  (image) => {
    // Of a tape without a usable header 'ls' lists what its segments show.
    const refusing = readers.filter(([, name]) => image !== "huge.img" || name !== "ls");
    test.each(refusing.map(([program, ...args]) => ({ program, args })))(
      "$program $args is refused clearly and nothing is touched",
      ({ program, args }) => {
        const path = join(folder, image);
        const isFile = existsSync(path) && statSync(path).isFile();
        const before = isFile ? digest(path) : "";

        const done = run(folder, program, [...args, image], { stdin: noise(10240) });
        expect([1, 2], done.stderr).toContain(done.status);
        expect(done.stdout).toBe("");
        expect(done.stderr).toMatch(new RegExp(`^${program}: ${image.replace(".", "\\.")}: \\S`));
        expect(done.stderr).not.toMatch(/internal|undefined|TypeError| at \//);
        expect(done.stderr.split("\n").length).toBeLessThanOrEqual(4);
        if (isFile) expect(digest(path)).toBe(before);
        else expect(existsSync(path)).toBe(image === "folder.img");
      },
    );
  },
);

test("huge.img: ls says that no header can be read, and believes none", () => {
  const done = run(folder, "floppytape", ["ls", "huge.img", "--files"]);
  expect(done.status).toBe(0);
  expect(done.stdout).toMatch(/^Volume 0: raw\nBytes .*\n59392 .* volume-000\n/);
  expect(run(folder, "floppytape", ["ls", "huge.img"]).stdout).toMatch(/no header can be read/);
});

/** Changes the volume table behind the programs' back. */
async function spoilTable(image: string, change: (table: Uint8Array) => void): Promise<void> {
  const store = createRawImageStore(await openFileBytes(join(folder, image), { write: true }));
  const cartridge = await openCartridge(store);
  const table = (await cartridge.readTable()).data.slice();
  change(table);
  await cartridge.writeTable(table);
  await store.close();
}

test("overlapping volumes can be read, but the table is not written to", async () => {
  const image = placeCartridge(folder, "var-multi");
  // The second volume lies where the first one does.
  await spoilTable(image, (table) => table.copyWithin(128 + 4, 4, 8));
  const before = digest(join(folder, image));
  expect(run(folder, "floppytape", ["ls", image]).status).toBe(0);
  const write = run(folder, "floppytape", ["write", image], { stdin: noise(10240) });
  expect(write.status).toBe(2);
  expect(write.stderr).toMatch(/^floppytape: var-multi\.img: \S/);
  expect(digest(join(folder, image))).toBe(before);
});

test.each(["fmt6", "z-norm", "crc-damaged"])(
  "%s: a table that claims 2^32 segments and bytes does not hang a reader",
  async (name) => {
    const image = placeCartridge(folder, name);
    await spoilTable(image, (table) => {
      table.fill(0xff, 6, 8);
      if (name === "fmt6") table.fill(0xff, 80, 84);
      table.fill(0xff, 96, 100);
    });
    for (const command of ["ls", "read", "verify", "map"]) {
      const done = run(folder, "floppytape", [command, image]);
      expect([0, 2, 3], `${command}: ${done.stderr}`).toContain(done.status);
    }
  },
);

test("a full tape takes no more, and keeps what it has", () => {
  const image = placeCartridge(folder, "full-tape");
  const before = run(folder, "floppytape", ["read", image]).bytes;
  const write = run(folder, "floppytape", ["write", image], { stdin: noise(10240) });
  expect(write.status).toBe(2);
  expect(write.stderr).toMatch(/^floppytape: full-tape\.img: .*full/);
  expect(run(folder, "floppytape", ["read", image]).bytes.equals(before)).toBe(true);
});

describe("a disk that can't take more", () => {
  const disk = join(folder, "disk");
  mkdirSync(disk);
  const mount = (options: string) =>
    spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", disk]).status === 0;
  const mounted = mount("size=500k");
  afterAll(() => {
    if (mounted) spawnSync("umount", [disk]);
  });

  test.skipIf(!mounted)(
    "formatting ends with a clear error and leaves no file (needs root: mounts a small tmpfs)",
    () => {
      const made = run(disk, "floppytape", ["format", "new.img", "-c", "qic40-205"]);
      expect(made.status).toBe(2);
      expect(made.stderr).toMatch(/^floppytape: new\.img: .*[Nn]o space left/);
      expect(existsSync(join(disk, "new.img"))).toBe(false);
    },
  );

  test.skipIf(!mounted)(
    "writing ends with a clear error, and what was there can be read (needs root: mounts a small tmpfs)",
    () => {
      const image = placeCartridge(disk, "truncated");
      const before = run(disk, "floppytape", ["read", image, "0"]).bytes;
      const write = run(disk, "floppytape", ["write", image], { stdin: noise(400_000) });
      expect(write.status).toBe(2);
      expect(write.stderr).toMatch(/^floppytape: truncated\.img: .*[Nn]o space left/);
      expect(run(disk, "floppytape", ["read", image, "0"]).bytes.equals(before)).toBe(true);
    },
  );

  test("a file that can't be written is read all the same, and writing is refused", () => {
    const root = process.getuid?.() === 0;
    const place = root && mounted ? disk : folder;
    if (mounted) spawnSync("mount", ["-o", "remount,size=8m", disk]);
    const image = placeCartridge(place, "full-tape");
    if (place === disk) spawnSync("mount", ["-o", "remount,ro", disk]);
    else chmodSync(join(place, image), 0o444);
    const before = digest(join(place, image));
    expect(run(place, "floppytape", ["verify", image]).status).toBe(0);
    const write = run(place, "floppytape", ["write", image], { stdin: noise(10240) });
    if (root && !mounted) return; // permissions mean nothing to root
    expect(write.status).toBe(2);
    expect(write.stderr).toMatch(/^floppytape: full-tape\.img: \S/);
    expect(digest(join(place, image))).toBe(before);
  });
});
