import { expect, test } from "vitest";
import { openDrive } from "../../src/index.js";
import { createSimulator } from "../../src/sim/index.js";
import { smallMedium } from "../driver/drive-bench.js";
import { remoteDrive } from "./remote-drive.js";

test("a drive behind qtest does what the same drive does without it", async () => {
  const { store, hardware } = await remoteDrive("virtual time");
  const own = createSimulator({ cartridge: smallMedium() });
  const direct = await openDrive(own.hardware);
  expect(store.identity).toEqual(direct.identity);
  expect(store.rates).toEqual(direct.rates);
  expect(store.controller).toEqual(direct.controller);
  expect(await store.status()).toEqual(await direct.status());
  await store.close();
  await hardware.close();
});

test("a connection that breaks is an error of the store, and closing it ends", async () => {
  const { store, hardware, medium } = await remoteDrive("virtual time");
  store.useGeometry(medium.type.geometry);
  const into = new Uint8Array(32768);
  await store.readRun(0, 1, into);
  await hardware.close();
  const error = await store.readRun(20, 1, into).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "EIO", cause: { code: "QTEST_CLOSED" } });
  await store.close().catch(() => {});
  await expect(store.readRun(0, 1, into)).rejects.toMatchObject({ code: "CLOSED" });
});
