import { segmentStoreConformance } from "@floppytape/cartridge/conformance";
import { expect, test } from "vitest";
import type { ChipName } from "../../src/index.js";
import { type DriveModelName, driveModels, MediumFlag } from "../../src/sim/index.js";
import { openBench, smallMedium } from "./drive-bench.js";

/** Drives that are woken in different ways, with controllers of different ages, by DMA and by the processor. */
const pairs: readonly (readonly [DriveModelName, ChipName, "dma" | "pio"])[] = [
  ["colorado-dj20", "82077AA", "dma"],
  ["archive-xl9250i", "8272A", "dma"],
  ["wangtek-3080f", "82072", "dma"],
  ["insight-80", "82077", "dma"],
  ["iomega-3200", "82078-1", "dma"],
  ["conner-c250mq", "82078", "pio"],
  ["colorado-dj20", "Ditto EZ", "dma"],
];

for (const [model, chip, transfer] of pairs)
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
