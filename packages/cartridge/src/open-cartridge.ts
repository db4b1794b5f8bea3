import { createSegmentPool, type EccEngine, type SegmentPool } from "@floppytape/ecc";
import { type Geometry, MaxSegments, segmentCountOf } from "@floppytape/qic-format";
import { type Cartridge, createCartridge } from "./cartridge.js";
import { CartridgeError } from "./errors.js";
import { findHeader } from "./header-search.js";
import type { SegmentStore } from "./segment-store.js";

export interface OpenCartridgeOptions {
  /** Look for headers beyond the first 68 segments. Default false. */
  searchAllSegments?: boolean;
  /** Use this geometry, and its format code, instead of what the header says. */
  geometry?: Geometry;
  /** Default: that of the pool. */
  engine?: EccEngine;
  /** Memory to read into; its size is the read-ahead. Default: 16 segments of its own. */
  pool?: SegmentPool;
  /** A header (29696 bytes, plain) that was not yet written: taken instead of the one on the tape. */
  restore?: { headerBytes: Uint8Array };
}

/** Where formatters put headers: within the first 68 segments, as the original driver searches. */
const headerArea = 68;
const defaultPool = 16;

/**
 * Reads the headers of a cartridge: finds a usable copy, however damaged the other is, chooses
 * between copies that differ and puts two damaged ones together.
 * @throws {CartridgeError} `NO_CARTRIDGE`, `NOT_FORMATTED`, `NO_HEADER`.
 * @throws {FormatError} when `restore` holds no header.
 */
export async function openCartridge(
  store: SegmentStore,
  options: OpenCartridgeOptions = {},
): Promise<Cartridge> {
  const { geometry } = options;
  if (geometry && !(segmentCountOf(geometry) >= 1 && segmentCountOf(geometry) <= MaxSegments))
    throw new RangeError(
      `geometry must have 1 to ${MaxSegments} segments, got ${segmentCountOf(geometry)}`,
    );
  const status = await store.status();
  if (!status.cartridgePresent)
    throw new CartridgeError("NO_CARTRIDGE", `no cartridge in the drive (${status.driveName})`);
  if (!status.formatted)
    throw new CartridgeError(
      "NOT_FORMATTED",
      store.segmentCount === 0 ? "the image is empty" : "the cartridge is not formatted",
    );
  store.useGeometry(geometry);
  const pool = options.pool ?? createSegmentPool(defaultPool);
  const engine = options.engine ?? pool.engine;
  const there = store.segmentCount ?? (geometry ? segmentCountOf(geometry) : headerArea);
  const segmentCount = Math.min(there, options.searchAllSegments ? MaxSegments : headerArea);
  const found = await findHeader(store, {
    segmentCount,
    geometry,
    engine,
    buffer: pool.segment(0),
  });
  store.useGeometry(found.decoded.geometry);
  const headerBytes = options.restore?.headerBytes;
  return createCartridge({ store, found, pool, engine, headerBytes });
}
