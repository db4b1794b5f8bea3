/** Our server with the clients of other programs. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MtOp } from "@floppytape/magtape";
import { afterEach, describe, expect } from "vitest";
import { record } from "../dialogue.js";
import { createMemoryTape } from "../memory-tape.js";
import { run, testWith } from "./programs.js";
import { type ServedTape, serveTape } from "./served-tape.js";

const device = "localhost:/dev/nqft0";
let served: ServedTape | undefined;
afterEach(async () => {
  await served?.dispose();
  served = undefined;
});

/** Files that programs put on the tape. */
function makeFiles(folder: string): void {
  mkdirSync(join(folder, "data"));
  for (const [i, length] of [0, 1, 511, 20000, 70000].entries())
    writeFileSync(join(folder, "data", `file${i}`), record(length, i));
}

function expectFiles(folder: string): void {
  for (const [i, length] of [0, 1, 511, 20000, 70000].entries())
    expect(Uint8Array.from(readFileSync(join(folder, "data", `file${i}`)))).toEqual(
      record(length, i),
    );
}

async function start(options?: Parameters<typeof serveTape>[0]) {
  served = await serveTape(options);
  makeFiles(served.folder);
  const { folder, rsh } = served;
  const remote = `--rsh-command=${rsh}`;
  return {
    served,
    folder,
    tar: (...args: string[]) => run("tar", [remote, ...args], { cwd: folder }),
    mt: (...args: string[]) => run("mt-gnu", [remote, "-f", device, ...args], { cwd: folder }),
    cpio: (args: string[], input = "", cwd = folder) =>
      run("cpio", [remote, ...args], { cwd, input }),
  };
}

/** Why there can be no block device over a file here. */
const needsLoopDevice =
  process.getuid?.() === 0 && existsSync("/dev/loop-control")
    ? undefined
    : "needs root and loop devices";

const good = { status: 0, stderr: "" };

describe("GNU tar", () => {
  testWith(["tar", "mt-gnu"], "-c, -t, -x, -d", async () => {
    const { served, folder, tar, mt } = await start();
    expect(await tar("-cf", device, "data")).toMatchObject(good);
    expect(served.tape.layout()).toMatch(/^(10240 )+\|$/);
    expect(await mt("rewind")).toMatchObject(good);
    const listed = await tar("-tf", device);
    expect(listed.stdout.split("\n").filter((line) => line.includes("file"))).toHaveLength(5);
    await mt("rewind");
    mkdirSync(join(folder, "out"));
    expect(await tar("-C", "out", "-xf", device)).toMatchObject(good);
    expectFiles(join(folder, "out"));
    await mt("rewind");
    expect(await tar("-df", device)).toMatchObject(good);
    writeFileSync(join(folder, "data", "file1"), "!");
    await mt("rewind");
    expect((await tar("-df", device)).status).toBe(1);
    expect(new Set(served.statuses)).toEqual(new Set([0]));
  });

  testWith(["tar", "mt-gnu"], "-r and -u append in place", async () => {
    const { served, folder, tar, mt } = await start();
    await tar("-cf", device, "data");
    writeFileSync(join(folder, "late"), "late");
    writeFileSync(join(folder, "later"), "later");
    for (const [option, name] of [
      ["-rf", "late"],
      ["-uf", "later"],
    ] as const) {
      await mt("rewind");
      expect(await tar(option, device, name)).toMatchObject(good);
    }
    await mt("rewind");
    const { stdout } = await tar("-tf", device);
    expect(stdout).toMatch(/file4\n(.*\n)*late\nlater\n$/);
    expect(served.tape.layout()).toMatch(/^(10240 )+\|$/);
  });

  testWith(["tar"], "-cW verifies the first file of a tape", async () => {
    const { tar } = await start();
    const ran = await tar("-cWf", device, "data");
    expect(ran).toMatchObject(good);
  });

  testWith(["tar", "mt-gnu"], "-cz, where the end of the compressor is the close", async () => {
    const { served, folder, tar, mt } = await start();
    expect(await tar("-czf", device, "data")).toMatchObject(good);
    expect(served.tape.layout()).toMatch(/\|$/);
    await mt("rewind");
    mkdirSync(join(folder, "out"));
    expect((await tar("-C", "out", "-xzf", device)).status).toBe(0);
    expectFiles(join(folder, "out"));
  });

  testWith(["tar"], "-cM goes on with the next tape when one is full", async () => {
    const { served, folder, tar } = await start({ capacityBytes: 60000 });
    const first = served.tape;
    const second = createMemoryTape();
    // tar opens the next tape once its script is done: from the second open on it is the other one.
    const open = first.open.bind(first);
    first.open = async (mode) => {
      const unit = await open(mode);
      return {
        ...unit,
        async close() {
          await unit.close();
          served.insert(second);
        },
      };
    };
    const script = ["-F", "/bin/true"];
    expect(await tar("-cM", ...script, "-f", device, "data")).toMatchObject(good);
    expect(first.layout()).toBe("10240 10240 10240 10240 10240 |");
    expect(second.layout()).toMatch(/^(10240 )+\|$/);
    // Both together are the archive again: read one after the other, without the drive.
    const archive = join(folder, "archive");
    for (const [i, tape] of [first, second].entries())
      writeFileSync(`${archive}${i}`, Buffer.concat(tape.records()));
    mkdirSync(join(folder, "out"));
    const volumes = ["-f", `${archive}0`, "-f", `${archive}1`];
    const ran = await run("tar", ["-xM", ...volumes, "-C", "out"], { cwd: folder });
    expect(ran).toMatchObject(good);
    expectFiles(join(folder, "out"));
  });
});

describe("GNU mt", () => {
  testWith(["tar", "mt-gnu"], "positions, marks and erases", async () => {
    const { served, tar, mt } = await start();
    await tar("-cf", device, "data/file0");
    await tar("-cf", device, "data/file1");
    await tar("-cf", device, "data/file2");
    expect(served.tape.layout()).toBe("10240 | 10240 | 10240 |");
    for (const [args, head] of [
      [["rewind"], 0],
      [["fsf", "2"], 4],
      [["bsf", "1"], 3],
      [["bsfm", "1"], 2],
      [["fsr", "1"], 3],
      [["bsr", "1"], 2],
      [["asf", "1"], 2],
      [["eom"], 6],
      [["seek", "3"], 3],
      [["fsfm", "1"], 3],
      [["retension"], 0],
      [["offline"], 0],
    ] as const) {
      expect(await mt(...args)).toMatchObject(good);
      expect([args.join(" "), served.tape.head]).toEqual([args.join(" "), head]);
    }
    await mt("fsf", "1");
    expect(await mt("weof", "2")).toMatchObject(good);
    expect(served.tape.layout()).toBe("10240 | | |");
    expect((await mt("fsf", "7")).status).toBe(2);
    await mt("rewind");
    expect(await mt("erase")).toMatchObject(good);
    expect(served.tape.layout()).toBe("");
  });

  testWith(["mt-gnu"], "status: takes no status longer than 8 bytes", async () => {
    const { mt } = await start();
    const ran = await mt("status");
    expect([ran.status, ran.stderr]).toEqual([2, expect.stringContaining("Value too large")]);
  });
});

describe("GNU cpio", () => {
  testWith(["cpio", "mt-gnu"], "-o and -i", async () => {
    const { served, folder, cpio, mt } = await start();
    const names = `${readdirSync(join(folder, "data"), { encoding: "utf8" })
      .map((name) => `data/${name}`)
      .join("\n")}\n`;
    expect((await cpio(["-o", "-H", "newc", "-C", "10240", "-O", device], names)).status).toBe(0);
    expect(served.tape.layout()).toMatch(/^(10240 )+\|$/);
    await mt("rewind");
    mkdirSync(join(folder, "out"));
    const out = join(folder, "out");
    expect((await cpio(["-i", "-d", "-C", "10240", "-I", device], "", out)).status).toBe(0);
    expectFiles(out);
  });
});

describe("dump", () => {
  testWith(
    ["dump", "restore", "mke2fs", "losetup"],
    "-0, which opens twice, then restore -t",
    async () => {
      const { served, folder } = await start();
      const env = { RSH: served.rsh };
      const image = join(folder, "ext2");
      const made = await run("mke2fs", [
        "-q",
        "-t",
        "ext2",
        "-d",
        join(folder, "data"),
        image,
        "4096",
      ]);
      expect(made).toMatchObject({ status: 0 });
      const loop = await run("losetup", ["--find", "--show", image]);
      expect(loop).toMatchObject(good);
      try {
        const dumped = await run("dump", ["-0", "-f", device, loop.stdout.trim()], {
          cwd: folder,
          env,
        });
        expect([dumped.status, dumped.stderr]).toEqual([
          0,
          expect.stringContaining("DUMP IS DONE"),
        ]);
      } finally {
        await run("losetup", ["--detach", loop.stdout.trim()]);
      }
      expect(served.tape.layout()).toMatch(/^(10240 )+\|$/);
      const unit = await served.tape.open("r");
      await unit.operation(MtOp.Rewind, 1);
      await unit.close();
      const listed = await run("restore", ["-t", "-f", device], { cwd: folder, env });
      expect(listed.status).toBe(0);
      for (const name of ["file0", "file4"]) expect(listed.stdout).toContain(`./${name}`);
      expect(new Set(served.statuses)).toEqual(new Set([0]));
    },
    needsLoopDevice,
  );
});
