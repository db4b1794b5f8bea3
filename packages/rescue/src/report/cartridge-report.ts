import type { Finding } from "@floppytape/qic-format";
import type { ByteAccount } from "../byte-state.js";
import type { ContentsKind, EntryGrade, EntryType, VolumeOrigin } from "../contents/recording.js";

/**
 * Everything that is known of one image, as plain JSON: what is undefined is left out there. HTML, DFXML
 * and tables are made from it.
 */
export interface CartridgeReport {
  readonly schema: "floppytape-report/1";
  /** When the report was made, `YYYY-MM-DDThh:mm:ssZ`. */
  readonly created: string;
  /** Name and version of the program. */
  readonly program: string;
  readonly source: ReportedSource;
  /** Undefined for files that are no cartridges, and where no header could be read. */
  readonly cartridge: ReportedCartridge | undefined;
  /** One character a segment, in order: see {@link SegmentState}. Empty without {@link cartridge}. */
  readonly segments: string;
  /** What there is to say of segments that were not simply read, ascending. */
  readonly segmentDetails: readonly ReportedSegment[];
  /** Bytes of all volumes and, on cartridges, of the header and the volume table. */
  readonly account: ByteAccount;
  readonly volumes: readonly ReportedVolume[];
  readonly findings: readonly Finding[];
}

/**
 * A segment in one character: `.` read, `c` corrected, `u` corrected with nothing left to check it, `L` lost,
 * `d` deleted, `x` no room for data (bad sector map), `-` nothing recorded.
 */
export type SegmentState = "." | "c" | "u" | "L" | "d" | "x" | "-";

/** The file that the report is about. */
export interface ReportedSource {
  /** Without folders. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Kind of image in words. */
  readonly kind: string;
  /** False: the image holds no parity, so that nothing vouches for its bytes. */
  readonly parityStored: boolean;
  /** Of the file as it is; hex, lower case. Undefined for what is no file. */
  readonly sha256: string | undefined;
  readonly sha512: string | undefined;
}

/** What the header says. */
export interface ReportedCartridge {
  readonly label: string;
  /** `QIC-80`; undefined where the geometry fits none. */
  readonly standard: string | undefined;
  readonly formatCode: number;
  readonly tracks: number;
  readonly segmentsPerTrack: number;
  /** Local time as recorded, `YYYY-MM-DDThh:mm:ss`. */
  readonly formatted: string | undefined;
  readonly written: string | undefined;
  /** Segments of the header copies, and of the volume table. */
  readonly headerSegments: readonly number[];
  readonly tableSegment: number;
  /** Segments with bad sectors, ascending: number, physical sector map. */
  readonly badSectors: readonly (readonly [segment: number, map: number])[];
}

/** One segment that was not simply read; maps are physical, bit n for sector n. */
export interface ReportedSegment {
  readonly segment: number;
  readonly state: SegmentState;
  readonly corrected: number;
  readonly unreadable: number;
  /** Corrected although the medium had delivered them as good. */
  readonly silent: number;
  readonly lost: number;
}

/** One volume with its files. */
export interface ReportedVolume {
  readonly index: number;
  readonly label: string;
  readonly date: string | undefined;
  readonly origin: VolumeOrigin;
  readonly compressed: boolean;
  readonly firstSegment: number | undefined;
  readonly lastSegment: number | undefined;
  readonly contents: ContentsKind;
  /** Bytes of the volume, expanded where it is compressed. */
  readonly sizeBytes: number;
  readonly account: ByteAccount;
  /** Of the volume's bytes, with zeros in place of lost ones. Hex, lower case. */
  readonly sha256: string;
  readonly entries: readonly ReportedEntry[];
  readonly findings: readonly Finding[];
}

/** One file, directory or link. */
export interface ReportedEntry {
  readonly path: string;
  readonly type: EntryType;
  readonly sizeBytes: number | undefined;
  readonly modified: string | undefined;
  readonly mode: number | undefined;
  readonly linkTarget: string | undefined;
  readonly grade: EntryGrade;
  readonly account: ByteAccount;
  /** Lost bytes: first inclusive, last exclusive. */
  readonly holes: readonly (readonly [start: number, end: number])[];
  /** Of the contents with zeros in the holes; undefined for what has no contents. Hex, lower case. */
  readonly sha256: string | undefined;
  readonly carved: boolean;
  readonly disagreements: readonly Finding[];
}
