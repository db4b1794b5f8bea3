import type { Hardware } from "@floppytape/fdc";
import type { Simulator } from "@floppytape/fdc/sim";
import { TapeError } from "@floppytape/magtape";
import type { DeviceSpec } from "./device-spec.js";
import type { DriveDeviceOptions } from "./drive-device-options.js";
import { naming } from "./file-error.js";
import { inTurn } from "./held-image.js";
import { otherImage } from "./image-contents.js";
import { needsRawImage, requireImageFile, writeProtection } from "./image-file.js";
import { type LocateOptions, locateDevice } from "./locate-device.js";
import { type LockWait, lockImage } from "./lock-file.js";

/** A machine with a floppy controller, beneath any driver. */
export interface OpenMachine {
  readonly hardware: Hardware;
  /** How the device string wants its drive to be used. */
  readonly driveOptions: DriveDeviceOptions;
  /** Where the machine is a simulated one. */
  readonly simulator?: Simulator;
  /** Brings what was written until now to the image file, and the file to safety. */
  settle(): Promise<void>;
  /** Gives the machine back; what was written is in the image file then. A second call does nothing. */
  release(): Promise<void>;
}

export interface OpenMachineOptions extends LockWait, LocateOptions {
  /** What the drive writes goes to the image file. Default false. */
  readonly write?: boolean;
  /** The tab of the cartridge is set, whatever the file allows. Default false. */
  readonly writeProtected?: boolean;
}

/**
 * Opens the machine that a `sim:` or `qtest:` device string names, to look at it or to serve it. Its lock is held.
 * @throws {TapeError} `EINVAL` for any other device; else as `openTape`.
 */
export async function openMachine(
  device: string | DeviceSpec,
  options: OpenMachineOptions = {},
): Promise<OpenMachine> {
  const { spec } = await locateDevice(device, options);
  if (spec.target.kind === "sim") return openSimulated(spec, spec.target.path, options);
  if (spec.target.kind !== "qtest")
    throw new TapeError(
      "EINVAL",
      `device "${spec.text}": has no controller whose registers can be seen; sim:PATH and qtest:ADDRESS have`,
      { device: spec.text },
    );
  const { connectQtestSocket, driveOptionsOf, qtestAddress, qtestDevice } = await import(
    "./qtest-parts.js"
  );
  const { target } = spec;
  const driveOptions = driveOptionsOf(spec);
  const { image } = qtestDevice(spec, target, undefined);
  const lock = await lockImage(image, options);
  try {
    const hardware = await naming(spec.text, "cannot be opened", () =>
      connectQtestSocket(qtestAddress(target)),
    );
    const closing = [() => hardware.close(), async () => lock?.release()];
    return {
      hardware,
      driveOptions,
      settle: async () => {},
      release: () => inTurn(...closing.splice(0)),
    };
  } catch (error) {
    await lock?.release();
    throw error;
  }
}

async function openSimulated(
  spec: DeviceSpec,
  path: string,
  { write = false, writeProtected = false, ...wait }: OpenMachineOptions,
): Promise<OpenMachine> {
  const { machineWithImage, simulatorOptionsOf } = await import("./simulator-parts.js");
  const simulated = await simulatorOptionsOf(spec);
  const image = await requireImageFile(path);
  const other = await otherImage(image, {
    kind: undefined,
    headerPath: undefined,
    warn: undefined,
    signal: undefined,
  });
  if (other) throw needsRawImage(other.image);
  if (write && image.writeProtected) throw writeProtection(image);
  const lock = await lockImage(image, wait);
  try {
    const { simulator, settle, close } = await naming(path, "cannot be opened", () =>
      machineWithImage(image.realPath, simulated, {
        write,
        writeProtected: writeProtected || image.writeProtected,
      }),
    );
    const closing = [settle, async () => close(), async () => lock?.release()];
    return {
      hardware: simulator.hardware,
      driveOptions: simulated.use,
      simulator,
      settle,
      release: () => inTurn(...closing.splice(0)),
    };
  } catch (error) {
    await lock?.release();
    throw error;
  }
}
