import type { Chip, ChipName } from "./controller.js";

/** What is the same for all chips of a name. */
export interface ChipKind {
  readonly maxRate: number;
  readonly enhanced: boolean;
  /** Has a tape drive register. */
  readonly tapeRegister: boolean;
  /** Data rates in kbit/s and their codes for CCR and DSR. */
  readonly rateCodes: ReadonlyMap<number, number>;
  /** Needs its data-rate table selected with DRIVE SPECIFICATION after every reset. */
  readonly rateTable: boolean;
  /** Verifies by a command of its own; others have to read. */
  readonly verifies: boolean;
  /** Result bytes always name the next sector, with 128 sectors a cylinder. */
  readonly trueNextSector: boolean;
}

const rates500 = new Map([
  [250, 2],
  [500, 0],
]);
const rates1000 = new Map([...rates500, [1000, 3]]);
const rates2000 = new Map([...rates1000, [2000, 1]]);
// Its codes 0 and 2 mean 3000 and 4000, so it has nothing below 1000.
const rates4000 = new Map([
  [1000, 3],
  [2000, 1],
  [3000, 0],
  [4000, 2],
]);

const plain: ChipKind = {
  maxRate: 500,
  enhanced: false,
  tapeRegister: false,
  rateCodes: rates500,
  rateTable: false,
  verifies: false,
  trueNextSector: false,
};
const enhanced: ChipKind = {
  ...plain,
  maxRate: 1000,
  enhanced: true,
  rateCodes: rates1000,
  verifies: true,
};
const withTapeRegister: ChipKind = { ...enhanced, tapeRegister: true };

const chipKinds: Readonly<Record<ChipName, ChipKind>> = {
  "8272A": plain,
  "82072": plain,
  "82077": enhanced,
  "82077AA": withTapeRegister,
  "82078": withTapeRegister,
  "82078-1": { ...withTapeRegister, maxRate: 2000, rateCodes: rates2000, rateTable: true },
  "Ditto EZ": {
    ...withTapeRegister,
    maxRate: 4000,
    rateCodes: rates4000,
    verifies: false,
    trueNextSector: true,
  },
};

/** Properties of a chip; one that is used as less than its name says (`enhanced` false) has those of the oldest. */
export function chipKind(chip: Pick<Chip, "name" | "enhanced">): ChipKind {
  const kind = chipKinds[chip.name];
  return chip.enhanced ? kind : plain;
}

/** A chip of this name, as detection describes it. */
export function chipOf(name: ChipName, evidence: string, usable = true): Chip {
  const kind = usable ? chipKinds[name] : plain;
  return { name, maxRate: kind.maxRate, enhanced: kind.enhanced, evidence };
}

/** Data rates that the chip has, in kbit/s, lowest first; on its board, should that allow less. */
export function chipRates(chip: Chip): readonly number[] {
  const rates = [...chipKind(chip).rateCodes.keys()];
  return rates.filter((rate) => rate <= chip.maxRate).sort((a, b) => a - b);
}
