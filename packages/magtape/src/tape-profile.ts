/** What must be known of a drive, its driver and its conventions to use tapes with it. */

/** Where a tape goes when it is closed after reading. */
export type CloseAfterReading =
  /** It stays. */
  | "stay"
  /** To the beginning of the next file. */
  | "next-file"
  /** To the beginning of the next file if at least one byte was read. */
  | "next-file-if-read"
  /** To the beginning of the tape. */
  | "rewind";

/** Families of operation numbers: they differ in what 5 means, a file mark or the way to the beginning. */
export type MtOpFamily = "linux" | "bsd" | "sun";

/**
 * One capability, quirk or name per property, each with one meaning whatever the configuration said it in:
 * tapecap (IRAF), devtable (ASPEN), names of NEWS-OS st(4) and mt(4), or Linux' st. Numbers of bytes
 * are bytes, kB are 1000 bytes; flags that are `false` and limits that are 0 ask for nothing.
 */
export interface TapeProfile {
  /** Bytes in a block of the device; 0: records of any size. */
  readonly blockSize: number;
  /** Longest record that may be read or written; 0: no limit that anybody knows. */
  readonly maxRecord: number;
  /** Length of record that suits the device. */
  readonly optRecord: number;
  readonly canBackspaceFiles: boolean;
  readonly canBackspaceRecords: boolean;
  /** Files that backspacing may go; farther, rewinding and spacing forward is faster. */
  readonly backspaceLimit: number;
  /** BSF n stops behind the n-th mark, at the beginning of a file, not in front of it. */
  readonly bsfStopsAfterMark: boolean;
  /** File marks are crossed by skipping records, not files. */
  readonly skipMarksWithRecords: boolean;
  /** FSF n can be trusted for n > 1. */
  readonly multiFileFsf: boolean;
  /** FSR n notices file marks for n > 1. */
  readonly multiRecordFsrSafe: boolean;
  /** After a read of 0 bytes the head is behind the mark. */
  readonly readCrossesMark: boolean;
  /** After skipping records up to a mark the head is behind the mark. */
  readonly skipCrossesMark: boolean;
  /** A read at the end of data goes past the second file mark. */
  readonly readAtEodPassesSecondMark: boolean;
  /** A read at the end of data may fail. */
  readonly readAtEodErrors: boolean;
  /** Every error of reading is the end of a file. */
  readonly readErrorIsEof: boolean;
  /** After an error of reading one record is to be skipped. */
  readonly skipRecordAfterError: boolean;
  /** An empty read tells the end of data from the end of a file. */
  readonly emptyReadProbesEod: boolean;
  /** There is an operation that goes to the end of data and can be trusted. */
  readonly hasEod: boolean;
  /** Before appending, back over the last mark and forward again. */
  readonly backsOverMarkToAppend: boolean;
  /** In mid-tape a file mark must be written before data. */
  readonly needsMarkToOverwrite: boolean;
  /** The last file of a tape is a trailer that the application writes. */
  readonly trailerFile: boolean;
  /** File marks that close writes after data. */
  readonly marksOnClose: 0 | 1 | 2;
  /** Open for writing and closed without data: a file mark is on the tape. */
  readonly nullFileOnEmptyWrite: boolean;
  readonly closeAfterReading: CloseAfterReading;
  readonly rewindOnClose: boolean;
  readonly rewindOnOpen: boolean;
  /** The tape may be moved at all. */
  readonly positioning: boolean;
  /** The number of files that was counted before holds. */
  readonly trustFileCount: boolean;
  /** What closing after reading says is of no interest. */
  readonly ignoreCloseStatus: boolean;
  /** That BSF met the beginning of the tape shows in its result or in the status. */
  readonly bsfPastBotDetectable: boolean;
  /** The status tells file and block, and may correct what was counted. */
  readonly statusDoubleCheck: boolean;
  /** After an error everything is refused until the tape is closed. */
  readonly stickyErrors: boolean;
  /** Density or format, in the words of who configured it; "" when unknown. */
  readonly density: string;
  /** Where the format may change. */
  readonly formatChange: "any" | "beginning-only";
  readonly opFamily: MtOpFamily;
  /** Numbers that replace those of {@link opFamily}. */
  readonly opCodes: Readonly<Partial<Record<"bsf" | "bsr" | "fsf" | "fsr" | "rewind", number>>>;
  /** Capacity in kB; 0: unknown. */
  readonly capacityKb: number;
  /** What a file mark takes on the tape, in bytes. */
  readonly markBytes: number;
  /** What the gap between two records takes on the tape, in bytes. */
  readonly gapBytes: number;
  /** Names that mean this device, the one that was asked for first. */
  readonly names: readonly string[];
  /** Device without rewinding, as the configuration names it; "" where it names none. */
  readonly device: string;
  /** Device that rewinds at close; "" where there is none. */
  readonly rewindDevice: string;
  /** Shared by all names of one drive; "" for none. */
  readonly lockName: string;
  /** Device nodes that are allocated together. */
  readonly allocNames: readonly string[];
  readonly labels: { readonly device: string; readonly cartridge: string };
  /** Where status lines go: `FILE` or `[HOST][,PORT]`; undefined for nowhere. */
  readonly statusSink: string | undefined;
  readonly fits: {
    /** FITS records of 2880 bytes in a tape record. */
    readonly blocking: number;
    /** kB that can be read in the time of one short file skip. */
    readonly shortSkipKb: number;
  };
}

/** A drive without quirks: what is not configured otherwise. */
export const plainProfile: TapeProfile = {
  blockSize: 0,
  maxRecord: 64512,
  optRecord: 64512,
  canBackspaceFiles: true,
  canBackspaceRecords: true,
  backspaceLimit: Number.POSITIVE_INFINITY,
  bsfStopsAfterMark: false,
  skipMarksWithRecords: false,
  multiFileFsf: false,
  multiRecordFsrSafe: true,
  readCrossesMark: true,
  skipCrossesMark: true,
  readAtEodPassesSecondMark: false,
  readAtEodErrors: false,
  readErrorIsEof: false,
  skipRecordAfterError: false,
  emptyReadProbesEod: true,
  hasEod: false,
  backsOverMarkToAppend: false,
  needsMarkToOverwrite: false,
  trailerFile: false,
  marksOnClose: 1,
  nullFileOnEmptyWrite: false,
  closeAfterReading: "stay",
  rewindOnClose: false,
  rewindOnOpen: false,
  positioning: true,
  trustFileCount: true,
  ignoreCloseStatus: false,
  bsfPastBotDetectable: true,
  statusDoubleCheck: false,
  stickyErrors: false,
  density: "",
  formatChange: "any",
  opFamily: "linux",
  opCodes: {},
  capacityKb: 0,
  markBytes: 0,
  gapBytes: 0,
  names: [],
  device: "",
  rewindDevice: "",
  lockName: "",
  allocNames: [],
  labels: { device: "generic", cartridge: "unknown" },
  statusSink: undefined,
  fits: { blocking: 1, shortSkipKb: 0 },
};
