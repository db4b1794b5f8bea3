import { expect, test } from "vitest";
import { createFaults, type FaultScript } from "../../src/sim/index.js";
import { openBench, smallMedium } from "./drive-bench.js";

const segment = new Uint8Array(32768);

/** A drive with one fault, which only strikes after `unleash`. */
async function bench(script: FaultScript) {
  const faults = createFaults(script);
  let loose = false;
  const held = {
    has: faults.has,
    strikes: (...place: Parameters<typeof faults.strikes>) =>
      loose ? faults.strikes(...place) : undefined,
  };
  const unleash = () => {
    loose = true;
  };
  return { ...(await openBench({ faults: held })), unleash };
}

test("a cartridge whose rate could not be set is not used at the rate of the one before", async () => {
  const { store, simulator, unleash } = await bench([
    { kind: "driveError", where: { command: 27 }, when: "once", args: { error: 22 } },
  ]);
  simulator.drive.eject();
  simulator.drive.insert(smallMedium({ standard: "QIC-40" }));
  unleash();
  await expect(store.motion("load")).rejects.toMatchObject({ code: "EIO", details: { code: 22 } });
  expect((await store.readRun(3, 1, segment)).unreadable[0]).toBe(0);
  expect(store).toMatchObject({ standard: "QIC-40", rate: 500 });
  await store.close();
});

test("a tape that jams on its way back is wound on to its beginning", async () => {
  const { store, unleash } = await bench([
    { kind: "motorStall", where: { motion: "wind" }, when: "once", args: { error: 4 } },
  ]);
  await store.readRun(10, 1, segment);
  unleash();
  await store.motion("rewind");
  expect((await store.status()).atBeginning).toBe(true);
  await store.close();
});
