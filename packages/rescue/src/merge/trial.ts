import { type Correction, correctSegment } from "@floppytape/cartridge";
import { type EccEngine, SectorBytes, SegmentSectors } from "@floppytape/ecc";
import { goodSectorCount, type SectorMap } from "@floppytape/qic-format";
import type { Choice } from "./sector-versions.js";

/** Memory to try things in. */
export interface Workbench {
  /** 32768 bytes, best of the engine's own pool. */
  readonly buffer: Uint8Array;
  readonly engine: EccEngine;
}

/** What the parity says of a choice. */
export interface Trial {
  readonly choice: Choice;
  readonly report: Correction;
  /** The good sectors, packed, parity included; undefined when they could not be corrected. Owned by the trial. */
  readonly codeword: Uint8Array | undefined;
}

/** Puts the chosen sectors together and corrects them. */
export function tryChoice(choice: Choice, bad: SectorMap, workbench: Workbench): Trial {
  const report = reportOf(choice, bad, workbench);
  const length = goodSectorCount(bad) * SectorBytes;
  const codeword = isWhole(report) ? workbench.buffer.slice(0, length) : undefined;
  return { choice, report, codeword };
}

/** As {@link tryChoice}; the codeword stays at the beginning of the workbench's buffer. */
export function reportOf(
  choice: Choice,
  bad: SectorMap,
  { buffer, engine }: Workbench,
): Correction {
  const holes = layOut(choice, bad, buffer);
  return correctSegment(buffer, bad, holes, engine).report;
}

const isWhole = ({ how }: Correction) => how === "read" || how === "corrected";

/** The parity vouches for every byte. */
export function isVerified(report: Correction): boolean {
  return isWhole(report) && report.unverifiable === 0;
}

/** Writes the chosen sectors to their physical places, zeros elsewhere; returns the good sectors without a choice. */
export function layOut(choice: Choice, bad: SectorMap, into: Uint8Array): SectorMap {
  let holes = 0;
  for (let sector = 0; sector < SegmentSectors; sector++) {
    const version = choice[sector];
    const from = sector * SectorBytes;
    if (version) into.set(version.bytes, from);
    else {
      into.fill(0, from, from + SectorBytes);
      holes |= 1 << sector;
    }
  }
  return (holes & ~bad) >>> 0;
}

/** One trial for each codeword that was reached. */
export function distinctTrials(trials: readonly Trial[]): Trial[] {
  const distinct: Trial[] = [];
  for (const trial of trials) {
    const { codeword } = trial;
    if (
      codeword &&
      !distinct.some((other) => other.codeword && equalBytes(other.codeword, codeword))
    )
      distinct.push(trial);
  }
  return distinct;
}

/** Whether arrays of one length are equal. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
