/** The tape status report (command 33, drives since QIC-117 revision C). */
import type { QicStandard } from "@floppytape/qic-format";

export interface TapeStatusReport {
  readonly byte: number;
  /** Undefined where the code is none of the standards. A Ditto Max says QIC-3020. */
  readonly standard: QicStandard | undefined;
  /** 8 mm tape. */
  readonly wide: boolean;
  /** Length in feet where the code stands for one length; 205 and 425 ft share a code. */
  readonly feet: number | undefined;
  /** False where the length code is none that exists. */
  readonly lengthValid: boolean;
  /** One line for a person. */
  readonly text: string;
}

const standards: readonly (QicStandard | undefined)[] = [
  undefined,
  "QIC-40",
  "QIC-80",
  "QIC-3020",
  "QIC-3010",
];

const travan: Readonly<Partial<Record<QicStandard, string>>> = {
  "QIC-80": "Travan TR-1",
  "QIC-3010": "Travan TR-2",
  "QIC-3020": "Travan TR-3",
};

interface TapeLength {
  readonly feet?: number;
  readonly words: string;
}

const lengths: readonly (TapeLength | undefined)[] = [
  undefined,
  { words: "205 or 425 ft" },
  { words: "307.5 ft", feet: 307 },
  { words: "variable length, 550 oersted" },
  { words: "1100 ft, 550 oersted", feet: 1100 },
  { words: "1100 ft, 900 oersted", feet: 1100 },
  { words: "variable length, 900 oersted" },
];

/** What the answer to command 33 says. */
export function decodeTapeStatus(byte: number): TapeStatusReport {
  const standard = standards[byte & 0x0f];
  const wide = (byte & 0x80) !== 0;
  const length = lengths[(byte >> 4) & 7];
  const nickname = wide && standard ? travan[standard] : undefined;
  const text = [
    standard ?? `unknown standard ${byte & 0x0f}`,
    nickname ?? (wide ? "8 mm tape" : undefined),
    length?.words ?? `unknown length code ${(byte >> 4) & 7}`,
  ];
  return {
    byte,
    standard,
    wide,
    feet: length?.feet,
    lengthValid: length !== undefined,
    text: text.filter((part) => part !== undefined).join(", "),
  };
}
