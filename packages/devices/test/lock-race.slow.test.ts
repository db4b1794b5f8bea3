import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createGeometry } from "@floppytape/qic-format";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createImage, openTape } from "../src/index.js";
import { buildProgram, startProgram } from "./child-program.js";
import { seededRandom } from "./seeded-random.js";

const folder = mkdtempSync(join(tmpdir(), "lock-race-"));
const image = join(folder, "tape.img");
let contender = "";

beforeAll(async () => {
  contender = await buildProgram("lock-contender", folder);
  const geometry = createGeometry({ formatCode: 2, segmentsPerTrack: 10, tracksPerCartridge: 2 });
  await createImage(image, { type: { standard: "QIC-80", geometry } });
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([1, 2, 3])("of many processes one has the image, seed %i", async (seed) => {
  const log = join(folder, `log-${seed}`);
  const random = seededRandom(seed);
  const programs = Array.from({ length: 8 }, (_, index) =>
    startProgram(contender, [image, log, `${seed * 100 + index}`, "8"]),
  );
  // Two of them are killed from outside, wherever they are just then: waiting, taking over, inside.
  const victims = new Set<string>();
  for (const { child } of programs.slice(0, 2)) {
    await pause(100 + random(400));
    victims.add(`${child.pid}`);
    child.kill("SIGKILL");
  }
  for (const { ended } of programs) {
    const { code, signal, errors } = await ended;
    expect({ errors, ended: code ?? signal }).toEqual({
      errors: "",
      ended: code === 0 ? 0 : "SIGKILL",
    });
  }

  let holder = "";
  let turns = 0;
  for (const line of readFileSync(log, "latin1").trimEnd().split("\n")) {
    const [event, pid = ""] = line.split(" ");
    if (event === "in") {
      expect(holder === "" || victims.has(holder) ? "free" : `held by ${holder}`).toBe("free");
      holder = pid;
      turns++;
    } else {
      expect(pid).toBe(holder);
      holder = "";
    }
  }
  expect(turns).toBeGreaterThan(20);
  const tape = await openTape(image, { mode: "rw" });
  await tape.release();
});
