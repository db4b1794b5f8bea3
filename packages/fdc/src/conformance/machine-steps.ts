import { bulkTransferOf } from "../port-sequences/bulk-transfer.js";
import type { HardwareFixture } from "./hardware-fixture.js";

/** Takes the controller through a reset; its interrupt is on the way. */
export async function startReset({
  hardware: { io, clock },
  base,
}: HardwareFixture): Promise<void> {
  await io.outb(base + 2, 0x08);
  await clock.sleep(0.02);
  await io.outb(base + 2, 0x0c);
}

/** Resets the controller and takes what it has to say about that. */
export async function resetController(fixture: HardwareFixture): Promise<void> {
  const { hardware, base } = fixture;
  const transfer = hardware.transfer ?? bulkTransferOf(hardware.io, hardware.clock);
  await startReset(fixture);
  await hardware.clock.sleep(5);
  const result = new Uint8Array(2);
  for (let unit = 0; unit < 4; unit++) {
    await transfer.sendCommand(base, Uint8Array.of(0x08), 500);
    await transfer.readResult(base, result, 500);
  }
  hardware.irq?.clear(fixture.irq);
}

/** What a call fails with; undefined where it doesn't. */
export async function reasonOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  );
}
