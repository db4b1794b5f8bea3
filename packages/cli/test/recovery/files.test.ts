import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { manifestOf, placeCartridge } from "../cartridge-fixture.js";
import { noise, temporaryFolder } from "../run-bin.js";
import { runInside } from "../run-inside.js";
import { fillCartridge, memberDate, tarOf } from "./filled-cartridge.js";

const folder = temporaryFolder();
const floppytape = (...args: string[]) => runInside("floppytape", args);
const at = (name: string) => join(folder, name);
let image: string;

beforeAll(async () => {
  const letters = await tarOf([
    { name: "letters/", type: "directory" },
    { name: "letters/ada.txt", text: "Dear Ada\n", mode: 0o640 },
    { name: "letters/latest", type: "symlink", linkname: "ada.txt" },
    { name: "../evil\u001b[2J", text: "x" },
    { name: "Photo.gif", text: "one" },
    { name: "PHOTO.GIF", text: "two" },
    { name: "Photo.gif", text: "three" },
    { name: "tty", type: "character-device" },
  ]);
  image = await fillCartridge(folder, "attic.img", [
    { bytes: letters, options: ["-L", "Letters", "--compress"] },
    { bytes: noise(30000), options: ["-L", "Noise"] },
  ]);
});

describe("ls", () => {
  test("of a cartridge lists its volumes as ever", async () => {
    const { stdout, status } = await floppytape("ls", image);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Volume {2}First {2}Last {2}Block size {2}Bytes {2}Date/);
    expect(stdout).toMatch(/compressed {2}Letters\n.*plain {7}Noise\n$/);
    const json = JSON.parse((await floppytape("ls", image, "--json")).stdout);
    expect(Object.keys(json.volumes[0])).toContain("blockSize");
  });

  test("of a volume lists its files, and nothing that a terminal would obey", async () => {
    const { stdout, status } = await floppytape("ls", image, "0");
    expect(status).toBe(0);
    expect(stdout).toBe(
      [
        'Volume 0: tar, "Letters"',
        "Bytes  Mode        Date                  Path",
        "    0  drwxr-xr-x  1994-05-03 17:21:08Z  letters/",
        "    9  -rw-r-----  1994-05-03 17:21:08Z  letters/ada.txt",
        "    0  lrw-r--r--  1994-05-03 17:21:08Z  letters/latest -> ada.txt",
        "    1  -rw-r--r--  1994-05-03 17:21:08Z  evil_[2J",
        "    3  -rw-r--r--  1994-05-03 17:21:08Z  Photo.gif",
        "    3  -rw-r--r--  1994-05-03 17:21:08Z  PHOTO.GIF",
        "    5  -rw-r--r--  1994-05-03 17:21:08Z  Photo.gif",
        "    0  ?rw-r--r--  1994-05-03 17:21:08Z  tty",
        "",
      ].join("\n"),
    );
  });

  test("--json has everything in one document", async () => {
    const { stdout } = await floppytape("ls", image, "--files", "--json");
    const { volumes } = JSON.parse(stdout);
    expect(volumes).toMatchObject([
      { volume: 0, contents: "tar", label: "Letters", kind: "compressed" },
      { volume: 1, contents: "raw", entries: [{ path: "volume-001", bytes: 30000 }] },
    ]);
    expect(volumes[0].entries[3]).toMatchObject({
      path: "evil_[2J",
      recordedAs: "../evil\u001b[2J",
      date: "1994-05-03T17:21:08Z",
    });
    expect(stdout).not.toContain("\u001b");
  });

  test("--check reads every file; --private tells no names", async () => {
    const { stdout, status } = await floppytape("ls", image, "--check", "--private");
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^ +9 {2}-rw-r----- {2}\S+ \S+ {2}read {3}folder-0001\/file-0001\.txt$/m,
    );
    expect(stdout).not.toMatch(/letters|ada|Noise|Photo|tty/i);
  });

  test("says which bytes are lost, with exit status 3", async () => {
    const dead = at(placeCartridge(folder, "crc-dead"));
    const listed = await floppytape("ls", dead, "--check");
    expect(listed.status).toBe(3);
    expect(listed.stdout).toMatch(/^445440 {2}- {5}- {5}33792 lost {2}volume-000$/m);
    const { volumes } = JSON.parse((await floppytape("ls", dead, "--check", "--json")).stdout);
    expect(volumes[0].entries[0]).toMatchObject({
      grade: "holes",
      lost: 33792,
    });
    expect((await floppytape("ls", dead, "--files")).status).toBe(0);
  });

  test("of a tar archive, and of one that is compressed", async () => {
    writeFileSync(at("bare.tar"), await tarOf([{ name: "a", text: "b" }]));
    const { stdout, status } = await floppytape("ls", at("bare.tar"), "--files");
    expect({ stdout, status }).toEqual({
      status: 0,
      stdout:
        "Volume 0: tar\nBytes  Mode        Date                  Path\n    1  -rw-r--r--  1994-05-03 17:21:08Z  a\n",
    });
    expect((await floppytape("ls", at("bare.tar"))).stdout).toMatch(/ 2048 {2}- {5}found$/m);
    writeFileSync(at("bare.tar.gz"), gzipSync(readFileSync(at("bare.tar"))));
    const zipped = await floppytape("ls", at("bare.tar.gz"), "--json");
    expect(JSON.parse(zipped.stdout)).toMatchObject({
      kind: "tar archive, compressed (gzip)",
      volumes: [{ bytes: 2048 }],
    });
  });

  test("of a cartridge without a header lists what its segments show", async () => {
    const damaged = at(placeCartridge(folder, "headers-damaged"));
    const { stdout, status } = await floppytape("ls", damaged);
    expect(status).toBe(0);
    expect(stdout).toMatch(/zftape volume 000\nno header can be read/);
    const told = await floppytape("ls", damaged, "--cartridge", "qic80-307", "--json");
    expect(JSON.parse(told.stdout).volumes).toMatchObject([{ bytes: 40960 }]);
  });

  test("of a cartridge without a table does so too, and takes its header for nothing else", async () => {
    // Without the map of its sectors the table of this one is lost.
    const source = at(placeCartridge(folder, "crc-damaged"));
    rmSync(`${source}.map`);
    await floppytape("convert", source, at("lost-table.dump"), "--to", "data");
    const { stdout, status } = await floppytape("ls", at("lost-table.dump"));
    expect(status).toBe(0);
    expect(stdout).toMatch(/ found\nthe volume table in segment 2 cannot be used/);
  });

  test.each([
    [["ls", "IMAGE", "9"], 2, "there is no volume 9; volumes are 0 to 1"],
    [["ls", "IMAGE", "x"], 1, "VOLUME: 'x' is not a number"],
    [["ls", "IMAGE", "--cartridge=c90"], 1, "'c90' is not a kind of cartridge"],
    [["ls", "NOTHING"], 2, "no such file"],
    [["ls", "TEXT"], 2, "TEXT: "],
    [["extract", "TEXT"], 2, "TEXT: "],
    [["extract", "IMAGE", "9"], 2, "there is no volume 9"],
    [["extract", "IMAGE", "0x"], 1, "VOLUME: '0x' is not a number"],
    [["cat", "IMAGE", "letters/ADA.txt"], 2, "is it letters/ada.txt?"],
    [["cat", "IMAGE", "ada.txt"], 2, "there is no file ada.txt; is it letters/ada.txt?"],
    [["cat", "IMAGE", "letters"], 2, "letters: is a folder"],
    [["cat", "IMAGE", "letters/latest"], 2, "is a link to ada.txt"],
    [["cat", "IMAGE", "volume-001", "--volume=0"], 2, "there is no file volume-001"],
    [["cat", "IMAGE", "a", "--volume=b"], 1, "--volume: 'b' is not a number"],
  ])("%j is refused", async (words, status, message) => {
    writeFileSync(at("TEXT"), "This is no cartridge.\n".repeat(5000));
    const paths: Record<string, string> = { IMAGE: image, NOTHING: at("none"), TEXT: at("TEXT") };
    const done = await floppytape(...words.map((word) => paths[word] ?? word));
    expect(done.stderr).toContain(message);
    expect(done.status).toBe(status);
    expect(done.stdout).toBe("");
  });
});

describe("cat", () => {
  test("writes a file by its path, by how it was recorded or by how it is shown", async () => {
    for (const path of ["evil_[2J", "../evil\u001b[2J"])
      expect(await floppytape("cat", image, path)).toEqual({ status: 0, stdout: "x", stderr: "" });
  });

  test("writes the last of several with one path, as the backup program would leave it", async () => {
    expect((await floppytape("cat", image, "Photo.gif")).stdout).toBe("three");
  });

  test("writes the file that a hard link is another name of", async () => {
    const linked = await tarOf([
      { name: "./ada.txt", text: "Dear Ada\n" },
      { name: "./too.txt", type: "link", linkname: "./ada.txt" },
      { name: "./lost.txt", type: "link", linkname: "./gone.txt" },
    ]);
    const path = await fillCartridge(folder, "linked.img", [{ bytes: linked }]);
    expect(await floppytape("cat", path, "too.txt")).toMatchObject({
      status: 0,
      stdout: "Dear Ada\n",
    });
    expect(await floppytape("cat", path, "lost.txt")).toMatchObject({ status: 2, stdout: "" });
  });

  test("finds a file in any volume", async () => {
    const { stdout } = await floppytape("cat", image, "volume-001");
    expect(Buffer.from(stdout, "latin1")).toEqual(Buffer.from(noise(30000)));
  });

  test("has zeros for what is lost, tells, and ends with exit status 3", async () => {
    const dead = at(placeCartridge(folder, "crc-dead"));
    const { status, stdout, stderr } = await floppytape("cat", dead, "volume-000");
    expect(status).toBe(3);
    expect(stdout).toHaveLength(445440);
    expect(stderr).toContain("volume-000: lost: bytes 90112 to 94207, 4096 bytes\n");
    const hidden = await floppytape("cat", dead, "volume-000", "--private");
    expect(hidden.stderr).toContain("file-0001: lost: bytes 90112 to 94207");
  });
});

/** A cpio archive in the portable format with checksums left out ("newc"). */
function cpioOf(members: readonly { name: string; mode: number; text?: string }[]): Uint8Array {
  const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
  const end = { name: "TRAILER!!!", mode: 0, text: "" };
  const parts = [...members, end].flatMap(({ name, mode, text = "" }, index) => {
    const fields = [index + 1, mode, 0, 0, 1, 0, text.length, 0, 0, 0, 0, name.length + 1, 0];
    const header = fields.map((field) => field.toString(16).padStart(8, "0")).join("");
    return [padded(Buffer.from(`070701${header}${name}\0`)), padded(Buffer.from(text))];
  });
  return Buffer.concat([...parts, Buffer.alloc(512)]);
}

describe("extract", () => {
  test("of a hostile cpio archive writes nothing outside and makes no devices", async () => {
    const hostile = cpioOf([
      { name: "dir", mode: 0o120777, text: "/tmp" },
      { name: "dir/evil", mode: 0o100644, text: "inside" },
      { name: "/etc/evil", mode: 0o104755, text: "relative" },
      { name: "a/../../../evil", mode: 0o100644, text: "x" },
      { name: "null", mode: 0o020666 },
      { name: "fifo", mode: 0o010666 },
    ]);
    writeFileSync(at("hostile.cpio"), hostile);
    const before = readdirSync(folder);
    const { status, stdout } = await floppytape("extract", at("hostile.cpio"), "-o", at("cpio"));
    expect(status).toBe(0);
    expect(readdirSync(folder).filter((name) => !before.includes(name))).toEqual(["cpio"]);
    expect(readdirSync(at("cpio"), { recursive: true }).sort()).toEqual(
      ["a", "a/evil", "dir", "dir/evil", "etc", "etc/evil"].map((name) => join(name)),
    );
    expect(readFileSync(at("cpio/dir/evil"), "utf8")).toBe("inside");
    expect(statSync(at("cpio/etc/evil")).mode & 0o7777).toBe(0o755);
    expect(stdout).toContain("dir: not written: a link to something outside: /tmp\n");
    expect(stdout).toContain("a/evil: on the tape it is a/../../../evil\n");
    expect(stdout).toMatch(/^null: not written: a device/m);
    expect(stdout).toMatch(/^fifo: not written: a device/m);
  });

  test("to a folder named after the image, with what was changed", async () => {
    const output = at("out");
    const { status, stdout } = await floppytape("extract", image, "-o", output);
    expect(status).toBe(0);
    expect(stdout).toBe(
      [
        "volume-000/evil_[2J: on the tape it is ../evil\\x1b[2J",
        "volume-000/PHOTO~1.GIF: on the tape it is PHOTO.GIF",
        "volume-000/Photo~2.gif: on the tape it is Photo.gif",
        "tty: not written: a device, or something else that has no contents",
        `${output}: 6 files, 30021 bytes: 30021 read, 0 corrected, 0 lost`,
        "1 entry not written",
        "",
      ].join("\n"),
    );
    expect(readFileSync(join(output, "volume-000/letters/ada.txt"), "utf8")).toBe("Dear Ada\n");
    expect(statSync(join(output, "volume-000/letters/ada.txt")).mtime).toEqual(memberDate);
    expect(readlinkSync(join(output, "volume-000/letters/latest"))).toBe("ada.txt");
    expect(readFileSync(join(output, "volume-001")).equals(Buffer.from(noise(30000)))).toBe(true);
    expect(existsSync(at("evil_[2J"))).toBe(false);
  });

  test("--json tells each entry", async () => {
    const args = ["--only", "*.gif", "--json", "-o", at("gif.zip")];
    const { stdout } = await floppytape("extract", image, "0", ...args);
    expect(JSON.parse(stdout)).toMatchObject({
      target: at("gif.zip"),
      read: 8,
      lost: 0,
      entries: [
        { path: "Photo.gif", written: "Photo.gif", renamed: false, grade: "whole", read: 3 },
        { path: "Photo.gif", written: "Photo~1.gif", renamed: true, holes: [] },
      ],
    });
    expect(readFileSync(at("gif.zip")).subarray(0, 2).toString()).toBe("PK");
  });

  test("to an archive by the ending of its name, or as asked", async () => {
    await floppytape("extract", image, "0", "-o", at("l.tar"));
    expect((await floppytape("cat", at("l.tar"), "letters/ada.txt")).stdout).toBe("Dear Ada\n");
    await floppytape("extract", image, "0", "-o", at("l.bin"), "--as=tar");
    expect(readFileSync(at("l.bin")).equals(readFileSync(at("l.tar")))).toBe(true);
    await floppytape("extract", image, "0", "-o", at("l2.tar"), "--as=folder");
    expect(statSync(at("l2.tar")).isDirectory()).toBe(true);
  });

  test("never takes the place of what is there, unless asked", async () => {
    for (const name of ["there", "there.tar", "there.zip"]) {
      const first = await floppytape("extract", image, "1", "-o", at(name));
      expect(first.status, first.stderr).toBe(0);
      const again = await floppytape("extract", image, "1", "-o", at(name));
      expect(again).toMatchObject({ status: 2, stderr: expect.stringMatching(/exists already/) });
      const asked = await floppytape("extract", image, "1", "-o", at(name), "--overwrite");
      expect(asked.status, asked.stderr).toBe(0);
    }
  });

  test("goes through no symbolic link that stands in the target", async () => {
    mkdirSync(at("victim"));
    mkdirSync(at("trap"));
    symlinkSync(at("victim"), at("trap/letters"));
    const done = await floppytape("extract", image, "0", "-o", at("trap"), "--overwrite");
    expect(done.status).toBe(2);
    expect(done.stderr).toMatch(/trap\/letters: a symbolic link stands where a folder is needed/);
    expect(readdirSync(at("victim"))).toEqual([]);
    const hidden = await floppytape(
      ...["extract", image, "0", "-o", at("trap"), "--overwrite", "--private"],
    );
    expect(hidden.stderr).toMatch(/trap\/file-0001: a symbolic link stands/);
  });

  test("lists holes, writes zeros there and ends with exit status 3", async () => {
    const dead = at(placeCartridge(folder, "crc-dead"));
    const { status, stdout } = await floppytape("extract", dead, "-o", at("dead"));
    expect(status).toBe(3);
    expect(stdout).toContain("volume-000: lost: bytes 90112 to 94207, 4096 bytes\n");
    expect(stdout).toMatch(/ 0 corrected, 33792 lost\n|corrected, 33792 lost\n/);
    const bytes = readFileSync(at("dead/volume-000"));
    expect(bytes).toHaveLength(445440);
    expect(bytes.subarray(90112, 94208).every((byte) => byte === 0)).toBe(true);
  });

  test("stopped by Ctrl-C leaves nothing", async () => {
    const many = await fillCartridge(folder, "many.img", [
      {
        bytes: await tarOf([
          { name: "a", text: "x".repeat(900_000) },
          { name: "b", text: "y" },
        ]),
      },
    ]);
    for (const name of ["stopped", "stopped.tar", "stopped.zip"]) {
      const stop = new AbortController();
      const args = ["extract", many, "-o", at(name)];
      const running = runInside("floppytape", args, { signal: stop.signal });
      setImmediate(() => stop.abort());
      expect((await running).status).toBe(130);
      expect(readdirSync(folder).filter((one) => one.startsWith("stopped"))).toEqual([]);
    }
  });

  test("of every recorded cartridge gives what its manifest says", async () => {
    for (const name of ["z-norm", "z-var", "var-multi", "bad-var", "fmt6", "old-ftape-v2"]) {
      const output = at(`${name}.files`);
      const source = at(placeCartridge(folder, name));
      const done = await floppytape("extract", source, "-o", output);
      expect(done.status, done.stderr).toBe(0);
      const sizes = readdirSync(output).map((file) => statSync(join(output, file)).size);
      expect(sizes.sort()).toEqual(
        manifestOf(name)
          .payloads.map(({ bytes }) => bytes)
          .sort(),
      );
    }
  });
});
