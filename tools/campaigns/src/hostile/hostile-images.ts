import assert from "node:assert/strict";
import {
  createMemoryBytes,
  createRawImageStore,
  holesOf,
  rescueMapOf,
} from "@floppytape/cartridge";
import { createZftape, type NodeName } from "@floppytape/zftape";
import type { Campaign } from "../campaign.js";
import { type Random, seededRandom } from "../seeded-random.js";
import { baseImage } from "./base-images.js";
import { type Caller, createCaller } from "./caller.js";
import { guardedBytes } from "./guarded-bytes.js";
import { mutateImage } from "./mutate-image.js";
import { useCartridge } from "./use-cartridge.js";
import { useDevices } from "./use-devices.js";
import { useUnit } from "./use-unit.js";

const nodes: readonly (NodeName | number)[] = [
  ...(["qft", "nqft", "zqft", "nzqft", "rawqft", "nrawqft"] as const),
  ...[0, 8, 20, 24, 64, 255],
];

/**
 * Images that lie, and everything a user can do with them: calls end, fail in the documented ways only,
 * take memory within bounds, and reading changes nothing.
 */
export const hostileImages: Campaign = {
  name: "hostile-images",
  async run(seed, tally) {
    const random = seededRandom(seed);
    const caller = createCaller(tally);
    const { name, bytes } = await baseImage(random);
    const image = mutateImage(random, bytes);
    try {
      if (random.oneIn(3)) await useDevices(image, random, caller);
      else await useMemory(image, random, caller);
    } catch (error) {
      throw new Error(`made from the image ${name}`, { cause: error });
    }
  },
};

/** The image in memory: first only read, then written. */
async function useMemory(image: Uint8Array, random: Random, caller: Caller): Promise<void> {
  const memory = createMemoryBytes(image);
  const segments = Math.ceil(image.length / 32768);
  const holes = Array.from({ length: random.below(4) }, () => {
    return [random.below(Math.min(segments, 40) + 1), random.below(2 ** 32)] as const;
  });
  const map = rescueMapOf(new Map(holes), image.length);
  assert(holesOf(map, image.length).size <= holes.length);
  const writeProtected = random.oneIn(3);
  const store = createRawImageStore(guardedBytes(memory), { map, writeProtected });
  await useCartridge(store, random, caller);

  for (const mode of ["r", "rw"] as const) {
    const force = random.oneIn(3);
    const zftape = createZftape(store, { force, retries: random.below(3) });
    for (let opened = 0; opened < 3; opened++) {
      const node = random.pick(nodes);
      const unit = await caller.try(`open ${node} ${mode}`, ["TapeError"], () =>
        zftape.open(node, mode),
      );
      if (unit === undefined) continue;
      await useUnit(unit, random, caller, 16);
      await caller.try("close", ["TapeError"], () => unit.close());
      await caller.try("second close", ["TapeError"], () => unit.close());
    }
    await caller.try("commit", ["TapeError"], () => zftape.commit());
    if (mode === "r" || writeProtected)
      assert.equal(Buffer.compare(memory.bytes(), image), 0, "reading has changed the image");
  }
  await useCartridge(store, random, caller);
  await caller.try("close of the store", ["CartridgeError"], () => store.close());
}
