import { createGeometry } from "@floppytape/qic-format";
import {
  createMemoryStore,
  formatCartridge,
  type MemoryStore,
  openCartridge,
} from "../src/index.js";

/** The short QIC-80 cartridge of most recordings: 20 segments on each of 6 tracks, format code 4. */
export const smallType = {
  standard: "QIC-80",
  geometry: createGeometry({ formatCode: 4, segmentsPerTrack: 20, tracksPerCartridge: 6 }),
} as const;

/** A formatted cartridge in memory, with the dates of the recordings. */
export async function formattedStore(label = "", queueDepth = 0): Promise<MemoryStore> {
  const store = createMemoryStore({ segmentCount: 120, queueDepth });
  await formatCartridge(store, { type: smallType, label, date: 0x3adf7e70 });
  return store;
}

/** A cartridge in memory, formatted and opened. */
export async function openSmallCartridge() {
  const store = await formattedStore();
  return { store, cartridge: await openCartridge(store) };
}
