/** Cartridges that are taken out before headers and volume table were written, and come back. */
import { decodeHeaderSegment, UnsetQicTime } from "@floppytape/qic-format";
import { type Drive, forgetTape } from "./drive.js";
import { restoreTape, rewriteTail } from "./restore-tape.js";
import { saveCartridge, unpackedHeader } from "./saved-state.js";
import { isDirty, type Tape } from "./tape.js";
import type { SavedCartridge } from "./zftape-state.js";

/** Older ones are forgotten. */
const mostRemembered = 8;

/** Forgets the cartridge, but for what is to be written on it when it is in the drive again. */
export function setTapeAside(drive: Drive): void {
  const { tape, openVolume } = drive;
  if (tape && (isDirty(tape) || openVolume)) keepAside(drive, [], saveCartridge(drive, tape));
  forgetTape(drive);
}

/** Remembers cartridges that are not in the drive, as far as they could be told from others. */
export function keepAside(
  drive: Drive,
  earlier: readonly SavedCartridge[] = [],
  last: SavedCartridge,
): void {
  const all = [...drive.takenOut, ...earlier, last].filter(isUnmistakable);
  drive.takenOut = all.slice(-mostRemembered);
}

/** The cartridge in the drive with what is to be written on it, if it is one that was set aside. */
export async function recallTape(drive: Drive): Promise<Tape | undefined> {
  for (const saved of drive.takenOut) {
    const tape = await restoreTape(drive.store, saved);
    if (tape === undefined) continue;
    drive.takenOut = drive.takenOut.filter((other) => other !== saved);
    drive.tape = tape;
    drive.acceptedCounters = saved.writeCounters;
    await rewriteTail(drive, tape, saved);
    return tape;
  }
  return undefined;
}

/** Cartridges without dates are all alike when they are new, and counters may be equal by chance. */
function isUnmistakable({ headerBytes }: SavedCartridge): boolean {
  const bytes = headerBytes === undefined ? undefined : unpackedHeader(headerBytes);
  if (bytes === undefined) return false;
  const { formatDate, initialFormatDate } = decodeHeaderSegment(bytes).header;
  return [formatDate, initialFormatDate].some((date) => date !== 0 && date !== UnsetQicTime);
}
