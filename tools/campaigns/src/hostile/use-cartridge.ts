import assert from "node:assert/strict";
import { openCartridge, type SegmentStore, scanCartridge } from "@floppytape/cartridge";
import { HeaderBytes } from "@floppytape/qic-format";
import type { Random } from "../seeded-random.js";
import type { Caller } from "./caller.js";

/** Segments that are scanned; a header may claim 261120. */
const mostScanned = 300;

/** Header, table, segments and reports of an image, as `verify` and `map` look at it. */
export async function useCartridge(
  store: SegmentStore,
  random: Random,
  caller: Caller,
): Promise<void> {
  const searchAllSegments = random.oneIn(4);
  const cartridge = await caller.try("openCartridge", ["CartridgeError"], () =>
    openCartridge(store, { searchAllSegments }),
  );
  if (cartridge === undefined) return;
  caller.tally.add("cartridges opened");
  const { segmentCount } = cartridge.badSectors;
  const capacity = cartridge.capacityBytes();
  assert(capacity >= 0 && capacity <= segmentCount * HeaderBytes, `capacity ${capacity}`);
  for (const segment of [0, 3, segmentCount - 1, segmentCount, 2 ** 32, -5]) {
    const position = cartridge.dataPosition(segment);
    assert(position >= 0 && position <= capacity, `data position ${position} of ${segment}`);
  }
  await caller.try("readTable", ["CartridgeError"], () => cartridge.readTable());
  for (let count = 0; count < 6; count++) {
    const segment = random.below(segmentCount);
    const retries = random.below(2);
    const contents = await caller.try(`readSegment ${segment}`, ["CartridgeError"], () =>
      cartridge.readSegment(segment, { retries }),
    );
    assert(contents && contents.data.length <= cartridge.dataBytes(segment));
  }
  const firstSegment = random.oneIn(2) ? 0 : random.below(segmentCount);
  const lastSegment = Math.min(segmentCount - 1, firstSegment + mostScanned - 1);
  await caller.try("scanCartridge", ["CartridgeError"], async () => {
    let expected = firstSegment;
    for await (const { segment } of scanCartridge(cartridge, { firstSegment, lastSegment }))
      assert.equal(segment, expected++, "segments are scanned in order");
    assert.equal(expected, lastSegment + 1, "all segments were scanned");
  });
}
