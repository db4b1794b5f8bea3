import { boardOf } from "../controller/boards.js";
import { openController } from "../controller/open-controller.js";
import { NoTrace } from "../drive-trace.js";
import type { Hardware } from "../hardware.js";
import { findDrive } from "../qic117/find-drive.js";
import type { TapeDrive } from "../qic117/tape-drive.js";
import { createDriveStore, letGo } from "./create-drive-store.js";
import type { DriveOptions } from "./drive-options.js";
import { createDriveState } from "./drive-state.js";
import type { DriveStore } from "./drive-store.js";
import { createPositioner } from "./position/positioner.js";
import { say } from "./position/positioner-parts.js";
import { AllRates, acceptedRates, chooseLowerRate } from "./start/choose-rate.js";
import { createTapeStream } from "./stream/tape-stream.js";
import { createTapeLayout } from "./tape-layout.js";

/** Segment buffers of the pool: for us, and as many as ftape had. */
const poolSegments = { stream: 64, original: 3 } as const;
const fewestBuffers = 3;

/**
 * Finds controller and drive, wakes the drive, takes note of its cartridge and sets the highest data rate
 * that all of them can do. Without a cartridge, or with one that cannot be used, opening succeeds: the
 * status says so, and reading or writing names the reason.
 * @throws {FdcError} `NO_CONTROLLER`, `BOARD_MISSING`, `DMA_UNUSABLE`, `NO_DRIVE`, and what controller or
 *   drive fail with on the way. Nothing stays reserved then.
 * @throws {RangeError} for options that cannot be.
 */
export async function openDrive(
  hardware: Hardware,
  options: DriveOptions = {},
): Promise<DriveStore> {
  const { trace = NoTrace, startPolicy = "stream", maxRate = AllRates[0]! } = options;
  const buffers = options.buffers ?? poolSegments[startPolicy];
  if (!Number.isInteger(buffers) || buffers < fewestBuffers)
    throw new RangeError(`buffers must be at least ${fewestBuffers}, got ${buffers}`);
  const controller = await openController(hardware, {
    trace,
    board: boardOf(options.board),
    ...(options.transfer && { transfer: options.transfer }),
  });
  let drive: TapeDrive;
  try {
    drive = await findDrive(controller, { clock: hardware.clock, unit: options.unit, trace });
  } catch (error) {
    await controller.release().catch(() => undefined); // a chip that hangs is not why there is no drive
    throw error;
  }
  try {
    return await assemble(hardware, drive, { ...options, trace, startPolicy, maxRate, buffers });
  } catch (error) {
    // Why it could not be opened says more than why it could not be closed.
    await letGo({ drive }).catch(() => undefined);
    throw error;
  }
}

type Settled = DriveOptions &
  Required<Pick<DriveOptions, "trace" | "startPolicy" | "maxRate" | "buffers">>;

/** Puts the parts together over a drive that answers, and starts it up. */
async function assemble(
  { clock }: Hardware,
  drive: TapeDrive,
  { trace, startPolicy, maxRate, buffers, readOnly = false }: Settled,
): Promise<DriveStore> {
  const listeners: (() => void)[] = [];
  let rateReductions = 0;
  const layout = createTapeLayout({
    windIps: drive.identity.windIps,
    async lowerRate() {
      const lower = await chooseLowerRate(drive, layout.standard, layout.rate);
      if (lower === undefined) return false;
      rateReductions++;
      const text = () => `${layout.rate} kbit/s given up for ${lower}`;
      say({ trace, clock }, 2, "drive.rate-lowered", text, { rate: lower });
      layout.useRate(lower);
      drive.useTimeouts(layout.timeouts);
      return true;
    },
  });
  const positioner = createPositioner({ drive, clock, layout, trace });
  const stream = createTapeStream({
    drive,
    clock,
    positioner,
    layout,
    buffers,
    startPolicy,
    trace,
  });
  const state = createDriveState({
    drive,
    layout,
    maxRate,
    readOnly,
    rest: stream.rest,
    onChange() {
      positioner.lost();
      for (const listener of listeners) listener();
    },
  });
  await state.load();
  const candidates = AllRates.filter((rate) => rate <= maxRate);
  const rates = await acceptedRates(drive, layout.standard, candidates);
  await state.recognise(); // which sets the rate for the cartridge again
  const text = () => `${layout.standard} at ${layout.rate} kbit/s; accepted: ${rates.join(", ")}`;
  say({ trace, clock }, 3, "drive.ready", text, { rate: layout.rate, standard: layout.standard });
  return createDriveStore({
    drive,
    clock,
    trace,
    layout,
    positioner,
    stream,
    state,
    rates,
    rateReductions: () => rateReductions,
    onChange: (listener) => void listeners.push(listener),
  });
}
