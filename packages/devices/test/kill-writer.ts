/**
 * Writes volumes to an image until somebody kills it, and says what it was promised: one line of JSON for
 * each resolved flush or release. Arguments: image, seed, number of the first volume, and after how many
 * changes of files it kills itself; 0: never.
 */
import { writeSync } from "node:fs";
import { MtOp, TapeError } from "@floppytape/magtape";
import { type OpenTape, openTape } from "../src/index.js";
import { dieAtOperation } from "./die-at-operation.js";
import { seededRandom, volumeContent } from "./seeded-random.js";

const [image = "", seedText = "", firstText = "", lastOperation = "0"] = process.argv.slice(2);
const random = seededRandom(Number(seedText));
const blockBytes = 10240;
const node = random(3) === 0 ? "nzqft" : "nqft";
const say = (line: object) => writeSync(1, `${JSON.stringify(line)}\n`);

/** Writes a volume; returns its length, and whether the tape has room for more. */
async function writeVolume({ unit }: OpenTape, id: number) {
  const content = volumeContent(id, blockBytes * 40);
  let bytes = 0;
  for (let writes = 1 + random(10); writes > 0; writes--) {
    const length = blockBytes * (1 + random(4));
    try {
      const taken = await unit.write(content.subarray(bytes, bytes + length));
      bytes += taken;
      if (taken < length) return { bytes, full: true };
    } catch (error) {
      if (error instanceof TapeError && error.code === "ENOSPC") return { bytes, full: true };
      throw error;
    }
    if (random(3) === 0) {
      await unit.flush();
      say({ id, bytes, closed: false });
    }
  }
  return { bytes, full: false };
}

const open = () => openTape(image, { mode: "rw", node });

if (Number(lastOperation) > 0) await dieAtOperation(Number(lastOperation));
let tape = await open();
if (random(8) === 0) {
  await tape.unit.operation(MtOp.Rewind, 1);
  say({ overwrites: true });
} else await tape.unit.operation(MtOp.Eom, 1);

for (let id = Number(firstText); ; id++) {
  const { bytes, full } = await writeVolume(tape, id);
  if (bytes > 0) {
    if (!full && random(2) === 0) {
      await tape.unit.operation(MtOp.Weof, 1);
      await tape.unit.flush();
    } else {
      await tape.release();
      if (!full) tape = await open();
    }
    say({ id, bytes, closed: true });
  }
  if (full) {
    await tape.release();
    break;
  }
}
