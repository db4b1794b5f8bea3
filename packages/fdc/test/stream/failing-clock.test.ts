import { expect, test } from "vitest";
import { openDrive } from "../../src/index.js";
import { createSimulator } from "../../src/sim/index.js";
import { smallMedium } from "../driver/drive-bench.js";

test("time that cannot be waited for, as behind a broken connection, fails the call", async () => {
  const { hardware } = createSimulator({ cartridge: smallMedium() });
  const broken = new Error("the connection is closed");
  let fails = false;
  const clock = {
    standsStill: true,
    now: () => hardware.clock.now(),
    sleep: (ms: number) => (fails ? Promise.reject(broken) : hardware.clock.sleep(ms)),
  };
  const store = await openDrive({ ...hardware, clock });
  fails = true;
  await expect(store.letTimePass(1000)).rejects.toBe(broken);
  fails = false;
  await store.letTimePass(1000);
  await store.close();
});
