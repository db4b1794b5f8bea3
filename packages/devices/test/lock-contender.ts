/**
 * Opens an image for writing again and again, and notes when it has it. Arguments: image, log file, seed,
 * rounds. Now and then it kills itself while it has it.
 */
import { appendFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { openTape } from "../src/index.js";
import { seededRandom } from "./seeded-random.js";

const [image = "", log = "", seed = "", rounds = ""] = process.argv.slice(2);
const random = seededRandom(Number(seed));
const note = (event: string) => appendFileSync(log, `${event} ${process.pid}\n`);

for (let round = 0; round < Number(rounds); round++) {
  const tape = await openTape(image, { mode: "rw", waitMs: 60_000 });
  note("in");
  await pause(random(4));
  if (random(40) === 0) {
    note("dies");
    process.kill(process.pid, "SIGKILL");
  }
  note("out");
  await tape.release();
}
