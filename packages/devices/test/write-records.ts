/** Writes records to the record image that is its first word until it is killed, a line for each that is safe. */
import { MtOp } from "@floppytape/magtape";
import { openTapeUnit } from "../src/index.js";

const [device = ""] = process.argv.slice(2);
const { unit } = await openTapeUnit(device, { mode: "w" });
for (let count = 1; ; count++) {
  await unit.write(new Uint8Array(1 + ((count * 7919) % 20000)).fill(count));
  if (count % 4 === 0) await unit.operation(MtOp.Weof, 1);
  process.stdout.write(`${count}\n`);
}
