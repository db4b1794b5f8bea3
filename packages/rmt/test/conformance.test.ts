import {
  ScsiTapeTraits,
  type TapeDrive,
  tapeUnitConformance,
} from "@floppytape/magtape/conformance";
import { expect, test } from "vitest";
import { connectRmt, createChannelPair, serveRmt } from "../src/index.js";
import { createMemoryTape, type MemoryTape } from "./memory-tape.js";

/** A drive behind a server of its own for every open. */
function remoteDrive(tape: MemoryTape, version: 0 | 1): TapeDrive {
  return {
    async open(mode) {
      const [ours, theirs] = createChannelPair();
      const served = serveRmt({
        channel: theirs,
        open: (_, request) => tape.open(request.mode),
      });
      const connection = connectRmt({ channel: ours, version });
      const unit = await connection.open("nst0", mode);
      const close = async () => {
        await unit.close();
        await connection.close();
        expect(await served).toBe(0);
      };
      return { ...unit, close };
    },
    writeProtect: () => tape.writeProtect(),
    dispose: () => tape.dispose(),
  };
}

tapeUnitConformance({ test, expect }, "version 1", {
  traits: ScsiTapeTraits,
  fresh: async () => remoteDrive(createMemoryTape(), 1),
});

tapeUnitConformance({ test, expect }, "version 0", {
  traits: ScsiTapeTraits,
  fresh: async () => remoteDrive(createMemoryTape({ floppy: true }), 0),
});
