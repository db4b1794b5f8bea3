/** What is known of a drive and its cartridge, and how that is kept up to date without disturbing the tape. */
import { CartridgeError, DriveStatus, type MediumStatus } from "@floppytape/cartridge";
import { FdcError } from "../errors.js";
import { type DriveErrorReport, ResetErrors } from "../qic117/drive-errors.js";
import { meaningfulStatus } from "../qic117/drive-status.js";
import type { TapeDrive } from "../qic117/tape-drive.js";
import { perpendicularObstacle, usePerpendicular } from "./perpendicular.js";
import { chooseRate } from "./start/choose-rate.js";
import { loadCartridge } from "./start/load-cartridge.js";
import { type ReadyDrive, readyDrive } from "./start/ready-drive.js";
import { configurationAt, type RecognisedForm, recogniseForm } from "./start/recognise-form.js";
import type { OwnedTapeLayout } from "./tape-layout.js";

export interface DriveState {
  /** As last heard, when the tape stood; where the ends are is left out while it is moving. */
  medium(moving: boolean): MediumStatus;
  /** Asks the drive for its status, and for errors if there are any. Only while the tape stands. */
  ask(): Promise<void>;
  /** Takes note of the cartridge as at start-up; the tape moves if it is new or not referenced. */
  load(): Promise<void>;
  /** The caller has taken note of a new cartridge. */
  acknowledge(): void;
  /** To be asked before the drive forgets that its cartridge is new, as it does with its errors and in a reset. */
  heedNewCartridge(): Promise<void>;
  /** The drive said that its cartridge is new, and has forgotten it since. */
  exchanged(): void;
  /** Something failed: the next use asks the drive before. */
  doubt(): void;
  /** Formatting has begun: what the cartridge held is gone, whatever the drive says, until `true`. */
  setFormatted(complete: boolean): void;
  /** Adopts the standard that the drive was switched to, and the highest rate for it. */
  recognise(): Promise<void>;
  /** `requireReadable` has nothing to complain of and nothing to ask. */
  readonly readable: boolean;
  /** @throws {CartridgeError} `NO_CARTRIDGE` */
  requireCartridge(): Promise<void>;
  /**
   * @throws {CartridgeError} `NO_CARTRIDGE`, `NOT_FORMATTED`
   * @throws {FdcError} when controller and drive cannot run this cartridge.
   */
  requireReadable(): Promise<void>;
  /** @throws {CartridgeError} `NO_CARTRIDGE`, `WRITE_PROTECTED`: also where the drive cannot write the standard. */
  requireWritable(): Promise<void>;
}

export interface DriveStateParts {
  readonly drive: TapeDrive;
  readonly layout: OwnedTapeLayout;
  /** Highest data rate to use, in kbit/s. */
  readonly maxRate: number;
  readonly readOnly: boolean;
  /** Resolves when nobody else uses the drive. */
  readonly rest: () => Promise<void>;
  /** The cartridge is another one, or gone: nothing that was read from it is valid any more. */
  readonly onChange: () => void;
}

export function createDriveState(parts: DriveStateParts): DriveState {
  const { drive, layout, maxRate, onChange } = parts;
  const { identity, controller } = drive;
  let status = 0;
  let newCartridge = false;
  let erased = false;
  let doubtful = false;
  let lastError: Pick<DriveErrorReport, "code" | "command"> = { code: 0, command: 0 };
  /** Undefined: the cartridge, or that there is none, was not taken note of. */
  let recognised: RecognisedForm | undefined;
  let obstacle: FdcError | undefined;

  const has = (bit: number) => (status & bit) !== 0;
  const changed = () => {
    recognised = undefined;
    erased = false;
    layout.useGeometry(undefined);
    onChange();
  };
  const note = (ready: Pick<ReadyDrive, "status" | "newCartridge" | "errors">) => {
    const wasPresent = has(DriveStatus.CartridgePresent);
    status = meaningfulStatus(ready.status);
    for (const error of ready.errors) if (!ResetErrors.has(error.code)) lastError = error;
    if (ready.newCartridge) newCartridge = true;
    if (ready.newCartridge || wasPresent !== has(DriveStatus.CartridgePresent)) changed();
  };

  const ask = async () => {
    await parts.rest();
    const byte = await drive.status();
    const report = DriveStatus.ErrorDetected | DriveStatus.NewCartridge;
    if ((byte & DriveStatus.Ready) !== 0 && (byte & report) !== 0)
      note(await readyDrive(drive, layout.timeouts.resetMs));
    else note({ status: byte, newCartridge: (byte & DriveStatus.NewCartridge) !== 0, errors: [] });
    doubtful = false;
  };
  const exchanged = () => {
    newCartridge = true;
    changed();
  };
  /** Sets everything up for the standard; why it cannot be used otherwise. */
  const adopt = async (): Promise<FdcError | undefined> => {
    const { standard } = layout;
    const unsuitable = perpendicularObstacle(controller, standard);
    if (unsuitable) return unsuitable;
    try {
      layout.useRate(await chooseRate(drive, standard, maxRate));
      drive.useTimeouts(layout.timeouts);
      await usePerpendicular(controller, standard);
      return undefined;
    } catch (error) {
      if (!(error instanceof FdcError) || error.code !== "RATE_UNSUPPORTED") throw error;
      return error;
    }
  };
  const recognise = async () => {
    const { geometry } = layout;
    // Until all of it is done: the rate may be that of another cartridge.
    recognised = undefined;
    const found = await recogniseForm(drive, has(DriveStatus.CartridgePresent));
    layout.useForm(found.form);
    layout.useGeometry(geometry);
    obstacle = has(DriveStatus.CartridgePresent) ? await adopt() : undefined;
    recognised = found;
  };
  const load = async () => {
    await parts.rest();
    const ready = await readyDrive(drive, layout.timeouts.resetMs);
    note(ready);
    const { timeouts } = layout;
    if (newCartridge || !has(DriveStatus.CartridgeReferenced))
      note(await loadCartridge(drive, ready, timeouts));
    await recognise();
    doubtful = false;
  };
  const attend = async () => {
    if (recognised === undefined || doubtful) await ask();
    if (recognised === undefined) await load();
  };
  const requireCartridge = async () => {
    await attend();
    if (has(DriveStatus.CartridgePresent)) return;
    await ask();
    await attend();
    if (!has(DriveStatus.CartridgePresent))
      throw new CartridgeError("NO_CARTRIDGE", `no cartridge in the drive (${identity.name})`);
  };
  const rateInUse = () =>
    has(DriveStatus.CartridgePresent) && obstacle === undefined ? layout.rate : undefined;
  const isProtected = () => parts.readOnly || has(DriveStatus.WriteProtected);
  const isFormatted = () => has(DriveStatus.CartridgeReferenced) && !erased;

  return {
    medium(moving) {
      const position = DriveStatus.AtPhysicalBeginning | DriveStatus.AtPhysicalEnd;
      const present = has(DriveStatus.CartridgePresent);
      return {
        cartridgePresent: present,
        writeProtected: present && (isProtected() || readOnlyStandard() !== undefined),
        newCartridge,
        formatted: present && isFormatted(),
        atBeginning: present && !moving && has(DriveStatus.AtPhysicalBeginning),
        driveStatus:
          (moving ? status & ~position : status) | (newCartridge ? DriveStatus.NewCartridge : 0),
        configuration: recognised ? configurationAt(recognised, rateInUse()) : 0,
        tapeStatus: recognised?.tapeStatus ?? 0,
        errorCode: lastError.code,
        errorCommand: lastError.command,
        vendorId: identity.vendorId,
        driveName: identity.name,
      };
    },
    ask: async () => {
      await ask();
      if (recognised === undefined && has(DriveStatus.Ready)) await load();
    },
    load,
    acknowledge() {
      newCartridge = false;
      lastError = { code: 0, command: 0 };
    },
    async heedNewCartridge() {
      try {
        if ((await drive.status()) & DriveStatus.NewCartridge) exchanged();
      } catch (error) {
        if (!(error instanceof FdcError)) throw error;
        exchanged(); // nobody knows what cartridge a drive holds that does not answer
      }
    },
    exchanged,
    doubt() {
      doubtful = true;
    },
    setFormatted(complete) {
      erased = !complete;
    },
    recognise,
    get readable() {
      const known = recognised !== undefined && !doubtful && obstacle === undefined;
      return known && has(DriveStatus.CartridgePresent) && isFormatted();
    },
    requireCartridge,
    async requireReadable() {
      await requireCartridge();
      if (!isFormatted()) throw notFormatted();
      if (obstacle) throw obstacle;
    },
    async requireWritable() {
      await requireCartridge();
      if (isProtected()) await ask();
      if (isProtected())
        throw new CartridgeError(
          "WRITE_PROTECTED",
          parts.readOnly
            ? "the drive was opened for reading only"
            : "the cartridge is write-protected",
        );
      const standard = readOnlyStandard();
      if (standard !== undefined)
        throw new CartridgeError(
          "WRITE_PROTECTED",
          `${identity.name} drives read ${standard} cartridges but cannot write them`,
          { standard, drive: identity.name },
        );
    },
  };

  function readOnlyStandard() {
    return identity.readOnlyStandards.find((standard) => standard === layout.standard);
  }
  function notFormatted(): CartridgeError {
    return new CartridgeError(
      "NOT_FORMATTED",
      erased
        ? "formatting the cartridge was begun but not finished"
        : "the cartridge is not formatted: the drive finds no reference burst on it",
    );
  }
}
