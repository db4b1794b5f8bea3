/**
 * Makes an image, or writes a volume to one, where files can't become longer than a limit that the
 * caller has set; says what came of it as JSON. Arguments: "make", "write" or "record", image.
 */
import { writeSync } from "node:fs";
import { createGeometry } from "@floppytape/qic-format";
import { createImage, openTape, openTapeUnit } from "../src/index.js";
import { block } from "./block.js";

const [, , what, image = ""] = process.argv;
const say = (line: object) => writeSync(1, `${JSON.stringify(line)}\n`);

async function write(): Promise<void> {
  const tape = await openTape(image, { mode: "w", node: "qft" });
  let seed = 1;
  try {
    for (; ; seed++) await tape.unit.write(block(seed));
  } catch (error) {
    await tape.release();
    throw error;
  }
}

async function record(): Promise<void> {
  const { unit, release } = await openTapeUnit(image, { mode: "w" });
  let seed = 1;
  try {
    for (; ; seed++) await unit.write(block(seed));
  } catch (error) {
    await release();
    throw error;
  }
}

async function make(): Promise<void> {
  const geometry = createGeometry({ formatCode: 4, segmentsPerTrack: 20, tracksPerCartridge: 6 });
  await createImage(image, { type: { standard: "QIC-80", geometry }, force: true });
}

try {
  await (what === "make" ? make() : what === "record" ? record() : write());
  say({ code: "none" });
} catch (error) {
  const { code, message } = error as Error & { code?: string };
  say({ code, message });
}
