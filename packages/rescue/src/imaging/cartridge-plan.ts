import {
  type Cartridge,
  CartridgeError,
  createRawImageStore,
  openCartridge,
  type SegmentStore,
} from "@floppytape/cartridge";
import {
  cartridgeTypes,
  type Geometry,
  MaxSegments,
  type SectorMap,
  segmentCountOf,
  tapeStatusByte,
} from "@floppytape/qic-format";
import { RescueError } from "../errors.js";
import type { ImagingTarget } from "./imaging-options.js";

/** What there is to be read. */
export interface CartridgePlan {
  readonly segmentCount: number;
  readonly geometry: Geometry | undefined;
  /** Sectors that are not to be asked for; none where no header could be read. */
  badSectors(segment: number): SectorMap;
  /** Undefined when no header could be read, neither from the cartridge nor from the image so far. */
  readonly cartridge: Cartridge | undefined;
}

/**
 * Finds out how large a cartridge is and where it is bad: from its header; else from that in the image of an
 * earlier run; else from the given geometry, the store's size, or what the drive says of the tape.
 * @throws {CartridgeError} `NO_CARTRIDGE`, `NOT_FORMATTED`, and what reading comes to.
 * @throws {RescueError} `NOT_RECOGNIZED` when nothing tells the geometry.
 */
export async function planCartridge(
  store: SegmentStore,
  target: Pick<ImagingTarget, "bytes" | "map">,
  given: Geometry | undefined,
): Promise<CartridgePlan> {
  const cartridge =
    (await headerIn(store, given)) ??
    (target.bytes.sizeBytes > 0
      ? await headerIn(createRawImageStore(target.bytes, { map: target.map }), given)
      : undefined);
  const geometry = cartridge?.geometry ?? given ?? (await geometryWithoutHeader(store));
  const segmentCount = geometry ? segmentCountOf(geometry) : (store.segmentCount ?? 0);
  if (!(segmentCount >= 1 && segmentCount <= MaxSegments))
    throw new RescueError(
      "NOT_RECOGNIZED",
      `no header can be read, and ${segmentCount} segments are no cartridge: its kind has to be named`,
      { segmentCount },
    );
  store.useGeometry(geometry);
  return {
    segmentCount,
    geometry,
    cartridge,
    badSectors: (segment) => cartridge?.badSectors.get(segment) ?? 0,
  };
}

async function headerIn(
  store: SegmentStore,
  geometry: Geometry | undefined,
): Promise<Cartridge | undefined> {
  try {
    return await openCartridge(store, geometry ? { geometry } : {});
  } catch (error) {
    if (error instanceof CartridgeError && error.code === "NO_HEADER") return undefined;
    throw error;
  }
}

/** That of the only known cartridge that the drive can mean and that has the store's size, if it has one. */
async function geometryWithoutHeader(store: SegmentStore): Promise<Geometry | undefined> {
  const { tapeStatus } = await store.status();
  const { segmentCount } = store;
  const [type, ...others] = cartridgeTypes.filter(
    (one) =>
      tapeStatusByte(one) === tapeStatus &&
      (segmentCount === undefined || segmentCount === segmentCountOf(one.geometry)),
  );
  return others.length === 0 ? type?.geometry : undefined;
}
