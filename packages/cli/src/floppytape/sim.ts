import { openMachine, parseDeviceString } from "@floppytape/devices";
import { listenQtest } from "@floppytape/fdc/node";
import type { Arguments, Handler } from "../command-table.js";
import { say } from "../context.js";
import { withDevice } from "../device-error.js";
import { ExitStatus } from "../exit-status.js";
import { waitOf } from "../open-tape.js";
import { CommandError, UsageError } from "../usage-error.js";

/** Runs `floppytape sim serve IMAGE`. */
export const runSim: Handler = async (context, args) => {
  const image = args.operands[1] ?? "";
  const address = args.value("qtest");
  if (address === undefined)
    throw new UsageError("--qtest=ADDRESS says where to serve, such as 127.0.0.1:0 or /tmp/drive");
  const speed = speedOf(args);
  const device = await simulated(image);
  const waitMs = waitOf(args);
  const machine = await withDevice(device, "open", () =>
    openMachine(device, {
      write: !args.has("read-only"),
      writeProtected: args.has("read-only"),
      signal: context.signal,
      ...(waitMs === undefined ? {} : { waitMs }),
    }),
  );
  try {
    const { simulator } = machine;
    if (simulator === undefined) throw new UsageError(`${image}: no image of a cartridge`);
    let settled = Promise.resolve();
    const listener = await listenQtest(simulator, address, {
      signal: context.signal,
      speed,
      onClient(event) {
        // what a client has written is safe when it has gone
        if (event === "ended") settled = settled.then(machine.settle);
      },
    }).catch((error: unknown) => {
      if (context.signal.aborted) throw error;
      if (error instanceof RangeError) throw new UsageError(`--qtest: ${error.message}`);
      throw new CommandError(`${address}: ${(error as Error).message}`);
    });
    await say(context, `${image}: in a drive behind qtest at ${listener.address}; Ctrl-C ends it`);
    await listener.closed;
    await withDevice(device, "use", () => settled);
  } finally {
    await withDevice(device, "use", () => machine.release());
  }
  await say(context, `${image}: all that was written is in the file`);
  return ExitStatus.Done;
};

/** The device string of an image in the simulated drive, however it was named. */
async function simulated(image: string): Promise<string> {
  const { target } = await withDevice(image, "open", async () => parseDeviceString(image));
  if (target.kind === "sim") return image;
  if (target.kind !== "image")
    throw new UsageError(`${image}: only images of cartridges can be put into the simulated drive`);
  return `sim:${image}`;
}

/** Virtual seconds in a real one. */
function speedOf(args: Arguments): number {
  const text = args.value("speed") ?? "1";
  const speed = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && speed > 0 && speed <= 100_000) return speed;
  throw new UsageError(`--speed: '${text}' is not a factor above 0 and up to 100000`);
}
