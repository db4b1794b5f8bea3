import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { connectQtestSocket } from "../../src/node/index.js";
import type { QtestHardware, QtestOptions } from "../../src/qtest/index.js";

const program = "qemu-system-i386";
const romBytes = 0x10000;
/** cli; hlt; jump to the hlt: the processor stands, the clock of the machine goes. */
const resetCode = [0xfa, 0xf4, 0xeb, 0xfd];
const startTries = 1000;

/** Why QEMU can't be used here; undefined where it can. */
export const qemuMissing = (() => {
  const { error, status } = spawnSync(program, ["--version"], { stdio: "ignore" });
  return error === undefined && status === 0 ? undefined : `${program} is not installed`;
})();

export interface QemuOptions extends QtestOptions {
  /** Content of the floppy in the drive: 1,474,560 bytes, or 2,949,120 in a drive for 2.88 MB. */
  readonly floppy?: Uint8Array;
  readonly readOnly?: boolean;
}

/** A PC without a program, and a floppy in its drive A. */
export async function startQemu(
  options: QemuOptions = {},
): Promise<{ hardware: QtestHardware; release(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "floppytape-qemu-"));
  const rom = new Uint8Array(romBytes).fill(0xf4);
  rom.set(resetCode, romBytes - 16);
  await writeFile(join(folder, "halt.bin"), rom);
  const socket = join(folder, "qtest");
  const args = ["-machine", "pc,accel=tcg", "-display", "none", "-nodefaults", "-m", "16"];
  args.push("-bios", join(folder, "halt.bin"), "-qtest-log", "/dev/null");
  args.push("-qtest", `unix:${socket},server=on,wait=off`);
  if (options.floppy !== undefined) {
    const image = join(folder, "floppy.img");
    await writeFile(image, options.floppy);
    const access = options.readOnly ? ",readonly=on" : "";
    args.push("-drive", `if=none,id=f0,format=raw,file=${image}${access}`);
    const type = options.floppy.length > 1_474_560 ? ",drive-type=288" : "";
    args.push("-device", `floppy,drive=f0,unit=0${type}`);
  }
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (text) => {
    said += text;
  });
  const end = async () => {
    await stop(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const hardware = await connect(socket, child, options);
    return {
      hardware,
      async release() {
        await hardware.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw new Error(`QEMU did not start: ${said}`, { cause: error });
  }
}

async function connect(
  socket: string,
  child: ChildProcess,
  options: QtestOptions,
): Promise<QtestHardware> {
  for (let tries = 1; ; tries++)
    try {
      return await connectQtestSocket(socket, options);
    } catch (error) {
      if (tries === startTries || child.exitCode !== null) throw error;
      await pause(10);
    }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
