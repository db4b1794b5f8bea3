import { createMemoryStore, formatCartridge } from "@floppytape/cartridge";
import { smallGeometry } from "../damaged-dumps.js";

/** The image of another cartridge of the same make, empty. */
export async function otherCartridge(): Promise<Uint8Array> {
  const store = createMemoryStore({ segmentCount: 40 });
  const type = { standard: "QIC-80", geometry: smallGeometry } as const;
  await formatCartridge(store, { type, label: "cellar", date: 0x3bdf7e70 });
  const image = new Uint8Array(40 * 32768);
  for (let segment = 0; segment < 40; segment++)
    image.set(store.segmentBytes(segment), segment * 32768);
  return image;
}
