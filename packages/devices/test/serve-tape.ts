/** Serves the tape that is its first word, under the name nst0, over standard input and output. */
import { TapeError } from "@floppytape/magtape";
import { allowNames, serveRmt } from "@floppytape/rmt";
import { stdioChannel } from "@floppytape/rmt/node";
import { closingWith, openTapeUnit } from "../src/index.js";

const [device = ""] = process.argv.slice(2);
const admitted = allowNames(["nst0"]);

process.exitCode = await serveRmt({
  channel: stdioChannel(),
  async open(name, { mode }) {
    if (admitted(name) === undefined) throw new TapeError("ENOENT", `no tape ${name}`);
    const { unit, release } = await openTapeUnit(device, { mode });
    return closingWith(unit, release);
  },
});
