import { openCartridge } from "@floppytape/cartridge";
import { encodeZftapeVolume } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import { createZftape } from "../src/index.js";
import { smallCartridge } from "./small-cartridge.js";

/** An entry that may end before it begins. */
function entry(index: number, firstSegment: number, lastSegment: number): Uint8Array {
  const size = { dataBytes: 100_000, blockSize: 1024 };
  const bytes = encodeZftapeVolume({ index, firstSegment, lastSegment: 0xffff, ...size }, 4);
  new DataView(bytes.buffer).setUint16(6, lastSegment, true);
  return bytes;
}

test("a volume that ends before it begins leads to no segment behind the tape", async () => {
  const store = await smallCartridge();
  const table = Buffer.concat([entry(0, 13434, 3), entry(1, 4, 20000)]);
  await (await openCartridge(store)).writeTable(table);
  const unit = await createZftape(store, { retries: 0 }).open("nqft", "r");
  await expect(unit.read(new Uint8Array(10240))).rejects.toMatchObject({
    code: "EIO",
    details: { segment: 13434 },
  });
});
