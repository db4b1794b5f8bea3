/** What is on a cartridge must not be overwritten by what was meant for the one before. */
import { expect, test } from "vitest";
import { openDrive } from "../../src/index.js";
import { createSimulator } from "../../src/sim/index.js";
import { smallMedium } from "./drive-bench.js";

const segment = new Uint8Array(32768).fill(0x42);

/** A drive whose caller has flushed a segment, with another cartridge in it. */
async function replaced() {
  const first = smallMedium();
  const simulator = createSimulator({ cartridge: first });
  const store = await openDrive(simulator.hardware, { unit: 0 });
  store.useGeometry(first.type.geometry);
  await store.writeSegment(3, segment, { skip: 0 });
  await store.flush();
  simulator.drive.eject();
  const second = smallMedium();
  simulator.drive.insert(second);
  return { store, simulator, second };
}

test("who goes on writing is told, although nothing that was written is lost", async () => {
  const { store, second } = await replaced();
  const refused = { code: "EIO", message: "the cartridge was changed" };
  for (const next of [4, 5]) {
    await store.writeSegment(next, segment, { skip: 0 }).catch((error: unknown) => {
      expect(error).toMatchObject(refused);
    });
  }
  await store.flush().catch(() => undefined);
  await expect(store.writeSegment(6, segment, { skip: 0 })).rejects.toMatchObject(refused);
  const into = new Uint8Array(1024);
  for (const next of [4, 5, 6]) {
    second.readSector(next, 0, into, 0);
    expect(into[0]).not.toBe(0x42);
  }
});

test.each(["load", "reset"] as const)("after %s the other one is written", async (motion) => {
  const { store, second } = await replaced();
  await store.motion(motion);
  store.useGeometry(second.type.geometry);
  await store.writeSegment(4, segment, { skip: 0 });
  await store.flush();
  const into = new Uint8Array(1024);
  second.readSector(4, 0, into, 0);
  expect(into[0]).toBe(0x42);
  await store.close();
});
