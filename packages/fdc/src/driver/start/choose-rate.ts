import type { QicStandard } from "@floppytape/qic-format";
import { FdcError } from "../../errors.js";
import type { TapeDrive } from "../../qic117/tape-drive.js";
import { precompensationNs, ratesOf } from "../../qic117/tape-speeds.js";

/** All rates that any drive knows, in kbit/s, highest first. */
export const AllRates: readonly number[] = [4000, 3000, 2000, 1000, 500, 250];

/** Rates of `candidates` that controller and drive both take; the last one that was tried stays set. */
export async function acceptedRates(
  drive: TapeDrive,
  standard: QicStandard,
  candidates: readonly number[],
): Promise<number[]> {
  const accepted: number[] = [];
  for (const rate of candidates) if (await setRate(drive, standard, rate)) accepted.push(rate);
  return accepted;
}

/**
 * Sets the highest rate at which this standard is recorded, not above `limit`, that controller and
 * drive both take; the drive must report it back. Returns it.
 * @throws {FdcError} `RATE_UNSUPPORTED` when there is none.
 */
export async function chooseRate(
  drive: TapeDrive,
  standard: QicStandard,
  limit: number,
): Promise<number> {
  const candidates = ratesOf(standard).filter((rate) => rate <= limit);
  for (const rate of candidates) if (await setRate(drive, standard, rate)) return rate;
  // A drive that knows no command for it stays where it is; it must be told to the controller alone.
  const configured = (await drive.configuredRate()) ?? rateOfOldDrives;
  if (candidates.includes(configured) && (await setController(drive, standard, configured)))
    return configured;
  const { chip } = drive.controller;
  throw new FdcError(
    "RATE_UNSUPPORTED",
    `controller (${chip.name}, up to ${chip.maxRate} kbit/s) and drive (${drive.identity.name}) have no ` +
      `data rate in common for ${standard}: tried ${candidates.join(", ") || "none"} kbit/s`,
    { standard, limit, chip: chip.name, chipMaxRate: chip.maxRate },
  );
}

/** Rates below which an overrun is no reason to go, in kbit/s. */
const floors: Readonly<Record<QicStandard, number>> = {
  "QIC-40": 500,
  "QIC-80": 500,
  "QIC-3010": 500,
  "QIC-3020": 1000,
  "Ditto Max": 2000,
};

/** Sets the next rate below `current` that both ends take, and returns it; undefined, with nothing changed, where none is left. */
export async function chooseLowerRate(
  drive: TapeDrive,
  standard: QicStandard,
  current: number,
): Promise<number | undefined> {
  const lower = ratesOf(standard).filter((rate) => rate < current && rate >= floors[standard]);
  for (const rate of lower) if (await setRate(drive, standard, rate)) return rate;
  if (lower.length > 0) await setRate(drive, standard, current);
  return undefined;
}

/** What drives ran at that neither tell nor take a rate. */
const rateOfOldDrives = 500;

/** Sets one rate at both ends; false when one of them refuses it. */
async function setRate(drive: TapeDrive, standard: QicStandard, rate: number): Promise<boolean> {
  return (await setController(drive, standard, rate)) && drive.selectRate(rate);
}

async function setController({ controller }: TapeDrive, standard: QicStandard, rate: number) {
  try {
    await controller.setRate(rate, precompensationNs(standard, rate));
    return true;
  } catch (error) {
    if (error instanceof FdcError && error.code === "RATE_UNSUPPORTED") return false;
    throw error;
  }
}
