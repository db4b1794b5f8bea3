import {
  CartridgeError,
  createPlainFraming,
  createSegmentWriter,
  openCartridge,
  type SegmentStore,
} from "@floppytape/cartridge";
import type { HeaderSegment } from "@floppytape/qic-format";
import type { Drive } from "./drive.js";
import { unpacked, unpackedHeader } from "./saved-state.js";
import { putVolume, type Tape, tapeOf } from "./tape.js";
import type { SavedCartridge } from "./zftape-state.js";

/**
 * The tape with what was not written to it yet, if the cartridge is the one that it belongs to and as it
 * was then; else undefined.
 */
export async function restoreTape(
  store: SegmentStore,
  saved: SavedCartridge,
): Promise<Tape | undefined> {
  if ((await store.status()).newCartridge) return undefined;
  const onTape = await openCartridge(store).catch(noCartridge);
  if (onTape === undefined) return undefined;
  if (onTape.badSectors.segmentCount !== saved.segmentCount) return undefined;
  if (!saved.writeCounters.includes(onTape.header.segmentsWritten)) return undefined;
  const headerBytes =
    saved.headerBytes === undefined ? undefined : unpackedHeader(saved.headerBytes);
  const tableRoom = onTape.dataBytes(onTape.firstDataSegment);
  const tableBytes =
    saved.tableBytes === undefined ? undefined : unpacked(saved.tableBytes, tableRoom);
  if (saved.headerBytes !== undefined && headerBytes === undefined) return undefined;
  if (saved.tableBytes !== undefined && tableBytes === undefined) return undefined;
  try {
    const headerPending = headerBytes !== undefined;
    const cartridge = headerPending
      ? await openCartridge(store, { restore: { headerBytes } })
      : onTape;
    if (!sameOrigin(cartridge.header, onTape.header)) return undefined;
    const tape = await tapeOf(cartridge, saved.endBlockSize, { headerPending, tableBytes });
    tape.segmentsWritten = saved.segmentsWritten;
    return tape;
  } catch {
    return undefined; // a header or a table that makes no sense
  }
}

/** Nothing to compare with: the cartridge is another, or broken. A drive that fails says nothing of it. */
function noCartridge(error: unknown): undefined {
  if (error instanceof CartridgeError && error.code === "EIO") throw error;
}

/** Two headers were made in one formatting: no update of a header changes these fields. */
function sameOrigin(a: HeaderSegment, b: HeaderSegment): boolean {
  return (
    a.formatDate === b.formatDate &&
    a.initialFormatDate === b.initialFormatDate &&
    a.formatCount === b.formatCount &&
    a.manufacturer === b.manufacturer &&
    a.lotCode === b.lotCode
  );
}

/**
 * Writes the last segments of an interrupted volume again where they are not as they were flushed. A
 * cartridge that cannot be written keeps what it has.
 */
export async function rewriteTail(
  drive: Drive,
  tape: Tape,
  { tail }: SavedCartridge,
): Promise<void> {
  const { cartridge } = tape;
  const status = await drive.store.status();
  if (tail.length === 0 || status.writeProtected) return;
  const parts = tail.map(({ segment, data }) => ({
    segment,
    data: unpacked(data, cartridge.dataBytes(segment)),
  }));
  let intact = true;
  for (const { segment, data } of parts) {
    if (data === undefined || segment > cartridge.lastDataSegment) return;
    const onTape = await cartridge.readSegment(segment);
    const same = onTape.data.length === data.length && onTape.data.every((b, i) => b === data[i]);
    intact &&= same && onTape.report.how !== "lost";
  }
  if (intact) return;
  const framing = createPlainFraming();
  for (const { data } of parts) framing.push(data!);
  const writer = createSegmentWriter(cartridge, {
    firstSegment: parts[0]!.segment,
    lastSegment: cartridge.lastDataSegment,
    framing,
  });
  try {
    await writer.pump(true);
    await writer.settle();
    tape.segmentsWritten += writer.segmentsWritten;
  } finally {
    writer.close();
  }
  extendLastVolume(drive, tape, writer.lastWritten ?? 0);
}

/** Sectors that failed while the tail was written again have moved its end. */
function extendLastVolume(drive: Drive, tape: Tape, lastSegment: number): void {
  const last = tape.volumes.at(-1);
  if (last === undefined || lastSegment <= last.lastSegment) return;
  putVolume(tape, { ...last, lastSegment, isNew: true });
  drive.position = { segment: tape.endSegment, offset: 0, volumeBytes: 0, beforeMark: false };
}
