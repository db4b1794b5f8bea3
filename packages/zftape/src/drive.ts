import type { SegmentReport, SegmentStore } from "@floppytape/cartridge";
import type { ClusterReader } from "./clusters/cluster-reader.js";
import type { NodeTraits, OpenMode } from "./node.js";
import type { Position } from "./position.js";
import type { Tape } from "./tape.js";
import { beginningOf, endOf, type TapeView, viewOf, volumeIndexAt } from "./tape-view.js";
import type { VolumeWriter } from "./volume-writer.js";
import type { SavedCartridge, ZftapeState } from "./zftape-state.js";

/** Block size of a unit that nobody has set one for. */
export const DefaultBlockBytes = 10240;

/** Options of `createZftape`. */
export interface ZftapeOptions {
  /**
   * The time as a packed QIC date, see `encodeQicTime`, for volumes and header. Default: no clock,
   * as the original had none: volumes carry no date, headers the constant `UnsetQicTime`.
   */
  readonly clock?: () => number;
  /** Lets a volume table that is continued elsewhere or contradicts itself be overwritten. Default false. */
  readonly force?: boolean;
  /**
   * Called with the state to be stored whenever a crash after that moment must not lose what it
   * names: flush, close, header updates, and before old data is overwritten.
   */
  readonly persist?: (state: ZftapeState) => Promise<void>;
  /** Ends reads and writes between two segments: with what was done, or with EINTR. */
  readonly signal?: AbortSignal;
  /** Re-reads of a segment that cannot be corrected. Default 6, as the original. */
  readonly retries?: number;
}

/** One open of a node. */
export interface Session {
  readonly node: NodeTraits;
  readonly mode: OpenMode;
  raw: boolean;
  readonly formatted: boolean;
  /** The cartridge's own protection, whatever the mode. */
  readonly writeProtected: boolean;
  /** Segments that stayed lost after all retries: one open does not wear the tape with more. */
  readonly retried: Set<number>;
  /** How segments were obtained, in the order they were read. */
  readonly reports: SegmentReport[];
  reading: boolean;
  /** Reads that found the end of data, in a row. */
  endReads: number;
}

/** A volume being written. */
export interface OpenVolume {
  readonly index: number;
  readonly firstSegment: number;
  readonly blockSize: number;
  readonly compressed: boolean;
  readonly date: number;
  /** A raw stream over the data area belongs to no volume. */
  readonly raw: boolean;
  readonly writer: VolumeWriter;
}

/** What a unit remembers; all its nodes share it. */
export interface Drive {
  readonly store: SegmentStore;
  readonly options: ZftapeOptions;
  /** Undefined: header and table were not read yet. */
  tape: Tape | undefined;
  /** Meaningful with `tape` only. */
  position: Position;
  /** How the node looked at the tape when it was positioned. */
  positionIsRaw: boolean;
  positionExpands: boolean;
  /** In bytes; 1: variable. */
  blockSize: number;
  /** MTCOMPRESSION: plain nodes compress too. */
  compression: boolean;
  offline: boolean;
  /** Goes offline at close. */
  goingOffline: boolean;
  doorLocked: boolean;
  resid: number;
  session: Session | undefined;
  openVolume: OpenVolume | undefined;
  clusterReader: ClusterReader | undefined;
  /** Header counters that the saved state goes with. */
  acceptedCounters: readonly number[];
  /** Cartridges that were taken out with changes pending, oldest first: they may come back. */
  takenOut: readonly SavedCartridge[];
}

/** A unit that has not been used yet. */
export function createDrive(store: SegmentStore, options: ZftapeOptions): Drive {
  return {
    store,
    options,
    tape: undefined,
    position: { segment: 0, offset: 0, volumeBytes: 0, beforeMark: false },
    positionIsRaw: false,
    positionExpands: false,
    blockSize: DefaultBlockBytes,
    compression: false,
    offline: false,
    goingOffline: false,
    doorLocked: false,
    resid: 0,
    session: undefined,
    openVolume: undefined,
    clusterReader: undefined,
    acceptedCounters: [],
    takenOut: [],
  };
}

/** Forgets everything about the cartridge, changes that are not on it yet included. */
export function forgetTape(drive: Drive): void {
  drive.openVolume?.writer.abandon();
  drive.openVolume = undefined;
  drive.tape = undefined;
  drive.clusterReader = undefined;
  drive.acceptedCounters = [];
}

/** Whether the node, or MTCOMPRESSION, has compressed volumes expanded and new ones compressed. */
export function compresses(drive: Drive): boolean {
  return drive.session?.node.compresses === true || drive.compression;
}

/** The tape as the open node shows it. */
export function currentView(drive: Drive, tape: Tape): TapeView {
  const raw = drive.session?.raw ?? false;
  return viewOf(tape, { raw, expands: compresses(drive), blockSize: drive.blockSize });
}

/**
 * Adapts the position to the way the node looks at the tape: one in a raw stream means nothing among
 * volumes, nor one in stored clusters among their blocks.
 */
export function alignPosition(drive: Drive): void {
  const raw = drive.session?.raw ?? false;
  const expands = compresses(drive);
  const { tape, position, positionIsRaw, positionExpands } = drive;
  drive.positionIsRaw = raw;
  drive.positionExpands = expands;
  if (tape === undefined) return;
  const view = currentView(drive, tape);
  if (positionIsRaw !== raw) {
    drive.position = beginningOf(view, 0);
    return;
  }
  const index = volumeIndexAt(view, position.segment);
  if (raw || expands === positionExpands || !tape.volumes[index]?.compressed) return;
  drive.position = position.beforeMark ? endOf(view, index) : beginningOf(view, index);
}
