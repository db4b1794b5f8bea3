import { segmentStoreConformance } from "@floppytape/cartridge/conformance";
import { expect, test } from "vitest";
import type { ChipName } from "../../src/index.js";
import { type DriveModelName, driveModels, MediumFlag } from "../../src/sim/index.js";
import { openBench, smallMedium } from "./drive-bench.js";

/** Runs the duties of a `SegmentStore` over a simulated drive. */
export function driveConformance(
  model: DriveModelName,
  chip: ChipName,
  transfer: "dma" | "pio",
): void {
  segmentStoreConformance({ test, expect }, `${model} with ${chip}, ${transfer}`, async () => {
    const medium = smallMedium();
    const drive = { chip, drive: driveModels[model], cartridge: medium };
    const { store, simulator } = await openBench(drive, { transfer });
    const { geometry } = medium.type;
    store.useGeometry(geometry);
    /** The cartridge is taken out for a moment, as whoever does this to it must. */
    const handle = async (change: () => void) => {
      await store.flush();
      simulator.drive.eject();
      change();
      simulator.drive.insert(medium);
      await store.motion("load");
      store.useGeometry(geometry);
    };
    return {
      store,
      breakSector: (segment, sector, kind) =>
        handle(() =>
          medium.flag(
            segment,
            sector,
            kind === "unreadable" ? MediumFlag.CrcError : MediumFlag.Unwritable,
          ),
        ),
      protect: () =>
        handle(() => {
          medium.writeProtected = true;
        }),
      release: () => store.close(),
    };
  });
}
