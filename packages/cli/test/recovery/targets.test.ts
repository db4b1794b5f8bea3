import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { extract as tarReader } from "tar-stream";
import { describe, expect, test } from "vitest";
import { fileSink } from "../../src/floppytape/byte-sink.js";
import type { ExtractTarget } from "../../src/recovery/extract-target.js";
import { createFolderTarget } from "../../src/recovery/target-folder.js";
import { createTarTarget } from "../../src/recovery/target-tar.js";
import { createZipTarget } from "../../src/recovery/target-zip.js";
import { noise, temporaryFolder } from "../run-bin.js";

/** What was written, by path: folders end with a slash, links say where they lead. */
type Contents = Record<
  string,
  { bytes?: Uint8Array; link?: string; mode?: number; modified?: Date }
>;

interface Kind {
  readonly name: string;
  open(path: string): Promise<ExtractTarget>;
  contents(path: string): Promise<Contents>;
}

const folder = temporaryFolder();
const hasPython = spawnSync("python3", ["--version"]).status === 0;

const kinds: readonly Kind[] = [
  {
    name: "folder",
    open: (path) => createFolderTarget(path, { replace: false }),
    contents: inFolder,
  },
  {
    name: "tar",
    open: async (path) => createTarTarget(await fileSink(path, { replace: false })),
    contents: inTar,
  },
  {
    name: "zip",
    open: async (path) => createZipTarget(await fileSink(path, { replace: false })),
    contents: inZip,
  },
];

async function inFolder(path: string): Promise<Contents> {
  const names = readdirSync(path, { recursive: true, encoding: "utf8" });
  return Object.fromEntries(
    names.map((name) => {
      const at = join(path, name);
      const found = lstatSync(at);
      const traits = { mode: found.mode & 0o777, modified: found.mtime };
      if (found.isDirectory()) return [`${name}/`, traits];
      if (found.isSymbolicLink()) return [name, { link: readlinkSync(at) }];
      return [name, { bytes: readFileSync(at), ...traits }];
    }),
  );
}

async function inTar(path: string): Promise<Contents> {
  const found: Contents = {};
  const reader = tarReader();
  reader.end(readFileSync(path));
  for await (const member of reader) {
    const parts: Uint8Array[] = [];
    for await (const part of member) parts.push(part as Uint8Array);
    const { name, type, linkname, mode, mtime: modified } = member.header;
    if (type === "symlink") found[name] = { link: linkname };
    else if (type === "directory") found[name] = { mode, modified };
    else found[name] = { bytes: Buffer.concat(parts), mode, modified };
  }
  return found;
}

const pythonReader = `
import sys, zipfile, json, datetime, base64
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print(json.dumps({i.filename: {"mode": (i.external_attr >> 16) & 0o777, "date": i.date_time,
  "bytes": None if i.is_dir() else base64.b64encode(z.read(i)).decode()} for i in z.infolist()}))
`;

async function inZip(path: string): Promise<Contents> {
  const found = JSON.parse(
    execFileSync("python3", ["-c", pythonReader, path], { maxBuffer: 1 << 24 }).toString(),
  );
  return Object.fromEntries(
    Object.entries<{ mode: number; date: number[]; bytes: string | null }>(found).map(
      ([name, { mode, date, bytes }]) => {
        const [year = 0, month = 1, ...rest] = date;
        const modified = new Date(year, month - 1, ...(rest as [number, number, number, number]));
        return [
          name,
          { mode, modified, ...(bytes !== null && { bytes: Buffer.from(bytes, "base64") }) },
        ];
      },
    ),
  );
}

const modified = new Date(1994, 4, 3, 17, 21, 8);

describe.each(kinds)("a $name", (kind) => {
  const unread = kind.name === "zip" && !hasPython;
  const fill = async (target: ExtractTarget) => {
    const put = async (path: string, bytes: Uint8Array, mode?: number) => {
      const file = await target.file(path, { modified, mode, sizeBytes: bytes.length });
      for (let at = 0; at < bytes.length; at += 30_000) {
        const piece = bytes.slice(at, at + 30_000);
        await file.write(piece);
        piece.fill(0); // it was not to be kept
      }
      await file.complete();
    };
    await target.folder("letters", { modified, mode: 0o777 });
    await put("letters/ada.txt", noise(12345), 0o6777);
    await put("letters/deep/er/empty", new Uint8Array(0), 0);
    await put(`caf\u00e9/${"long".repeat(50)}.txt`, noise(1_000_000, 2));
    await target.symlink?.("letters/latest", "letters/deep/er/empty");
    await target.symlink?.("caf\u00e9/home", "");
  };

  // Without python3 nothing here reads zip archives.
  test.skipIf(unread)(
    "has what was written when it is complete, and not before (zip: skipped without python3)",
    async () => {
      const path = join(folder, `complete.${kind.name}`);
      const target = await kind.open(path);
      await fill(target);
      expect(existsSync(path)).toBe(false);
      await target.finish();
      await target.discard(); // does nothing any more
      expect(existsSync(`${path}.part`)).toBe(false);
      const found = await kind.contents(path);
      const long = `caf\u00e9/${"long".repeat(50)}.txt`;
      expect(found["letters/ada.txt"]?.bytes).toEqual(Buffer.from(noise(12345)));
      expect(found[long]?.bytes?.length).toBe(1_000_000);
      expect(Buffer.from(noise(1_000_000, 2)).equals(found[long]?.bytes ?? Buffer.alloc(0))).toBe(
        true,
      );
      expect(found["letters/deep/er/empty"]?.bytes).toHaveLength(0);
      // Nobody but the owner may write, and nothing is setuid.
      expect(found["letters/ada.txt"]?.mode).toBe(0o755);
      expect(found["letters/deep/er/empty"]?.mode).toBe(0o600);
      expect(found[long]?.mode).toBe(0o644);
      expect(found["letters/"]?.mode).toBe(0o755);
      for (const name of ["letters/ada.txt", "letters/", long])
        expect(found[name]?.modified).toEqual(modified);
      if (kind.name === "zip") return;
      expect(found["letters/latest"]?.link).toBe("deep/er/empty");
      expect(found["caf\u00e9/home"]?.link).toBe("..");
    },
  );

  test("that is given up leaves nothing", async () => {
    const path = join(folder, `given-up.${kind.name}`);
    const before = readdirSync(folder);
    const target = await kind.open(path);
    await fill(target);
    const file = await target.file("half", { modified, mode: 0, sizeBytes: 200_000 });
    await file.write(noise(100_000));
    await target.discard();
    await target.discard();
    expect(readdirSync(folder)).toEqual(before);
  });

  test("does not take the place of what is there", async () => {
    const path = join(folder, `there.${kind.name}`);
    mkdirSync(path);
    writeFileSync(join(path, "mine"), "");
    await expect(kind.open(path)).rejects.toThrow(/exists already/);
    expect(readdirSync(path)).toEqual(["mine"]);
  });
});

describe.each(kinds.filter(({ name }) => name !== "folder"))("an archive, $name,", ({ name }) => {
  const create = name === "tar" ? createTarTarget : createZipTarget;
  const failing = (after: number) => {
    let left = after;
    let discarded = 0;
    return {
      discards: () => discarded,
      write: async (bytes: Uint8Array) => {
        left -= bytes.length;
        if (left < 0) throw new Error("no space left on device");
      },
      complete: async () => {},
      discard: async () => void discarded++,
    };
  };

  test.each([0, 100_000, 700_000])(
    "ends with the error of a disk that is full after %i",
    async (after) => {
      const sink = failing(after);
      const target = create(sink);
      const run = async () => {
        const file = await target.file("a", { modified, mode: 0, sizeBytes: 1_000_000 });
        for (let at = 0; at < 10; at++) await file.write(noise(100_000, at + 1));
        await file.complete();
        await target.finish();
      };
      await expect(run()).rejects.toThrow("no space left on device");
      await target.discard();
      expect(sink.discards()).toBe(1);
    },
  );

  test.skipIf(name === "zip" && !hasPython)(
    "has dates that it can tell (zip: skipped without python3)",
    async () => {
      const path = join(folder, `dates.${name}`);
      const target = create(await fileSink(path, { replace: false }));
      for (const year of [1901, 1969, 2060, 2500])
        await (
          await target.file(String(year), {
            modified: new Date(Date.UTC(year, 5, 1)),
            mode: 0o644,
            sizeBytes: 0,
          })
        ).complete();
      await target.finish();
      expect(statSync(path).size).toBeGreaterThan(0);
      const listed =
        name === "tar"
          ? execFileSync("tar", ["-tvf", path], { env: { ...process.env, TZ: "UTC" } }).toString()
          : Object.entries(await inZip(path))
              .map(([file, { modified: date }]) => `${date?.getFullYear()} ${file}`)
              .join("\n");
      if (name === "tar")
        for (const year of [1901, 1969, 2060, 2500])
          expect(listed).toMatch(new RegExp(`${year}-06-01 00:00 ${year}$`, "m"));
      else expect(listed).toBe("1980 1901\n1980 1969\n2060 2060\n2105 2500");
    },
  );
});

describe("a folder that is there", () => {
  const open = (path: string) => createFolderTarget(path, { replace: true });
  const put = async (target: ExtractTarget, path: string, text: string) => {
    const file = await target.file(path, { modified, mode: undefined, sizeBytes: undefined });
    await file.write(Buffer.from(text));
    await file.complete();
  };

  test("takes files beside and in place of others", async () => {
    const path = join(folder, "beside");
    mkdirSync(join(path, "a"), { recursive: true });
    writeFileSync(join(path, "a", "old"), "old");
    writeFileSync(join(path, "a", "same"), "old");
    const target = await open(path);
    await put(target, "a/same", "new");
    await put(target, "a/new", "new");
    await target.finish();
    expect(Object.keys(await inFolder(path)).sort()).toEqual(["a/", "a/new", "a/old", "a/same"]);
    expect(readFileSync(join(path, "a", "same"), "utf8")).toBe("new");
    expect(readFileSync(join(path, "a", "old"), "utf8")).toBe("old");
  });

  test("that is given up keeps what it had, and no half file", async () => {
    const path = join(folder, "kept");
    mkdirSync(path);
    writeFileSync(join(path, "same"), "old");
    const target = await open(path);
    const file = await target.file("same", { modified, mode: undefined, sizeBytes: undefined });
    await file.write(noise(10));
    await target.discard();
    expect(readdirSync(path)).toEqual(["same"]);
    expect(readFileSync(join(path, "same"), "utf8")).toBe("old");
  });

  test("is not left through a symbolic link", async () => {
    const [path, outside] = [join(folder, "linked"), join(folder, "outside")];
    mkdirSync(path);
    mkdirSync(outside);
    writeFileSync(join(outside, "file"), "untouched");
    symlinkSync(outside, join(path, "dir"));
    symlinkSync(join(outside, "file"), join(path, "file"));
    const target = await open(path);
    await expect(put(target, "dir/file", "evil")).rejects.toThrow(/dir: a symbolic link stands/);
    await expect(put(target, "file", "evil")).rejects.toThrow(/file: a symbolic link stands/);
    await target.discard();
    expect(readFileSync(join(outside, "file"), "utf8")).toBe("untouched");
    expect(readdirSync(outside)).toEqual(["file"]);
    expect(readdirSync(path).sort()).toEqual(["dir", "file"]);
  });

  test("keeps a folder where a file is to go, and a file where a folder is", async () => {
    const path = join(folder, "mixed");
    mkdirSync(join(path, "dir"), { recursive: true });
    writeFileSync(join(path, "file"), "");
    const target = await open(path);
    await expect(put(target, "dir", "")).rejects.toThrow(/dir: something that is no file stands/);
    await expect(put(target, "file/x", "")).rejects.toThrow(/file: a file stands where a folder/);
    await target.discard();
    expect(readdirSync(path).sort()).toEqual(["dir", "file"]);
  });

  test("a rest of a run that was stopped is not removed unless asked", async () => {
    const path = join(folder, "stopped");
    mkdirSync(`${path}.part`);
    writeFileSync(join(`${path}.part`, "half"), "");
    await expect(createFolderTarget(path, { replace: false })).rejects.toThrow(
      /--overwrite removes/,
    );
    const target = await open(path);
    await put(target, "whole", "");
    await target.finish();
    expect(readdirSync(path)).toEqual(["whole"]);
  });

  test("an empty one is as good as none", async () => {
    const path = join(folder, "empty");
    mkdirSync(path);
    const target = await createFolderTarget(path, { replace: false });
    await put(target, "a", "");
    await target.finish();
    expect(readdirSync(path)).toEqual(["a"]);
  });
});
