import {
  type Cartridge,
  CartridgeError,
  openCartridge,
  type SegmentStore,
} from "@floppytape/cartridge";
import { createSegmentPool } from "@floppytape/ecc";
import type { Geometry } from "@floppytape/qic-format";
import { compareAge } from "./header-age.js";

/** One reading of a cartridge. The caller closes the stores. */
export interface Dump {
  /** For the result and for messages. */
  readonly name: string;
  readonly store: SegmentStore;
  /**
   * For images that hold no header, so that `store` goes by one that was made up: the same image laid out by
   * the header of another dump (29696 bytes, plain).
   */
  readonly withHeader?: (headerBytes: Uint8Array) => Promise<SegmentStore>;
}

/** A dump that was looked into. */
export interface OpenedDump extends Dump {
  /** As its own headers describe it; undefined when they cannot be read, or were made up. */
  readonly cartridge: Cartridge | undefined;
  readonly parityStored: boolean;
  /** See `SegmentRead.age`. */
  readonly age: number | undefined;
}

/** Reads the headers of every dump that has its own. */
export async function openDumps(
  dumps: readonly Dump[],
  geometry: Geometry | undefined,
): Promise<OpenedDump[]> {
  const opened: Omit<OpenedDump, "age">[] = [];
  for (const dump of dumps) {
    const { store, withHeader } = dump;
    const cartridge = withHeader ? undefined : await cartridgeIn(store, geometry);
    opened.push({ ...dump, cartridge, parityStored: store.parityStored !== false });
  }
  const headers = opened.flatMap(({ cartridge }) => (cartridge ? [cartridge.header] : []));
  return opened.map((dump) => {
    const header = dump.cartridge?.header;
    const age = header && headers.filter((other) => compareAge(other, header) < 0).length;
    return { ...dump, age };
  });
}

/** The dumps as they lie by this header. */
export async function laidOut(
  dumps: readonly OpenedDump[],
  { headerBytes }: Cartridge,
): Promise<OpenedDump[]> {
  const all: OpenedDump[] = [];
  for (const dump of dumps) {
    const { store, withHeader } = dump;
    all.push({ ...dump, store: withHeader ? await withHeader(headerBytes) : store });
  }
  return all;
}

/** The cartridge in a store; undefined without a usable header. */
export async function cartridgeIn(
  store: SegmentStore,
  geometry: Geometry | undefined,
): Promise<Cartridge | undefined> {
  try {
    return await openCartridge(store, {
      pool: createSegmentPool(1),
      ...(geometry && { geometry }),
    });
  } catch (error) {
    const unusable = error instanceof CartridgeError && isNoHeader(error.code);
    if (unusable) return undefined;
    throw error;
  }
}

const isNoHeader = (code: string) => code === "NO_HEADER" || code === "NOT_FORMATTED";
