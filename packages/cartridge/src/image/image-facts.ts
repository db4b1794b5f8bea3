/** What is looked at in a file, once, before it is decided what it is. */
import { type EccEngine, eccEngine } from "@floppytape/ecc";
import {
  type BadSectorMap,
  type DecodedHeader,
  decodeBadSectorMap,
  decodeHeaderSegment,
  FormatError,
  segmentCountOf,
} from "@floppytape/qic-format";
import type { ByteStore } from "../byte-store.js";
import { CartridgeError } from "../errors.js";
import { openCartridge } from "../open-cartridge.js";
import { createRawImageStore } from "../raw-image.js";
import type { RescueMap } from "../rescue-map.js";
import type { SegmentStore } from "../segment-store.js";
import { type HoleTest, holeTestOf } from "./byte-holes.js";
import { findHeaders, type PlacedHeader } from "./find-headers.js";
import { type ParitySamples, sampleParity } from "./parity-samples.js";

export interface ExamineOptions {
  /** Which bytes of the file are holes. Default: none. */
  readonly map?: RescueMap | undefined;
  /** A header segment from elsewhere (29696 bytes or more): used instead of what the file has. */
  readonly header?: Uint8Array | undefined;
  /** Default: the shared one. */
  readonly engine?: EccEngine | undefined;
}

export interface ImageFacts {
  readonly bytes: ByteStore;
  readonly map: RescueMap | undefined;
  readonly isHole: HoleTest;
  readonly engine: EccEngine;
  /** The first 29696 bytes, or what there is of them. */
  readonly head: Uint8Array;
  /** Begins with an entry of a volume table. */
  readonly beginsWithTable: boolean;
  /** The caller's header. */
  readonly given: HeaderFacts | undefined;
  /** Headers of segments of 32768 bytes; found also where the parity has to help. */
  readonly inSegments: HeaderFacts | undefined;
  /** Undamaged headers wherever they lie. */
  readonly placed: readonly PlacedHeader[];
  /** Where a header begins, also a damaged one. */
  readonly signatures: readonly number[];
  /** Taken in units of 32768 bytes. */
  readonly parity: ParitySamples;
}

/** A header with its bad sector map. */
export interface HeaderFacts {
  readonly decoded: DecodedHeader;
  readonly badSectors: BadSectorMap;
  readonly segmentCount: number;
}

const headBytes = 29696;

/** Looks at a file; its size does not matter for the time that takes. */
export async function gatherFacts(bytes: ByteStore, options: ExamineOptions): Promise<ImageFacts> {
  const { map, engine = eccEngine() } = options;
  const isHole = holeTestOf(map);
  const head = new Uint8Array(Math.min(headBytes, bytes.sizeBytes));
  await bytes.read(0, head);
  const beginsWithTable = isTableEntry(head);
  const given = options.header && headerFactsOf(decodeHeaderSegment(options.header));
  const inSegments = await headerInSegments(
    createRawImageStore(borrowed(bytes), { map, writeProtected: true }),
    engine,
  );
  const { placed, signatures } = await findHeaders(bytes, isHole);
  const area = {
    base: 0,
    firstSegment: beginsWithTable ? (given?.decoded.header.firstDataSegment ?? 0) : 0,
    badSectors: (given ?? inSegments)?.badSectors,
  };
  const parity = await sampleParity(bytes, isHole, area, engine);
  return {
    bytes,
    map,
    isHole,
    engine,
    head,
    beginsWithTable,
    given,
    inSegments,
    placed,
    signatures,
    parity,
  };
}

/** The header of a store's cartridge, however damaged; undefined when there is none. */
export async function headerInSegments(
  store: SegmentStore,
  engine: EccEngine,
): Promise<HeaderFacts | undefined> {
  try {
    const { headerBytes } = await openCartridge(store, { engine });
    return headerFactsOf(decodeHeaderSegment(headerBytes));
  } catch (error) {
    if (error instanceof CartridgeError || error instanceof FormatError) return undefined;
    throw error;
  }
}

export function headerFactsOf(decoded: DecodedHeader): HeaderFacts {
  const segmentCount = segmentCountOf(decoded.geometry);
  const { formatCode } = decoded.geometry;
  return {
    decoded,
    segmentCount,
    badSectors: decodeBadSectorMap(decoded.plain, formatCode, segmentCount),
  };
}

/** Whether bytes begin with a slot of a volume table. */
export function isTableEntry(bytes: Uint8Array): boolean {
  return ["VTBL", "XTBL", "UTID", "EXVT"].includes(asciiOf(bytes.subarray(0, 4)));
}

export function asciiOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** The same bytes for somebody who closes what he was given. */
export function borrowed(bytes: ByteStore): ByteStore {
  return {
    get sizeBytes() {
      return bytes.sizeBytes;
    },
    read: (position, into) => bytes.read(position, into),
    write: (position, data) => bytes.write(position, data),
    sync: () => bytes.sync(),
    async close() {},
  };
}
