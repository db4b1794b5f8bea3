import { type Drive, forgetTape } from "./drive.js";
import { restoreTape, rewriteTail } from "./restore-tape.js";
import { keepAside } from "./taken-out.js";
import { isZftapeState, type ZftapeState } from "./zftape-state.js";

/**
 * Takes a stored state over, if the cartridge still is as the state knows it: same number of segments,
 * a header counter that the state goes with. Segments that may have been cut short are written again.
 */
export async function restoreState(
  drive: Drive,
  state: ZftapeState,
): Promise<"applied" | "dropped"> {
  if (!isZftapeState(state)) return "dropped";
  const { cartridge } = state;
  if (cartridge) {
    const tape = await restoreTape(drive.store, cartridge);
    if (tape === undefined) {
      const { newCartridge, cartridgePresent } = await drive.store.status();
      // Taken out between the two processes: it may come back.
      if (newCartridge || !cartridgePresent) keepAside(drive, state.takenOut, cartridge);
      return "dropped";
    }
    forgetTape(drive);
    drive.tape = tape;
    drive.position = cartridge.position;
    drive.positionIsRaw = cartridge.positionIsRaw === true;
    drive.positionExpands = cartridge.positionExpands === true;
    drive.acceptedCounters = cartridge.writeCounters;
    await rewriteTail(drive, tape, cartridge);
  }
  drive.blockSize = state.blockSize;
  drive.compression = state.compression === true;
  drive.offline = state.offline;
  drive.doorLocked = state.doorLocked === true;
  drive.resid = state.resid;
  drive.takenOut = state.takenOut ?? [];
  return "applied";
}
