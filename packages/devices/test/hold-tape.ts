/** Opens the image for writing, writes a block, says so, and holds it until its input ends. */
import { writeSync } from "node:fs";
import { openTape } from "../src/index.js";
import { block } from "./block.js";

const [, , image = "", seed = "1"] = process.argv;
const tape = await openTape(image, { mode: "w" });
await tape.unit.write(block(Number(seed)));
await tape.unit.flush();
writeSync(1, "holding\n");
for await (const _ of process.stdin);
await tape.release();
