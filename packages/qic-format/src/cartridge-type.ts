/** The cartridges that were sold (and two that only the standards know), by name. */
import { createGeometry, type FormatCode, type Geometry } from "./geometry.js";

/** Recording format of a drive or cartridge. */
export type QicStandard = "QIC-40" | "QIC-80" | "QIC-3010" | "QIC-3020" | "Ditto Max";

export interface CartridgeType {
  /** Short and stable: `qic80-307`. */
  readonly name: string;
  readonly description: string;
  readonly standard: QicStandard;
  /** 0.315 inch (8 mm) tape instead of 0.25 inch. */
  readonly wide: boolean;
  readonly feet: number;
  /** Nominal where the length is flexible (format codes 4 and 6): real tapes state a few segments more. */
  readonly geometry: Geometry;
}

type Numbers = readonly [
  formatCode: FormatCode,
  tracksPerCartridge: number,
  segmentsPerTrack: number,
];

function type(
  name: string,
  description: string,
  standard: QicStandard,
  feet: number,
  [formatCode, tracksPerCartridge, segmentsPerTrack]: Numbers,
  wide = false,
): CartridgeType {
  const geometry = createGeometry({ formatCode, segmentsPerTrack, tracksPerCartridge });
  return { name, description, standard, wide, feet, geometry };
}

/** Every known cartridge, small ones first within a standard. */
export const cartridgeTypes: readonly CartridgeType[] = [
  type("qic40-205", "QIC-40, 205 ft (DC2000), 40 MB", "QIC-40", 205, [2, 20, 68]),
  type("qic40-307", "QIC-40, 307.5 ft, 60 MB", "QIC-40", 307.5, [2, 20, 102]),
  type("qic40-425", "QIC-40, 425 ft, 84 MB", "QIC-40", 425, [5, 20, 141]),
  type("qic40-1100", "QIC-40, 1100 ft (never sold), 217 MB", "QIC-40", 1100, [3, 20, 365]),
  type("qic80-205", "QIC-80, 205 ft (DC2080), 80 MB", "QIC-80", 205, [2, 28, 100]),
  type("qic80-307", "QIC-80, 307.5 ft (DC2120), 120 MB", "QIC-80", 307.5, [2, 28, 150]),
  type("qic80-425", "QIC-80, 425 ft, 170 MB", "QIC-80", 425, [5, 28, 207]),
  type("qic80-1000", "QIC-80, 1000 ft, 400 MB", "QIC-80", 1000, [4, 28, 490]),
  type("qic80-1100", "QIC-80, 1100 ft (never sold), 446 MB", "QIC-80", 1100, [3, 28, 537]),
  type("tr-1", "Travan TR-1, wide QIC-80, 750 ft, 400 MB", "QIC-80", 750, [4, 36, 365], true),
  type("qic3010-400", "QIC-3010, 400 ft, 340 MB", "QIC-3010", 400, [4, 40, 300]),
  type("qic3010-1000", "QIC-3010, 1000 ft, 850 MB", "QIC-3010", 1000, [4, 40, 800]),
  type("tr-2", "Travan TR-2, wide QIC-3010, 750 ft, 800 MB", "QIC-3010", 750, [4, 50, 548], true),
  type("qic3020-400", "QIC-3020, 400 ft, 670 MB", "QIC-3020", 400, [4, 40, 572]),
  type("qic3020-1000", "QIC-3020, 1000 ft, 1.7 GB", "QIC-3020", 1000, [4, 40, 1480]),
  type("tr-3", "Travan TR-3, wide QIC-3020, 750 ft, 1.6 GB", "QIC-3020", 750, [4, 50, 1073], true),
  type("qic3020-62", "QIC-3020 with 62 tracks, 2.6 GB", "QIC-3020", 1000, [6, 62, 1414], true),
];

const aliases: Readonly<Record<string, string>> = {
  dc2000: "qic40-205",
  dc2080: "qic80-205",
  dc2120: "qic80-307",
  "qic80-wide": "tr-1",
  "qic3010-wide": "tr-2",
  "qic3020-wide": "tr-3",
  tr1: "tr-1",
  tr2: "tr-2",
  tr3: "tr-3",
};

/** Looks a type up by name or product name (`DC2120`, `TR3`), whatever the case. */
export function cartridgeTypeNamed(name: string): CartridgeType | undefined {
  const key = name.toLowerCase();
  const wanted = Object.hasOwn(aliases, key) ? aliases[key] : key;
  return cartridgeTypes.find((candidate) => candidate.name === wanted);
}

/**
 * The most likely standard of a cartridge; a header does not state it. Undefined for track counts that
 * no cartridge has. QIC-3010 and QIC-3020 share their track counts and are told apart by the segments
 * per track of the lengths that were sold.
 */
export function standardOf(g: Geometry): QicStandard | undefined {
  const { segmentsPerTrack, tracksPerCartridge } = g;
  if (tracksPerCartridge === 20) return "QIC-40";
  if (tracksPerCartridge === 28 || tracksPerCartridge === 36) return "QIC-80";
  if (tracksPerCartridge === 40) {
    const is400Feet3020 = segmentsPerTrack > 500 && segmentsPerTrack < 650;
    return segmentsPerTrack > 900 || is400Feet3020 ? "QIC-3020" : "QIC-3010";
  }
  if (tracksPerCartridge === 50) return segmentsPerTrack > 800 ? "QIC-3020" : "QIC-3010";
  if (tracksPerCartridge > 50) return segmentsPerTrack > 1800 ? "Ditto Max" : "QIC-3020";
  return undefined;
}

const standardBits: Readonly<Record<QicStandard, number>> = {
  "QIC-40": 0x01,
  "QIC-80": 0x02,
  "QIC-3020": 0x03,
  "QIC-3010": 0x04,
  "Ditto Max": 0x03,
};

const wideBit = 0x80;

/** Standard and width as the drive's tape status report (QIC-117 report 33) codes them: bits 0-3 and 7. */
export function qicStandardByte(standard: QicStandard, wide: boolean): number {
  return standardBits[standard] | (wide ? wideBit : 0);
}

/** The whole tape status report for a cartridge: standard, width, and the length class in bits 4-6. */
export function tapeStatusByte(cartridge: Omit<CartridgeType, "name" | "description">): number {
  return qicStandardByte(cartridge.standard, cartridge.wide) | (lengthClass(cartridge) << 4);
}

function lengthClass({ standard, feet, geometry }: Omit<CartridgeType, "name" | "description">) {
  switch (geometry.formatCode) {
    case 2:
      return feet > 205 ? 2 : 1;
    case 5:
      return 1;
    case 3:
      return 4;
    default: // variable length: 550 oersted for QIC-40 and QIC-80, 900 for the others
      return standard === "QIC-40" || standard === "QIC-80" ? 3 : 6;
  }
}
