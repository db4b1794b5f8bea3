import { spawn, spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "./run-bin.js";
import { runInside } from "./run-inside.js";

const qemu = "qemu-system-i386";
const missing = spawnSync(qemu, ["--version"]).status !== 0;
const title = missing ? `QEMU (skipped: ${qemu} is not installed)` : "QEMU";

// A PC that somebody else wrote: a floppy controller, and no tape drive.
describe.skipIf(missing)(title, () => {
  const folder = temporaryFolder();
  const socket = join(folder, "qtest");
  let stop = async () => {};

  beforeAll(async () => {
    process.env.XDG_STATE_HOME = join(folder, "state");
    const bios = join(folder, "halt.bin");
    const code = new Uint8Array(0x10000).fill(0xf4);
    code.set([0xfa, 0xf4, 0xeb, 0xfd], code.length - 16); // halts, and the machine's clock goes
    writeFileSync(bios, code);
    const args = ["-machine", "pc,accel=tcg", "-display", "none", "-nodefaults", "-m", "16"];
    args.push("-bios", bios, "-qtest-log", "/dev/null");
    args.push("-qtest", `unix:${socket},server=on,wait=off`);
    const machine = spawn(qemu, args, { stdio: "ignore" });
    const ended = new Promise<void>((resolve) => machine.once("close", () => resolve()));
    stop = async () => {
      machine.kill();
      await ended;
    };
    while (!existsSync(socket) && machine.exitCode === null) await pause(20);
  });
  afterAll(() => stop());

  test("doctor finds the controller, misses the drive, and says what to look at", async () => {
    const { status, stdout, stderr } = await runInside("floppytape", ["doctor", `qtest:${socket}`]);
    expect({ status, stderr }).toEqual({ status: 2, stderr: "" });
    expect(stdout).toMatch(/^Controller: +82077AA at 0x3f0 \(standard\), up to 1000 kbit\/s$/m);
    expect(stdout).toMatch(/^Drive: +no tape drive answers on any unit/m);
    expect(stdout).toMatch(/^Problem: .*check power and cable/m);
  });

  test("ftmt status says that there is no drive, trace shows what was tried", async () => {
    const asked = await runInside("ftmt", ["-f", `qtest:${socket}`, "status"]);
    expect(asked.status).toBe(1);
    expect(asked.stderr).toMatch(
      /: No such device or address\nftmt: hint: .*no tape drive answers/,
    );
    const traced = await runInside("floppytape", ["trace", `qtest:${socket}`]);
    expect(traced.status).toBe(2);
    expect(traced.stdout).toMatch(/^ +\d+\.\d{3} {2}PART ID: answer 41$/m);
    expect(traced.stdout).toMatch(/^ +\d+\.\d{3} {2}report-drive-status/m);
  });
});
