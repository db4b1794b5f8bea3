import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { noise, shell, temporaryFolder } from "../run-bin.js";
import { fillCartridge } from "./filled-cartridge.js";

const folder = temporaryFolder();
const has = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;

/** A tree with names of all lengths, links, empty files and folders. */
function plant(root: string): void {
  for (let i = 0; i < 300; i++) {
    const path = join(root, `d${i % 7}`, "x".repeat(1 + ((i * 37) % 200)), `file ${i}.t\u00e4t`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, noise((i * 7919) % 5000, i + 1));
  }
  mkdirSync(join(root, "empty"));
  symlinkSync("d0", join(root, "link"));
  symlinkSync("../d1", join(root, "d0", "up"));
}

const list = (root: string) =>
  execFileSync("bash", [
    "-c",
    `cd '${root}' && find . -type f -printf '%p %s %TY-%Tm-%Td %TH:%TM\\n' -o -printf '%p %l\\n' | sort && find . -type f -print0 | sort -z | xargs -0 sha256sum`,
  ]).toString();

describe.skipIf(!has("tar", "--version"))(
  "extract, beside GNU tar (skipped where tar is not installed)",
  () => {
    test.each(["gnu", "posix", "ustar", "v7"])(
      "gives the same tree from a %s archive",
      async (format) => {
        const root = join(folder, `tree-${format}`);
        mkdirSync(root);
        plant(root);
        const archive = join(folder, `${format}.tar`);
        // Names that the older formats can't take are left out of them.
        spawnSync("tar", ["-cf", archive, `--format=${format}`, "-C", root, "."]);
        const [theirs, ours] = [join(folder, `theirs-${format}`), join(folder, `ours-${format}`)];
        mkdirSync(theirs);
        execFileSync("tar", ["-xf", archive, "-C", theirs]);
        await fillCartridge(folder, `${format}.img`, [{ bytes: readFileSync(archive) }]);
        const done = shell(folder, `floppytape extract ${format}.img -o ours-${format}`);
        expect(done.stderr).toBe("");
        expect(done.status).toBe(0);
        expect(list(ours)).toBe(list(theirs));
      },
    );

    test("writes a tar archive that GNU tar reads", async () => {
      const done = shell(
        folder,
        "floppytape extract gnu.img -o again.tar && mkdir again && tar -xf again.tar -C again",
      );
      expect(done.stderr).toBe("");
      expect(done.status).toBe(0);
      expect(list(join(folder, "again"))).toBe(list(join(folder, "theirs-gnu")));
    });
  },
);

test.skipIf(!has("unzip", "-v"))(
  "extract writes a zip archive that unzip finds whole (skipped where unzip is not installed)",
  async () => {
    const root = join(folder, "zipped");
    mkdirSync(root);
    plant(root);
    execFileSync("tar", ["-cf", join(folder, "zipped.tar"), "-C", root, "."]);
    const done = shell(
      folder,
      "floppytape extract zipped.tar -o zipped.zip && LC_ALL=C.UTF-8 unzip -tq zipped.zip",
    );
    expect(done.stderr).toBe("");
    expect(done.status).toBe(0);
    expect(done.stdout).toMatch(/No errors detected/);
  },
);
