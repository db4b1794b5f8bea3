import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { noise, shell, temporaryFolder } from "../run-bin.js";
import { fillCartridge } from "./filled-cartridge.js";

const folder = temporaryFolder();

// Windows has no such limit.
test.skipIf(process.platform === "win32").each(["full", "full.tar", "full.zip"])(
  "extract to %s where the disk is full says so, and leaves nothing",
  async (name) => {
    await fillCartridge(folder, `in-${name}.img`, [{ bytes: noise(1_500_000) }]);
    const done = shell(
      folder,
      `ulimit -f 500; trap '' XFSZ; floppytape extract in-${name}.img -o ${name}`,
    );
    expect(done.status).toBe(2);
    expect(done.stderr).toMatch(new RegExp(`^floppytape: ${name}.*: file too large\n$`));
    expect(done.stdout).toBe("");
    expect(readdirSync(folder).filter((one) => one.startsWith("full"))).toEqual([]);
  },
);
