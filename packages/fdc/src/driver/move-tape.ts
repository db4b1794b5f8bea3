import type { Motion } from "@floppytape/cartridge";
import { moveLoaderDoor, setCartridgeLock } from "../qic117/loader.js";
import type { DriveParts } from "./drive-parts.js";

/**
 * What can be done with a cartridge besides reading and writing; the stream was halted before. Drives
 * without a loader have neither lock nor door: their cartridge is only brought to its beginning.
 */
export async function moveTape(parts: DriveParts, kind: Motion): Promise<void> {
  const { drive, positioner, state, layout } = parts;
  if (kind === "reset") {
    positioner.lost();
    await state.heedNewCartridge();
    if (await drive.reset()) state.exchanged();
    return reload(parts);
  }
  if (kind === "load") {
    await moveLoaderDoor(drive, false);
    await state.ask();
    await state.requireCartridge();
    if (!state.medium(false).atBeginning) await positioner.windTo("beginning");
    return reload(parts);
  }
  await state.requireCartridge();
  switch (kind) {
    case "rewind":
      await positioner.windTo("beginning");
      break;
    case "retension":
      await positioner.windTo("end");
      await positioner.windTo("beginning");
      break;
    case "eject":
      await positioner.windTo("beginning");
      await moveLoaderDoor(drive, true);
      break;
    case "lock":
    case "unlock":
      await setCartridgeLock(drive, kind === "lock");
      break;
    default:
      kind satisfies never;
  }
  await drive.waitReady(layout.timeouts.resetMs);
  await state.ask();
}

/** Start-up once more for the cartridge, of which the caller has taken note now. */
async function reload({ state, positioner }: DriveParts): Promise<void> {
  await state.load();
  positioner.lost();
  state.acknowledge();
}
