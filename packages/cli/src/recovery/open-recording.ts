import { statSync } from "node:fs";
import type { Cartridge } from "@floppytape/cartridge";
import { locateDevice, type OpenTape } from "@floppytape/devices";
import { TapeError } from "@floppytape/magtape";
import type { Geometry, LogicalVolume } from "@floppytape/qic-format";
import { cartridgeTypeOption } from "../cartridge-type-option.js";
import type { Arguments } from "../command-table.js";
import type { Context } from "../context.js";
import { DeviceError, withDevice } from "../device-error.js";
import { openFloppyTape } from "../open-tape.js";
import { CommandError } from "../usage-error.js";
import { withholdTalk } from "../withheld-talk.js";
import type { OpenedRecording } from "./opened-recording.js";
import { isCartridgeImage, kindOfImage, openRecordingFile } from "./recording-file.js";

/** A file that is neither a cartridge nor anything else that is known. */
export class UnknownFileError extends CommandError {}

/**
 * Opens a cartridge with its volumes, or else a file that holds volumes without a cartridge. Where no
 * header can be read the option `--cartridge` says what it would say.
 * @throws {DeviceError} when it can't be opened; {@link UnknownFileError} when it is neither;
 *   {@link UsageError} for a `--cartridge` that is not known.
 */
export async function openRecordingOf(
  context: Context,
  args: Arguments,
  device: string,
): Promise<OpenedRecording> {
  const geometry = cartridgeTypeOption(args.value("cartridge"))?.geometry;
  const { spec } = await withDevice(device, "open", () => locateDevice(device, context));
  const { target } = spec;
  const path = target.kind === "image" || target.kind === "record-image" ? target.path : undefined;
  // Who says which kind of cartridge image it is, means a cartridge.
  const saidToBeCartridge = geometry !== undefined || Object.keys(spec.options).length > 0;
  const isUnknownFile = path !== undefined && !saidToBeCartridge && isFile(path);
  const asFile = async () => (isUnknownFile ? openRecordingFile(path) : undefined);
  // What is said of a cartridge image is wrong of what turns out to be none.
  const talk = withholdTalk(context);
  let tape: OpenTape;
  try {
    tape = await openFloppyTape(talk.context, args, { device, mode: "r" });
  } catch (error) {
    const file = isNoCartridge(error) ? await asFile() : undefined;
    if (file) return file;
    await talk.tell();
    throw error;
  }
  try {
    return await withDevice(device, "use", async () => {
      const known = await knownVolumes(tape.unit);
      // Without a header the file may be no cartridge at all.
      if (known === undefined && isUnknownFile && !(await isCartridgeImage(path))) {
        const file = await asFile();
        if (file === undefined)
          throw new UnknownFileError(
            `${device}: is nothing that is known: 'floppytape identify' tells what was looked for; if it is a cartridge nevertheless, say which with --cartridge`,
          );
        await tape.release();
        return file;
      }
      await talk.tell();
      return recordingOn(tape, { known, geometry, path, signal: context.signal });
    });
  } catch (error) {
    await tape.release().catch(() => {}); // the first error is the one to report
    throw error;
  }
}

/** Opens, runs `body` and gives the device back, also after an error, which gets the device's name. */
export async function usingRecording<T>(
  context: Context,
  args: Arguments,
  device: string,
  body: (opened: OpenedRecording) => Promise<T>,
): Promise<T> {
  const opened = await openRecordingOf(context, args, device);
  return withDevice(device, "use", async () => {
    let result: T;
    try {
      result = await body(opened);
    } catch (error) {
      await opened.release().catch(() => {}); // as above
      throw error;
    }
    await opened.release();
    return result;
  });
}

interface KnownVolumes {
  readonly cartridge: Cartridge;
  readonly volumes: readonly LogicalVolume[];
}

async function recordingOn(
  tape: OpenTape,
  options: {
    known: KnownVolumes | undefined;
    geometry: Geometry | undefined;
    path: string | undefined;
    signal: AbortSignal;
  },
): Promise<OpenedRecording> {
  const { known, geometry, path, signal } = options;
  const { store, release, drive, rawPath } = tape;
  const { openRecording, recordingOf } = await import("@floppytape/rescue/contents");
  const place = {
    store,
    kind: drive
      ? "cartridge in a drive"
      : rawPath === undefined && path !== undefined
        ? await kindOfImage(path)
        : "cartridge image",
    parityStored: store.parityStored ?? true,
    path: drive ? undefined : path,
    release,
  };
  // Where the table has no volumes they have to be looked for, as without a header.
  if (known !== undefined && known.volumes.length > 0)
    return {
      ...place,
      recording: await recordingOf({ ...known, signal }),
      cartridge: known.cartridge,
    };
  const recording = await openRecording(store, { ...(geometry && { geometry }), signal });
  return { ...place, recording, cartridge: recording.cartridge };
}

/**
 * What the unit knows, which includes what a process that was stopped left in its state and not on the
 * tape; no volumes where their table can't be read. Undefined where no header can be read.
 */
async function knownVolumes(unit: OpenTape["unit"]): Promise<KnownVolumes | undefined> {
  const cartridge = await unlessDamaged(() => unit.cartridge());
  if (cartridge === undefined) return undefined;
  return { cartridge, volumes: (await unlessDamaged(() => unit.volumes())) ?? [] };
}

/** Undefined where the tape can't be read as it should be. */
async function unlessDamaged<T>(body: () => Promise<T>): Promise<T | undefined> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof TapeError && ["EIO", "EACCES"].includes(error.code)) return undefined;
    throw error;
  }
}

/** The device is there and can be read, but is no cartridge. */
function isNoCartridge(error: unknown): boolean {
  return (
    error instanceof DeviceError && !["EBUSY", "EACCES", "EINTR", "ENOENT"].includes(error.code)
  );
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
