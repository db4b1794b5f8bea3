import type { Finding } from "@floppytape/qic-format";
import type { ByteAccount } from "../byte-state.js";
import type { ContentsKind, EntryGrade, EntryType, VolumeOrigin } from "../contents/recording.js";

/** Everything that is known of one image, as plain JSON. HTML, DFXML and tables are made from it. */
export interface CartridgeReport {
  readonly schema: "floppytape-report/1";
  /** When the report was made, `YYYY-MM-DDThh:mm:ssZ`. */
  readonly created: string;
  /** Name and version of the program. */
  readonly program: string;
  readonly source: ReportedSource;
  /** Undefined for files that are no cartridges. */
  readonly cartridge: ReportedCartridge | undefined;
  /** One character a segment, in order: see `SegmentState`. Empty for files that are no cartridges. */
  readonly segments: string;
  /** What there is to say of segments that were not simply read. */
  readonly segmentDetails: readonly ReportedSegment[];
  /** Bytes of all volumes and, on cartridges, of headers and volume table. */
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
  /** Of the file as it is; hex, lower case. */
  readonly sha256: string | undefined;
  readonly sha512: string | undefined;
}

/** What the header says. */
export interface ReportedCartridge {
  readonly label: string;
  readonly standard: string;
  readonly formatCode: number;
  readonly tracks: number;
  readonly segmentsPerTrack: number;
  readonly formatted: string | undefined;
  readonly written: string | undefined;
  /** Segments of the header copies, and of the volume table. */
  readonly headerSegments: readonly number[];
  readonly tableSegment: number;
  /** Segments with bad sectors: number, physical sector map. */
  readonly badSectors: readonly (readonly [segment: number, map: number])[];
}

/** One segment that was not simply read; maps are physical, bit n for sector n. */
export interface ReportedSegment {
  readonly segment: number;
  readonly state: SegmentState;
  readonly corrected: number;
  readonly unreadable: number;
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
  readonly account: ByteAccount;
  readonly entries: readonly ReportedEntry[];
  readonly findings: readonly Finding[];
}

/** One file, directory or link. */
export interface ReportedEntry {
  readonly path: string;
  readonly type: EntryType;
  readonly sizeBytes: number | undefined;
  readonly modified: string | undefined;
  readonly grade: EntryGrade;
  readonly account: ByteAccount;
  /** Lost bytes: first inclusive, last exclusive. */
  readonly holes: readonly (readonly [start: number, end: number])[];
  /** Of the contents with zeros in the holes; undefined for what has no contents. Hex, lower case. */
  readonly sha256: string | undefined;
  readonly carved: boolean;
}
