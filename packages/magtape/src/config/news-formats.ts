/** Drives of NEWS-OS st(4) by model, and what others of their two kinds have in common. */
export type NewsDrive = "5099EN24" | "5125" | "2150S" | "SDT-1000" | "fixed" | "variable";

/** Recordings that a drive or a tape may have. */
export type NewsRecording =
  | "QIC-11 4-track"
  | "QIC-11 9-track"
  | "QIC-24"
  | "QIC-120"
  | "QIC-150"
  | "QIC-525"
  | "800 bpi"
  | "1600 bpi"
  | "3200 bpi"
  | "6250 bpi"
  | "DDS"
  /** What the drive does by itself; nothing more is known. */
  | "default";

/** The formats of a name: its number without the drive. */
export const newsFormats = [0, 8, 16, 24, 32, 40, 48] as const;
export type NewsFormatNumber = (typeof newsFormats)[number];

/** What a drive does in a format. */
export interface NewsFormat {
  /** What is written; undefined: nothing can be. */
  readonly writes: NewsRecording | undefined;
  /** What is read, the drive finding out which. */
  readonly reads: readonly NewsRecording[];
}

/** A drive and its formats. */
export interface NewsDriveTable {
  readonly formats: Readonly<Partial<Record<NewsFormatNumber, NewsFormat>>>;
  /** 512 for drives with blocks, 0 for those with records of any size. */
  readonly blockSize: 0 | 512;
  /** Cartridge tapes do not run backwards. */
  readonly backspaces: boolean;
}

const same = (recording: NewsRecording): NewsFormat => ({ writes: recording, reads: [recording] });
const auto120 = ["QIC-24", "QIC-120"] as const;
const auto150 = ["QIC-24", "QIC-120", "QIC-150"] as const;
const fixed = { blockSize: 512, backspaces: false } as const;
const variable = { blockSize: 0, backspaces: true } as const;

export const newsDrives: Readonly<Record<NewsDrive, NewsDriveTable>> = {
  "5099EN24": {
    ...fixed,
    formats: {
      0: same("QIC-24"),
      8: same("QIC-11 9-track"),
      16: { writes: undefined, reads: ["QIC-11 4-track"] },
      24: same("QIC-24"),
    },
  },
  "5125": {
    ...fixed,
    formats: {
      0: { writes: "QIC-120", reads: auto120 },
      32: { writes: "QIC-120", reads: auto120 },
    },
  },
  "2150S": {
    ...fixed,
    formats: {
      0: { writes: "QIC-150", reads: auto150 },
      24: { writes: undefined, reads: ["QIC-24"] },
      32: same("QIC-120"),
      40: same("QIC-150"),
    },
  },
  "SDT-1000": { ...variable, formats: { 0: same("DDS") } },
  fixed: {
    ...fixed,
    formats: {
      0: same("default"),
      8: same("QIC-11 9-track"),
      16: same("QIC-11 4-track"),
      24: same("QIC-24"),
      32: same("QIC-120"),
      40: same("QIC-150"),
      48: same("QIC-525"),
    },
  },
  variable: {
    ...variable,
    formats: {
      0: same("default"),
      8: same("800 bpi"),
      16: same("1600 bpi"),
      24: same("3200 bpi"),
      32: same("6250 bpi"),
    },
  },
};

/** On a 2150S the default is QIC-120 for this cartridge, and QIC-150 for longer ones. */
const shortCartridge = "QD-600A";

/**
 * What a drive does in a format; undefined when it does not have it. `cartridge` is the model of the
 * tape, by which a 2150S chooses what it writes by default.
 */
export function newsFormat(
  drive: NewsDrive,
  format: NewsFormatNumber,
  options: { readonly cartridge?: string } = {},
): NewsFormat | undefined {
  const found = newsDrives[drive].formats[format];
  const chooses = drive === "2150S" && format === 0 && options.cartridge === shortCartridge;
  return chooses ? { writes: "QIC-120", reads: auto150 } : found;
}
