/** What GNU tar and cpio pack is read as they unpack it; skipped where they are not installed. */
import { execFileSync, spawnSync } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryBytes } from "@floppytape/cartridge";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openFileRecording } from "../../src/contents/index.js";
import { readEntries, sha256Of } from "./read-all.js";

const has = (program: string, text: string) => {
  const { stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return stdout?.includes(text) ?? false;
};

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "floppytape-"));
  const tree = join(folder, "tree");
  mkdirSync(join(tree, "deep", "x".repeat(90), "y".repeat(90)), { recursive: true });
  const file = (path: string, contents: string | Uint8Array) => {
    const full = join(tree, path);
    writeFileSync(full, contents, { mode: 0o640 });
    utimesSync(full, 900_000_000, 800_000_000);
  };
  file("empty", "");
  file("text", "hello tape\n".repeat(20_000));
  file(
    "odd",
    Uint8Array.from({ length: 513 }, (_, i) => i & 0xff),
  );
  file(`deep/${"x".repeat(90)}/${"y".repeat(90)}/${"z".repeat(60)}`, "far away");
  file("umlaut-ä", "utf-8");
  file("sparse", "beginning");
  truncateSync(join(tree, "sparse"), 3_000_000);
  writeFileSync(join(tree, "sparse"), "middle", { flag: "r+" });
  symlinkSync("../elsewhere/file", join(tree, "link"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Found {
  readonly type: string;
  readonly detail: string | undefined;
  readonly mode: number | undefined;
}

/** All below the tree as it is on the disk. */
function onDisk(path = "tree", found = new Map<string, Found>()): Map<string, Found> {
  const full = join(folder, path);
  const status = lstatSync(full);
  const mode = status.mode & 0o7777;
  if (status.isDirectory()) {
    found.set(path, { type: "directory", detail: undefined, mode });
    for (const name of readdirSync(full)) onDisk(`${path}/${name}`, found);
  } else if (status.isSymbolicLink())
    found.set(path, { type: "symlink", detail: readlinkSync(full), mode });
  else found.set(path, { type: "file", detail: sha256Of(readFileSync(full)), mode });
  return found;
}

async function inArchive(archive: Uint8Array): Promise<Map<string, Found>> {
  const recording = await openFileRecording(createMemoryBytes(archive));
  const contents = await recording!.volumes[0]!.contents();
  const entries = await readEntries(contents);
  expect(entries.flatMap(({ report }) => report.disagreements)).toEqual([]);
  expect(contents.findings).toEqual([]);
  return new Map(
    entries.map(({ entry: { path, type, mode, linkTarget }, bytes }) => [
      path,
      { type, mode, detail: type === "file" ? sha256Of(bytes) : linkTarget },
    ]),
  );
}

const tarForms = [
  ["gnu"],
  ["gnu", "--sparse"],
  ["oldgnu"],
  ["oldgnu", "--sparse"],
  ["pax"],
  ["posix"],
];

describe.skipIf(!has("tar", "GNU tar"))("GNU tar", () => {
  test.each(tarForms)("--format=%s %s", async (format, ...more) => {
    const options = ["-C", folder, `--format=${format}`, ...more.filter(Boolean)];
    const archive = execFileSync("tar", ["-cf", "-", ...options, "tree"], { maxBuffer: 1 << 26 });
    expect(await inArchive(archive)).toEqual(onDisk());
  });

  test("the seventh edition's form, of what it has room for", async () => {
    const names = ["tree/text", "tree/odd", "tree/empty", "tree/link"];
    const archive = execFileSync("tar", ["-cf", "-", "-C", folder, "--format=v7", ...names]);
    const disk = onDisk();
    expect(await inArchive(archive)).toEqual(new Map(names.map((name) => [name, disk.get(name)])));
  });

  test("a label and files of several volumes are told of", async () => {
    const archive = execFileSync("tar", ["-cf", "-", "-C", folder, "-V", "My Tape", "tree/odd"]);
    const recording = await openFileRecording(createMemoryBytes(archive));
    const contents = await recording!.volumes[0]!.contents();
    const entries = await readEntries(contents);
    expect(entries.map(({ entry }) => entry.path)).toEqual(["tree/odd"]);
    expect(contents.findings.map(({ code }) => code)).toEqual(["TAR_LABEL"]);
  });
});

const cpio = { program: "cpio", name: "GNU cpio" };

describe.skipIf(!has(cpio.program, cpio.name))(cpio.name, () => {
  test.each(["newc", "crc", "odc", "bin"])("-H %s", async (form) => {
    const disk = onDisk();
    const names = [...disk.keys()].join("\n");
    const archive = execFileSync(cpio.program, ["-o", "-H", form, "--quiet"], {
      cwd: folder,
      input: names,
      maxBuffer: 1 << 26,
    });
    expect(await inArchive(archive)).toEqual(disk);
  });
});
