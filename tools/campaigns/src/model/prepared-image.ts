import { buildSegment, openCartridge } from "@floppytape/cartridge";
import { eccEngine, SegmentBytes } from "@floppytape/ecc";
import { encodeZftapeVolume } from "@floppytape/qic-format";
import { formatImage, randomPlan } from "../fresh-cartridge.js";
import type { Random } from "../seeded-random.js";
import type { ModelFile } from "./model-file.js";
import { roomOf } from "./tape-room.js";

/** A table entry that belongs to no volume; whoever appends keeps it. */
const strangeEntry = Buffer.alloc(128, "XTBL of somebody else, ");

/** A formatted image, in half of the cases with volumes of another program. */
export async function prepareImage(random: Random) {
  const { geometry, ...plan } = randomPlan(random);
  const { bytes, store } = await formatImage({ geometry, ...plan });
  const cartridge = await openCartridge(store);
  const { firstDataSegment, lastDataSegment } = cartridge;
  const room = roomOf(geometry, plan.badSectors, firstDataSegment, lastDataSegment);

  const foreign: ModelFile[] = [];
  const entries: Uint8Array[] = [];
  const sectors = new Uint8Array(SegmentBytes);
  let firstSegment = firstDataSegment + 1;
  for (let index = 0; index < random.below(4) - 1; index++) {
    const lastSegment = firstSegment + random.below(4);
    const content = random.bytes(room.before(lastSegment + 1) - room.before(firstSegment));
    for (let segment = firstSegment, at = 0; segment <= lastSegment; segment++) {
      const length = room.before(segment + 1) - room.before(segment);
      const bad = plan.badSectors.get(segment) ?? 0;
      buildSegment(content.subarray(at, at + length), bad, eccEngine(), sectors);
      await store.writeSegment(segment, sectors, { skip: bad });
      at += length;
    }
    const place = { firstSegment, lastSegment };
    foreign.push({ content, blockSize: 1024, compressed: false, ...place });
    entries.push(foreignEntry(index, place, content.length, geometry.formatCode), strangeEntry);
    firstSegment = lastSegment + 1 + random.below(2);
  }
  await cartridge.writeTable(Buffer.concat(entries));
  await store.flush();
  return { image: bytes.bytes(), room, foreign, entries };
}

/** An entry without zftape's signatures. */
function foreignEntry(
  index: number,
  place: { readonly firstSegment: number; readonly lastSegment: number },
  dataBytes: number,
  formatCode: Parameters<typeof encodeZftapeVolume>[1],
): Uint8Array {
  const description = "Backup of drive C";
  const volume = { index, ...place, dataBytes, blockSize: 1024, description };
  const entry = encodeZftapeVolume(volume, formatCode);
  entry.fill(0, formatCode === 6 ? 62 : 58, formatCode === 6 ? 68 : 76);
  return entry;
}
