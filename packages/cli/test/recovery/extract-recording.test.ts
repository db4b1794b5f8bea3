import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { extractRecording } from "../../src/recovery/extract-recording.js";
import type { Extraction } from "../../src/recovery/extraction.js";
import { extractionText } from "../../src/recovery/extraction-text.js";
import { pathMatcher } from "../../src/recovery/name-pattern.js";
import { createFolderTarget } from "../../src/recovery/target-folder.js";
import { temporaryFolder } from "../run-bin.js";
import { type MadeEntry, makeVolume } from "./memory-recording.js";

const folder = temporaryFolder();
let runs = 0;

/** Extracts volumes of such entries to a new folder, and says what is there. */
async function extracted(
  volumes: readonly (readonly MadeEntry[])[],
  options: Partial<Parameters<typeof extractRecording>[1]> = {},
): Promise<{ root: string; files: string[]; result: Extraction }> {
  const root = join(folder, `run-${runs++}`);
  const result = await extractRecording(await createFolderTarget(root, { replace: false }), {
    volumes: volumes.map((entries, index) => makeVolume(index, entries)),
    ...options,
  });
  return { root, files: readdirSync(root, { recursive: true, encoding: "utf8" }).sort(), result };
}

const reasons = ({ entries }: Extraction) =>
  Object.fromEntries(entries.map(({ entry, reason }) => [entry.originalPath, reason]));

describe("what is extracted", () => {
  test("has contents, dates and permissions of the recording", async () => {
    const { root, result } = await extracted([
      [
        { originalPath: "dir", type: "directory", mode: 0o700, modified: "1994-05-03T17:21:08" },
        { originalPath: "dir/gmt", contents: "x".repeat(9999), modified: "1994-05-03T17:21:08Z" },
        { originalPath: "dir/local", mode: 0o4777, modified: "1994-05-03T17:21:08" },
        { originalPath: "dir/never", modified: "1994-99-99T17:21:08" },
      ],
    ]);
    expect(readFileSync(join(root, "dir/gmt"), "latin1")).toBe("x".repeat(9999));
    expect(lstatSync(join(root, "dir/gmt")).mtimeMs).toBe(Date.UTC(1994, 4, 3, 17, 21, 8));
    const local = new Date(1994, 4, 3, 17, 21, 8).getTime();
    expect(lstatSync(join(root, "dir/local")).mtimeMs).toBe(local);
    expect(lstatSync(join(root, "dir/local")).mode & 0o7777).toBe(0o755);
    expect(lstatSync(join(root, "dir")).mtimeMs).toBe(local);
    expect(lstatSync(join(root, "dir")).mode & 0o7777).toBe(0o700);
    expect(result.account).toMatchObject({ read: 9999, lost: 0 });
    expect(result.entries.every(({ renamed }) => !renamed)).toBe(true);
  });

  test("has a folder for each volume where there are several, and none for a raw one", async () => {
    const volumes = [
      makeVolume(0, [{ originalPath: "a" }]),
      makeVolume(1, [{ originalPath: "a" }]),
      makeVolume(2, [{ originalPath: "volume-002.gz" }], { kind: "raw" }),
    ];
    const { files } = await extracted([], { volumes });
    expect(files).toEqual([
      "volume-000",
      "volume-000/a",
      "volume-001",
      "volume-001/a",
      "volume-002.gz",
    ]);
  });

  test("is only what was asked for", async () => {
    const entries = ["a.txt", "b.doc", "letters/c.txt", "letters/sub/d.txt", "a/letters/e"].map(
      (originalPath) => ({ originalPath }),
    );
    const only = async (pattern: string) => {
      const { files, root } = await extracted([entries], { only: pathMatcher(pattern) });
      return files.filter((name) => lstatSync(join(root, name)).isFile());
    };
    expect(await only("*.txt")).toEqual(["a.txt", "letters/c.txt", "letters/sub/d.txt"]);
    expect(await only("letters/*.txt")).toEqual(["letters/c.txt"]);
    expect(await only("letters/")).toEqual(["letters/c.txt", "letters/sub/d.txt"]);
    expect(await only("letters")).toEqual(["a/letters/e", "letters/c.txt", "letters/sub/d.txt"]);
    expect(await only("?.doc")).toEqual(["b.doc"]);
    expect(await only("*x*")).toEqual(["a.txt", "letters/c.txt", "letters/sub/d.txt"]);
  });

  test("has holes as zeros, and each is told of", async () => {
    const { root, result } = await extracted([
      [{ originalPath: "f", contents: "abcdefgh", lost: [[1, 3], [6, 8]] }], // biome-ignore format: ranges
    ]);
    expect(readFileSync(join(root, "f"), "latin1")).toBe("a\0\0def\0\0");
    expect(result.account).toMatchObject({ read: 4, lost: 4 });
    expect(extractionText(result, "t")).toBe(
      "f: lost: bytes 1 to 2, 2 bytes\nf: lost: bytes 6 to 7, 2 bytes\nt: 1 file, 8 bytes: 4 read, 0 corrected, 4 lost\n",
    );
  });
});

describe("names of a hostile recording", () => {
  test("lead nowhere else and meet nothing, and every change is told", async () => {
    const { root, files, result } = await extracted([
      [
        { originalPath: "/etc/passwd" },
        { originalPath: "../../../../../../../../tmp/evil" },
        { originalPath: "ok/../../../evil" },
        { originalPath: "C:\\WINDOWS\\x" },
        { originalPath: "NUL" },
        { originalPath: "same" },
        { originalPath: "SAME" },
        { originalPath: "same" },
        { originalPath: "esc\u001b[2J" },
      ],
    ]);
    expect(files).toEqual([
      "C__WINDOWS_x",
      "SAME~1",
      "_NUL",
      "esc_[2J",
      "etc",
      "etc/passwd",
      "ok",
      "ok/evil",
      "same",
      "same~2",
      "tmp",
      "tmp/evil",
    ]);
    expect(existsSync(join(root, "../evil"))).toBe(false);
    const told = extractionText(result, "t");
    expect(told).toContain("tmp/evil: on the tape it is ../../../../../../../../tmp/evil\n");
    expect(told).toContain("1 name began with a slash, which was left out\n");
    expect(told).toContain("esc_[2J: on the tape it is esc\\x1b[2J\n");
    expect(told).toContain("SAME~1: on the tape it is SAME\n");
    expect(told).not.toContain("\u001b");
    expect(told).not.toMatch(/^same:/m);
  });

  test("are masked where asked for", async () => {
    const { result } = await extracted([
      [
        { originalPath: "../secret.txt", contents: "abc", lost: [[0, 1]] },
        { originalPath: "link", type: "symlink", linkTarget: "/home/secret" },
      ],
    ]);
    const { createNameMask } = await import("@floppytape/rescue/report");
    const told = extractionText(result, "t", createNameMask());
    expect(told).not.toMatch(/secret/);
    expect(told).toContain("lost: bytes 0 to 0");
  });

  test("of a symbolic link are no way for files behind it", async () => {
    const { root, files } = await extracted([
      [
        { originalPath: "dir", type: "symlink", linkTarget: "/tmp" },
        { originalPath: "dir/file", contents: "inside" },
        { originalPath: "up", type: "symlink", linkTarget: "../.." },
        { originalPath: "up/file", contents: "inside" },
      ],
    ]);
    expect(files).toEqual(["dir", "dir/file", "up", "up/file"]);
    expect(lstatSync(join(root, "dir")).isDirectory()).toBe(true);
    expect(lstatSync(join(root, "up")).isDirectory()).toBe(true);
  });
});

describe("links", () => {
  test("that lead to something written are made, as short as can be", async () => {
    const { root, result } = await extracted([
      [
        { originalPath: "./a/b/link", type: "symlink", linkTarget: "../../x/./CON" },
        { originalPath: "a/chain", type: "symlink", linkTarget: "b/link" },
        { originalPath: "a/dir", type: "symlink", linkTarget: "../x" },
        { originalPath: "a/home", type: "symlink", linkTarget: ".." },
        { originalPath: "x/CON", contents: "y" },
      ],
    ]);
    expect(readlinkSync(join(root, "a/b/link"))).toBe("../../x/_CON");
    expect(readlinkSync(join(root, "a/chain"))).toBe("b/link");
    expect(readlinkSync(join(root, "a/dir"))).toBe("../x");
    expect(readlinkSync(join(root, "a/home"))).toBe("..");
    expect(readFileSync(join(root, "a/chain"), "latin1")).toBe("y");
    expect(Object.values(reasons(result)).every((reason) => reason === undefined)).toBe(true);
  });

  test("that lead elsewhere are told of", async () => {
    const { files, result } = await extracted([
      [
        { originalPath: "abs", type: "symlink", linkTarget: "/etc/passwd" },
        { originalPath: "up", type: "symlink", linkTarget: "../up" },
        { originalPath: "d/through", type: "symlink", linkTarget: "../d/../../x" },
        { originalPath: "gone", type: "symlink", linkTarget: "not-there" },
        { originalPath: "hard", type: "hardlink", linkTarget: "not-there" },
        { originalPath: "tty", type: "other" },
        { originalPath: "busy", unreadableAtBackup: true },
      ],
    ]);
    expect(files).toEqual([]);
    expect(reasons(result)).toEqual({
      abs: "leads-outside",
      up: "leads-outside",
      "d/through": "leads-outside",
      gone: "leads-nowhere",
      hard: "leads-nowhere",
      tty: "device",
      busy: "not-on-tape",
    });
    expect(extractionText(result, "t")).toContain("7 entries not written\n");
  });

  test("of the hard kind become files of their own", async () => {
    const { root, files, result } = await extracted([
      [
        { originalPath: "./one", contents: "1234", lost: [[0, 2]], mode: 0o640 },
        { originalPath: "two", type: "hardlink", linkTarget: "one" },
        { originalPath: "d/three", type: "hardlink", linkTarget: "./one" },
      ],
    ]);
    expect(files).toEqual(["d", "d/three", "one", "two"]);
    expect(readFileSync(join(root, "d/three"), "latin1")).toBe("\0\x0034");
    expect(lstatSync(join(root, "two")).mode & 0o777).toBe(0o640);
    expect(result.account).toMatchObject({ read: 6, lost: 6 });
  });
});

describe("an extraction that can't go on", () => {
  test("because files claim more than their volume can hold leaves nothing", async () => {
    const big = new Uint8Array(4_000_000);
    const before = readdirSync(folder);
    const entries = Array.from({ length: 5 }, (_, at) => ({
      originalPath: String(at),
      contents: big,
    }));
    await expect(extracted([entries])).rejects.toThrow(
      /volume 0 has 29696 bytes, but its files claim more than 18677760/,
    );
    expect(readdirSync(folder)).toEqual(before);
  });

  test("because it was stopped leaves nothing", async () => {
    const stop = new AbortController();
    const before = readdirSync(folder);
    const onProgress = () => stop.abort();
    const entries = [{ originalPath: "a", contents: new Uint8Array(99_999) }];
    await expect(extracted([entries], { signal: stop.signal, onProgress })).rejects.toThrow(
      /abort/,
    );
    expect(readdirSync(folder)).toEqual(before);
  });
});
