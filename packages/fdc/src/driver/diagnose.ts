/** Looking at everything between the ports and the tape without relying on any of it. */
import { DriveStatus } from "@floppytape/cartridge";
import type { QicStandard } from "@floppytape/qic-format";
import { findBoardClash } from "../controller/board-clash.js";
import { type Board, boardOf } from "../controller/boards.js";
import type { Controller } from "../controller/controller.js";
import { openController } from "../controller/open-controller.js";
import { type DriveTrace, NoTrace } from "../drive-trace.js";
import { FdcError } from "../errors.js";
import type { Hardware } from "../hardware.js";
import { driveStatusWords } from "../qic117/drive-status.js";
import { findDrive } from "../qic117/find-drive.js";
import { readLoaderStatus } from "../qic117/loader.js";
import type { TapeDrive } from "../qic117/tape-drive.js";
import { ratesOf } from "../qic117/tape-speeds.js";
import { decodeTapeStatus } from "../qic117/tape-status.js";
import type {
  CartridgeFinding,
  Diagnosis,
  DriveFinding,
  Failure,
  StandardFinding,
} from "./diagnosis.js";
import { adviceOn } from "./diagnosis-advice.js";
import { perpendicularObstacle } from "./perpendicular.js";
import { AllRates } from "./start/choose-rate.js";
import { type ReadyDrive, readyDrive } from "./start/ready-drive.js";
import { recogniseForm } from "./start/recognise-form.js";

export interface DiagnoseOptions {
  /** Controller board, or its name with jumpers. Default: the on-board controller. */
  readonly board?: Board | string;
  /** Drive select line, 0 to 3. Default: all are tried. */
  readonly unit?: number;
  /** Default as `openDrive` chooses. */
  readonly transfer?: "dma" | "pio";
  /** How long to wait for a drive that is busy. Default 60 s. */
  readonly waitMs?: number;
  readonly trace?: DriveTrace;
}

const standards: readonly QicStandard[] = ["QIC-40", "QIC-80", "QIC-3010", "QIC-3020", "Ditto Max"];

interface Seen {
  readonly drive: DriveFinding;
  readonly cartridge: CartridgeFinding | undefined;
}

/**
 * Finds out which controller, which drive and which cartridge there are, what they can do together and what
 * to do where something is missing. The tape is not moved; a new cartridge counts as seen afterwards. Missing and
 * broken parts are findings, never errors. @throws {RangeError} for options that cannot be.
 */
export async function diagnose(
  hardware: Hardware,
  options: DiagnoseOptions = {},
): Promise<Diagnosis> {
  const board = boardOf(options.board);
  const { unit, transfer, trace = NoTrace } = options;
  if (unit !== undefined && ![0, 1, 2, 3].includes(unit))
    throw new RangeError(`unit must be 0 to 3, got ${unit}`);
  const clash = await attempt(findBoardClash(hardware.io, board));
  const clashText = resultOf(clash)?.text;
  const opened = await attempt(
    openController(hardware, { board, trace, ...(transfer && { transfer }) }),
  );
  if (failed(opened)) return conclude({ controller: opened, clash: clashText });
  const controller = opened.value;
  const { name, maxRate, evidence } = controller.chip;
  const finding = { board: board.name, base: board.base, chip: name, maxRate, evidence };
  const seen = await attempt(lookAtDrive(controller, hardware, options));
  await attempt(controller.release());
  return conclude({
    controller: finding,
    clash: clashText,
    ...("value" in seen ? seen.value : { drive: seen }),
    standards: standards.map((standard) => fit(controller, standard, resultOf(seen)?.drive.rates)),
  });
}

async function lookAtDrive(
  controller: Controller,
  { clock }: Hardware,
  { unit, waitMs = 60_000, trace = NoTrace }: DiagnoseOptions,
): Promise<Seen> {
  const drive = await findDrive(controller, { clock, unit, trace });
  const ready = await attempt(readyDrive(drive, waitMs));
  const seen =
    "value" in ready
      ? await ask(drive, ready.value)
      : { drive: { ...drive.identity, ...unasked, failure: ready }, cartridge: undefined };
  await attempt(drive.release());
  return seen;
}

const unasked = {
  status: undefined,
  statusWords: [],
  configuration: undefined,
  errors: [],
  rates: [],
  loader: undefined,
} as const;

async function ask(drive: TapeDrive, ready: ReadyDrive): Promise<Seen> {
  const { status, newCartridge, errors } = ready;
  const present = (status & DriveStatus.CartridgePresent) !== 0;
  const recognised = await attempt(recogniseForm(drive, present));
  const loader = await attempt(readLoaderStatus(drive));
  const rates = await attempt(ratesOfDrive(drive));
  const form = resultOf(recognised);
  return {
    drive: {
      ...drive.identity,
      status,
      statusWords: driveStatusWords(status),
      configuration: form?.configuration || undefined,
      errors,
      rates: resultOf(rates) ?? [],
      loader: resultOf(loader),
      failure: [recognised, loader, rates].find(failed),
    },
    cartridge: {
      present,
      writeProtected: (status & DriveStatus.WriteProtected) !== 0,
      newCartridge,
      referenced: (status & DriveStatus.CartridgeReferenced) !== 0,
      tape: form?.tapeStatus ? decodeTapeStatus(form.tapeStatus) : undefined,
      standard: present ? form?.form.standard : undefined,
    },
  };
}

/** Tries every rate and goes back to the one that was set. */
async function ratesOfDrive(drive: TapeDrive): Promise<number[]> {
  const before = await drive.configuredRate();
  const rates: number[] = [];
  for (const rate of AllRates) if (await drive.selectRate(rate)) rates.push(rate);
  if (before !== undefined) await drive.selectRate(before);
  return rates.length === 0 && before !== undefined ? [before] : rates;
}

/** `rates`: those of the drive, highest first; undefined or none where they are unknown. */
function fit(
  controller: Controller,
  standard: QicStandard,
  rates: readonly number[] = [],
): StandardFinding {
  const obstacle = perpendicularObstacle(controller, standard)?.message;
  if (obstacle !== undefined) return { standard, rate: undefined, obstacle };
  const known = rates.length > 0;
  const { name, maxRate } = controller.chip;
  const wanted = ratesOf(standard);
  const rate = wanted.find(
    (candidate) => candidate <= maxRate && (!known || rates.includes(candidate)),
  );
  if (rate !== undefined) return { standard, rate, obstacle: undefined };
  const text =
    `${standard} is recorded at ${wanted.join(", ")} kbit/s, but the controller (${name}) ends at ${maxRate}` +
    (known ? ` and the drive only takes ${rates.join(", ")}` : "");
  return { standard, rate, obstacle: text };
}

function conclude(
  found: Pick<Diagnosis, "controller" | "clash"> &
    Partial<Pick<Diagnosis, "drive" | "cartridge" | "standards">>,
): Diagnosis {
  const { controller, clash, drive, cartridge, standards: fits = [] } = found;
  const rate = fits.find(({ standard }) => standard === cartridge?.standard)?.rate;
  const all = { controller, clash, drive, cartridge, standards: fits, rate };
  return { ...all, advice: adviceOn(all) };
}

type Outcome<T> = { readonly value: T } | Failure;

function resultOf<T>(outcome: Outcome<T>): T | undefined {
  return "value" in outcome ? outcome.value : undefined;
}

function failed(outcome: Outcome<unknown>): outcome is Failure {
  return !("value" in outcome);
}

/** The value, or in words why there is none: whatever goes wrong here is a finding. */
async function attempt<T>(promise: Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await promise };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { code: error instanceof FdcError ? error.code : "UNKNOWN", text };
  }
}
