import { expect, test } from "vitest";
import { openImage } from "../../src/image/index.js";
import { createMemoryBytes, type MemoryStore, openCartridge, SectorFlag } from "../../src/index.js";
import { formattedStore } from "../small-cartridge.js";
import { exported } from "./collect.js";

function damage(store: MemoryStore, segment: number, sectors: readonly number[]) {
  for (const sector of sectors) {
    store.poke(segment, sector, 0xa5);
    store.flag(segment, sector, SectorFlag.CrcError);
  }
}

test.each(["segments", "packed-segments", "data", "slots", "twti"] as const)(
  "a header that two damaged copies make together opens an export as %s unaided",
  async (kind) => {
    const store = await formattedStore("MERGED");
    damage(store, 0, [0, 3, 9, 30]);
    damage(store, 1, [1, 3, 10, 30, 31]);
    const cartridge = await openCartridge(store);
    const { bytes, result } = await exported(cartridge, kind);
    const image = await openImage(createMemoryBytes(bytes), { map: result.map });
    const again = await openCartridge(image.store);
    expect(again.header.label).toBe("MERGED");
    expect(Buffer.compare(again.headerBytes, cartridge.headerBytes)).toBe(0);
    const hasParity = kind === "segments" || kind === "packed-segments";
    expect([...result.lost.keys()]).toEqual(hasParity ? [0, 1] : []);
    if (!hasParity) expect(again.findings).toEqual([]);
  },
);
