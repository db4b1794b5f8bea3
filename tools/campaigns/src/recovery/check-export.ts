import assert from "node:assert/strict";
import { type Cartridge, createMemoryBytes } from "@floppytape/cartridge";
import {
  type ExportResult,
  exportImage,
  type ImageKind,
  openImage,
} from "@floppytape/cartridge/image";
import { AllSectors } from "@floppytape/qic-format";
import { openRecording } from "@floppytape/rescue/contents";
import type { Tally } from "../campaign.js";
import { assertSame } from "../damage/read-volumes.js";
import { type ReadEntry, readEntries } from "./check-entries.js";
import type { TrueCartridge } from "./true-cartridge.js";

/** Every kind that an image can be exported to; `twtz` is a compressed `twti`. */
export const exportedKinds = [
  "segments",
  "packed-segments",
  "data",
  "volume-data",
  "slots",
  "twti",
] as const satisfies readonly ImageKind[];

/** Kinds that hold parity. */
const withParity: readonly ImageKind[] = ["segments", "packed-segments"];

/**
 * What an exported image says of its files has to be what the cartridge said: the same bytes are lost,
 * the others are the same, and without parity nothing vouches for them.
 */
export async function checkExport(
  written: TrueCartridge,
  cartridge: Cartridge,
  kind: ImageKind,
  read: readonly (readonly ReadEntry[])[],
  tally: Tally,
): Promise<void> {
  const { bytes, map, isWhole } = await exported(cartridge, kind);
  const image = await openImage(createMemoryBytes(bytes), {
    map,
    // one kind leaves it out, and others need one that is not damaged
    ...((kind === "volume-data" || !isWhole) && { header: cartridge.headerBytes }),
    // what is lost may be what it is known by
    ...(!isWhole && { kind }),
  });
  // without them some kinds are the same
  const hasDefects = written.volumes.some(({ firstSegment, lastSegment }) =>
    [...cartridge.badSectors.entries()].some(
      ([segment, bad]) => bad !== AllSectors && firstSegment <= segment && segment <= lastSegment,
    ),
  );
  if (isWhole && hasDefects)
    assert.equal(image.kind, kind, `what an image of the kind ${kind} is taken for`);
  const { volumes } = await openRecording(image.store);
  assert.equal(volumes.length, read.length, `${kind}: volumes`);
  for (const [index, volume] of volumes.entries()) {
    const entries = await readEntries(volume);
    const where = `volume ${index} of ${kind}`;
    // it can only say of whole segments that they are lost
    if (kind === "twti" && !isWhole) compareSome(entries, read[index]!, where);
    else compareAll(entries, read[index]!, where);
    if (!withParity.includes(kind))
      for (const { entry, report } of entries) {
        const { read: good, corrected, unverified } = report.account;
        assert.equal(unverified, good + corrected, `${where}: something vouches for ${entry.path}`);
      }
  }
  tally.add(`exports as ${kind}`);
}

async function exported(cartridge: Cartridge, kind: ImageKind) {
  const chunks: Uint8Array[] = [];
  const exporting = exportImage(cartridge, kind);
  let result: ExportResult;
  for (;;) {
    const { done, value } = await exporting.next();
    if (done) {
      result = value;
      break;
    }
    chunks.push(value.slice());
  }
  const bytes = Buffer.concat(chunks);
  assert.equal(bytes.length, result.sizeBytes, `bytes of ${kind}`);
  return { bytes, map: result.map, isWhole: result.lost.size === 0 };
}

function compareAll(found: readonly ReadEntry[], read: readonly ReadEntry[], where: string): void {
  const names = (entries: readonly ReadEntry[]) => entries.map(({ entry }) => entry.path);
  assert.deepEqual(names(found), names(read), where);
  for (const [index, { entry, bytes, report }] of found.entries()) {
    const before = read[index]!;
    assert.deepEqual(report.holes, before.report.holes, `${where}: holes of ${entry.path}`);
    assertSame(bytes, before.bytes, `${where}: ${entry.path}`);
  }
}

/** What is still found under its name is right as far as it is there. */
function compareSome(found: readonly ReadEntry[], read: readonly ReadEntry[], where: string): void {
  const known = new Map(read.map((one) => [one.entry.path, one.bytes]));
  for (const { entry, bytes, spans } of found) {
    const before = known.get(entry.path);
    if (before === undefined || before.length !== bytes.length) continue;
    const expected = before.slice();
    for (const { start, end, state } of spans) if (state === "lost") expected.fill(0, start, end);
    assertSame(bytes, expected, `${where}: ${entry.path}`);
  }
}
