import { segmentStoreConformance } from "@floppytape/cartridge/conformance";
import { expect, test } from "vitest";
import { MediumFlag } from "../../src/sim/index.js";
import { remoteDrive } from "./remote-drive.js";

for (const clock of ["virtual time", "real time"] as const)
  segmentStoreConformance({ test, expect }, `a drive behind qtest, ${clock}`, async () => {
    const { medium, simulator, hardware, store } = await remoteDrive(clock);
    const { geometry } = medium.type;
    store.useGeometry(geometry);
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
        handle(() => {
          const flag = kind === "unreadable" ? MediumFlag.CrcError : MediumFlag.Unwritable;
          medium.flag(segment, sector, flag);
        }),
      protect: () =>
        handle(() => {
          medium.writeProtected = true;
        }),
      async release() {
        await store.close();
        await hardware.close();
      },
    };
  });
