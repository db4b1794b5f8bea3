/** The cartridge of an image file in the simulated drive. Loaded only when a device string asks for it. */
import type { SegmentStore } from "@floppytape/cartridge";
import { type DriveTrace, openDrive } from "@floppytape/fdc";
import type { ImageBackEnd } from "./back-end.js";
import type { DeviceSpec } from "./device-spec.js";
import { inTurn } from "./held-image.js";
import { machineWithBlank, machineWithImage, type SimulatedMachine } from "./simulated-machine.js";
import { simulatorOptionsOf } from "./simulator-options.js";

/**
 * A drive of its own for every cartridge that is opened, on a clock that stands still unless somebody
 * waits for the tape.
 * @throws {TapeError} as `simulatorOptionsOf`.
 */
export async function simulatedBackEnd(
  spec: DeviceSpec,
  trace?: DriveTrace,
): Promise<ImageBackEnd> {
  const options = await simulatorOptionsOf(spec);

  const storeOf = async (machine: SimulatedMachine): Promise<SegmentStore> => {
    try {
      const drive = await openDrive(machine.simulator.hardware, {
        ...options.use,
        ...(trace && { trace }),
      });
      return settling(drive, machine);
    } catch (error) {
      machine.close();
      throw error;
    }
  };
  return {
    runs: true,
    async open({ realPath }, access) {
      return storeOf(await machineWithImage(realPath, options, access));
    },
    create: async (path, blank) => storeOf(machineWithBlank(path, options, blank)),
  };
}

/** A drive's store whose flush reaches the image file, and which knows how long that is. */
function settling(drive: SegmentStore, machine: SimulatedMachine): SegmentStore {
  let closed = false;
  return Object.create(drive, {
    segmentCount: { get: () => machine.segmentCount },
    flush: {
      value: async () => {
        await drive.flush();
        await machine.settle();
      },
    },
    close: {
      value: async () => {
        if (closed) return;
        closed = true;
        await inTurn(
          () => drive.close(),
          machine.settle,
          async () => machine.close(),
        );
      },
    },
  });
}
