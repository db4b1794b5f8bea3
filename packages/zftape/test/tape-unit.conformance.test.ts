import { FloppyTapeTraits, tapeUnitConformance } from "@floppytape/magtape/conformance";
import { expect, test } from "vitest";
import { createZftape, type NodeName, type ZftapeUnit } from "../src/index.js";
import { smallCartridge } from "./small-cartridge.js";

function fixture(node: NodeName) {
  return {
    traits: { ...FloppyTapeTraits, capacityLimitBytes: 2 << 20 },
    async fresh() {
      const store = await smallCartridge({ queueDepth: 3 });
      const zftape = createZftape(store);
      return {
        open: (mode: "r" | "rw"): Promise<ZftapeUnit> => zftape.open(node, mode),
        async writeProtect() {
          store.setWriteProtected(true);
        },
        dispose: () => store.close(),
      };
    },
  };
}

tapeUnitConformance({ test, expect }, "nqft", fixture("nqft"));
tapeUnitConformance({ test, expect }, "nzqft", fixture("nzqft"));
