/** A whole cartridge in another emulator's drive, and taken from there to another machine. */
import { formatCartridge, openCartridge } from "@floppytape/cartridge";
import { cartridgeTypeNamed } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import { openDrive } from "../../src/index.js";
import {
  createImageMedium,
  createPeerSimulator,
  createSimulator,
  createSyncMemory,
} from "../../src/sim/index.js";

const SegmentBytes = 32768;

test.each(["sector", "fifo"] as const)(
  "a cartridge formatted there is read everywhere; an event for each %s",
  async (mode) => {
    const type = cartridgeTypeNamed("qic80-307");
    if (type === undefined) throw new Error("no such cartridge");
    const image = createSyncMemory();
    const peer = createPeerSimulator({ cartridge: { image }, unit: 1, mode });
    const store = await openDrive(peer.hardware, { unit: 1 });
    const { header } = await formatCartridge(store, { type, label: "PEER" });
    expect([header.headerSegments[0], image.sizeBytes]).toEqual([0, 4200 * SegmentBytes]);
    expect(store.counters).toMatchObject({ repositions: 0, hardErrors: 0, tracksFormatted: 28 });
    await store.close();

    const again = createPeerSimulator({ cartridge: { image }, unit: 1 });
    const reopened = await openDrive(again.hardware, { unit: 1 });
    const cartridge = await openCartridge(reopened);
    expect(cartridge.header).toEqual(header);
    expect((await cartridge.readSegment(4199)).report.how).toBe("read");
    await reopened.close();

    const own = createSimulator({ cartridge: createImageMedium(image) });
    const elsewhere = await openDrive(own.hardware);
    expect((await openCartridge(elsewhere)).header).toEqual(header);
    await elsewhere.close();
  },
);
