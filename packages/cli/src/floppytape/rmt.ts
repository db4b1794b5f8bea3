import { closingWith, nodeOfDevName } from "@floppytape/devices";
import { TapeError } from "@floppytape/magtape";
import {
  allowNames,
  type ByteChannel,
  type RmtLog,
  type RmtServerOptions,
  serveRmt,
} from "@floppytape/rmt";
import type { Arguments, Handler } from "../command-table.js";
import { type Context, say } from "../context.js";
import { DeviceError } from "../device-error.js";
import { ExitStatus } from "../exit-status.js";
import { openUnit } from "../open-tape.js";
import { UsageError } from "../usage-error.js";
import { type ServedTapes, serveSocket } from "./rmt-socket.js";

/** Runs `floppytape rmt NAME=DEVICE...`. */
export const runRmt: Handler = async (context, args) => {
  const devices = servedDevices(args.operands);
  const server = { open: opener(context, args, devices), ...serverOptions(args) };
  const log: RmtLog = (line, kind) => {
    if (kind === "event" && !args.has("verbose")) return;
    say(context, line).catch(() => {}); // nobody listens: no reason to stop
  };
  const path = args.value("socket");
  if (path !== undefined) {
    return serveSocket(context, path, server, log);
  }
  const { signal } = context;
  const status = await serveRmt({ ...server, channel: standardStreams(context), signal, log });
  return signal.aborted ? ExitStatus.Interrupted : status;
};

/** Devices by the names that clients use. */
function servedDevices(operands: readonly string[]): ReadonlyMap<string, string> {
  const devices = new Map<string, string>();
  for (const text of operands) {
    // A name alone stands for itself: the tapecap file says what it is.
    const [, name = text, device = text] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    const plain = name.replace(/^\/dev\//, "");
    if (plain === "" || plain.includes("\n") || plain.split("/").includes(".."))
      throw new UsageError(`'${text}': '${name}' is no name for a tape`);
    if (devices.has(plain)) throw new UsageError(`'${text}': the name ${plain} is given twice`);
    if (device === "") throw new UsageError(`'${text}': no device for the name ${plain}`);
    devices.set(plain, device);
  }
  return devices;
}

/** Opens what a client asks for, if it is among the names; nothing else on this machine can be reached. */
function opener(
  context: Context,
  args: Arguments,
  devices: ReadonlyMap<string, string>,
): ServedTapes["open"] {
  const admitted = allowNames(devices.keys());
  return async (asked, { mode }) => {
    const name = admitted(asked);
    const device = name === undefined ? undefined : devices.get(name);
    if (name === undefined || device === undefined)
      throw new TapeError("ENOENT", `no tape ${asked} is served here`, { device: asked });
    if (mode !== "r" && args.has("read-only"))
      throw new TapeError("EROFS", `${asked} is served read-only`, { device: asked });
    const node = nodeOfDevName(name.replace(/^.*\//, ""));
    const request = { device, mode, ...(node === undefined ? {} : { node }) };
    const { unit, release } = await openUnit(context, args, request).catch(throwTapeError);
    return closingWith(unit, release);
  };
}

/** What a client is told is the errno; the sentence is for our standard error. */
function throwTapeError(error: unknown): never {
  if (!(error instanceof DeviceError)) throw error;
  throw new TapeError(error.code, `${error.device}: ${error.message}`, {}, error);
}

function serverOptions(args: Arguments): Pick<RmtServerOptions, "peer" | "mtget"> {
  const peer = args.value("peer") as RmtServerOptions["peer"];
  const mtget = args.value("mtget") as RmtServerOptions["mtget"];
  return { ...(peer && { peer }), ...(mtget && { mtget }) };
}

/** Standard input and output: how rsh, ssh and GNU tar's `--rsh-command` run a server. */
function standardStreams(context: Context): ByteChannel {
  const input = context.stdin()[Symbol.asyncIterator]();
  return {
    async read() {
      const { done, value } = await input.next();
      return done ? undefined : value;
    },
    write: (bytes) => context.stdout.write(bytes),
    async close() {
      await input.return?.();
    },
  };
}
