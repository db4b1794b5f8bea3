import type { MtOpFamily } from "@floppytape/magtape";
import {
  ScsiTapeTraits,
  type TapeDrive,
  tapeUnitConformance,
} from "@floppytape/magtape/conformance";
import { expect, test } from "vitest";
import { type ByteChannel, connectRmt, createChannelPair, serveRmt } from "../src/index.js";
import { createMemoryTape, type MemoryTape } from "./memory-tape.js";
import { withoutVersionOne } from "./without-version-one.js";

/** A drive behind a server of its own for every open. */
function remoteDrive(tape: MemoryTape, wrap: (channel: ByteChannel) => ByteChannel): TapeDrive {
  const peer: MtOpFamily = "linux";
  return {
    async open(mode) {
      const [ours, theirs] = createChannelPair();
      const served = serveRmt({
        channel: theirs,
        open: (_, request) => tape.open(request.mode),
        peer,
      });
      const connection = connectRmt({ channel: wrap(ours), peer });
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
  fresh: async () => remoteDrive(createMemoryTape(), (channel) => channel),
});

tapeUnitConformance({ test, expect }, "version 0", {
  traits: ScsiTapeTraits,
  fresh: async () => remoteDrive(createMemoryTape({ floppy: true }), withoutVersionOne),
});
