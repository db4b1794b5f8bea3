import {
  type Cartridge,
  CartridgeError,
  openCartridge,
  type SegmentStore,
} from "@floppytape/cartridge";
import { createSegmentPool } from "@floppytape/ecc";
import type { Geometry } from "@floppytape/qic-format";
import { compareAge } from "./header-age.js";

/** One reading of a cartridge. The caller closes the store. */
export interface Dump {
  /** For the result and for messages. */
  readonly name: string;
  readonly store: SegmentStore;
}

/** A dump that was looked into. */
export interface OpenedDump extends Dump {
  /** As its own headers describe it; undefined when they cannot be read. */
  readonly cartridge: Cartridge | undefined;
  readonly parityStored: boolean;
  /** See `SegmentRead.age`. */
  readonly age: number | undefined;
}

/** Reads the headers of every dump. */
export async function openDumps(
  dumps: readonly Dump[],
  geometry: Geometry | undefined,
): Promise<OpenedDump[]> {
  const opened: Omit<OpenedDump, "age">[] = [];
  for (const { name, store } of dumps) {
    const cartridge = await cartridgeIn(store, geometry);
    opened.push({ name, store, cartridge, parityStored: store.parityStored !== false });
  }
  const headers = opened.flatMap(({ cartridge }) => (cartridge ? [cartridge.header] : []));
  return opened.map((dump) => {
    const header = dump.cartridge?.header;
    const age = header && headers.filter((other) => compareAge(other, header) < 0).length;
    return { ...dump, age };
  });
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
