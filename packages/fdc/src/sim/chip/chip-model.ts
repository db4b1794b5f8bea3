/** What the chips that can be simulated differ in. */
import type { ChipName } from "../../controller/controller.js";

/** Generations that understand more and more commands. */
export const Generation = { Nec: 0, Fifo: 1, Enhanced: 2, Sl: 3 } as const;

export interface ChipModel {
  readonly name: ChipName;
  /** One of {@link Generation}. */
  readonly generation: number;
  /** Highest data rate in kbit/s. */
  readonly maxRate: number;
  /** The tape drive register keeps its two unit bits. */
  readonly keepsTapeUnit: boolean;
  /** Answer to PART ID where there is one. */
  readonly partId?: number;
  /** First byte that SAVE gives, on chips that have the command. */
  readonly saveFlags?: number;
  /** Whether data rate table 2 can be chosen with DRIVE SPECIFICATION. */
  readonly rateTables?: boolean;
  /** Rates by code where they are not those of the AT. */
  readonly rates?: readonly number[];
  /** Results always name the sector that would follow, and a sector with a bad CRC is not transferred. */
  readonly countsThrough?: boolean;
}

/** Bit 6 of the first SAVE byte: the chip runs on 5 V. */
const FiveVolts = 0x40;

export const chipModels: Readonly<Record<ChipName, ChipModel>> = {
  "8272A": { name: "8272A", generation: Generation.Nec, maxRate: 500, keepsTapeUnit: false },
  "82072": { name: "82072", generation: Generation.Fifo, maxRate: 500, keepsTapeUnit: false },
  "82077": { name: "82077", generation: Generation.Enhanced, maxRate: 1000, keepsTapeUnit: false },
  "82077AA": {
    name: "82077AA",
    generation: Generation.Enhanced,
    maxRate: 1000,
    keepsTapeUnit: true,
  },
  "82078": {
    name: "82078",
    generation: Generation.Sl,
    maxRate: 1000,
    keepsTapeUnit: true,
    partId: 0x01,
    saveFlags: 0,
  },
  "82078-1": {
    name: "82078-1",
    generation: Generation.Sl,
    maxRate: 2000,
    keepsTapeUnit: true,
    partId: 0x01,
    saveFlags: FiveVolts,
    rateTables: true,
  },
  "Ditto EZ": {
    name: "Ditto EZ",
    generation: Generation.Sl,
    maxRate: 4000,
    keepsTapeUnit: true,
    partId: 0x81,
    rates: [3000, 2000, 4000, 1000],
    countsThrough: true,
  },
};

const atRates: readonly number[] = [500, 300, 250, 1000];

/** Data rate in kbit/s of a rate code, 0 where the chip has none for it. `table` is the drive's data rate table. */
export function rateOfCode(model: ChipModel, code: number, table: number): number {
  const kbit =
    model.rateTables && code === 1 && table === 2 ? 2000 : (model.rates ?? atRates)[code & 3]!;
  return kbit > model.maxRate ? 0 : kbit;
}
