/** Command, result and execution phases in bulk. */
import type { ConformanceRunner } from "@floppytape/cartridge/conformance";
import type { BulkTransfer } from "../hardware.js";
import { bulkTransferOf } from "../port-sequences/bulk-transfer.js";
import type { Duty } from "./duty.js";
import type { HardwareFixture } from "./hardware-fixture.js";
import { resetController } from "./machine-steps.js";

const limitUs = 500;
const version = Uint8Array.of(0x10);
const specify = Uint8Array.of(0x03, 0xdf, 0x02);
const dumpRegisters = Uint8Array.of(0x0e);
const unknownCommand = Uint8Array.of(0x1f, 1, 2, 3);

export function fifoDuties(duty: Duty, expect: ConformanceRunner["expect"]): void {
  const phase = (
    title: string,
    body: (ready: HardwareFixture, transfer: BulkTransfer) => Promise<void>,
  ) =>
    duty(title, async (fixture) => {
      await resetController(fixture);
      const { transfer, io, clock } = fixture.hardware;
      await body(fixture, transfer ?? bulkTransferOf(io, clock));
    });

  phase("a command and its result", async ({ base }, transfer) => {
    expect(await transfer.sendCommand(base, version, limitUs)).toBe(1);
    const result = new Uint8Array(3).fill(0xee);
    expect(await transfer.readResult(base, result, limitUs)).toBe(1);
    expect([...result]).toEqual([0x90, 0xee, 0xee]);
  });

  phase("a command without a result", async ({ base, hardware: { clock } }, transfer) => {
    expect(await transfer.sendCommand(base, specify, limitUs)).toBe(3);
    const before = clock.now();
    expect(await transfer.readResult(base, new Uint8Array(7), limitUs)).toBe(0);
    expect(clock.now() - before < 1000).toBe(true);
  });

  phase("a command that the controller does not know is broken off", async ({ base }, transfer) => {
    expect(await transfer.sendCommand(base, unknownCommand, limitUs)).toBe(1);
    const result = new Uint8Array(7);
    expect(await transfer.readResult(base, result, limitUs)).toBe(1);
    expect(result[0]).toBe(0x80);
  });

  phase("what has no room in a result stays where it is", async ({ base }, transfer) => {
    const whole = new Uint8Array(16);
    await transfer.sendCommand(base, dumpRegisters, limitUs);
    expect(await transfer.readResult(base, whole, limitUs)).toBe(10);
    const parts = new Uint8Array(16);
    await transfer.sendCommand(base, dumpRegisters, limitUs);
    expect(await transfer.readResult(base, parts.subarray(0, 7), limitUs)).toBe(7);
    expect(await transfer.readResult(base, parts.subarray(7), limitUs)).toBe(3);
    expect([...parts]).toEqual([...whole]);
  });

  phase("no command is taken while a result waits", async ({ base }, transfer) => {
    await transfer.sendCommand(base, version, limitUs);
    expect(await transfer.sendCommand(base, dumpRegisters, limitUs)).toBe(0);
    const result = new Uint8Array(1);
    expect(await transfer.readResult(base, result, limitUs)).toBe(1);
    expect(result[0]).toBe(0x90);
  });

  phase("nothing is taken where no controller is", async ({ hardware: { clock } }, transfer) => {
    const before = clock.now();
    expect(await transfer.sendCommand(0xe7f0, version, limitUs)).toBe(0);
    expect(await transfer.readResult(0xe7f0, new Uint8Array(1), limitUs)).toBe(0);
    expect(await transfer.exchange(0xe7f0, "read", new Uint8Array(1), 5)).toBe(0);
    expect(clock.now() - before < 1000).toBe(true);
  });

  phase(
    "without an execution phase no data are moved",
    async ({ base, hardware: { clock } }, transfer) => {
      const before = clock.now();
      const bytes = new Uint8Array(4).fill(0xee);
      expect(await transfer.exchange(base, "read", bytes, 5)).toBe(0);
      expect(await transfer.exchange(base, "write", bytes, 5)).toBe(0);
      expect([...bytes]).toEqual([0xee, 0xee, 0xee, 0xee]);
      expect(clock.now() - before < 1000).toBe(true);
      expect(await transfer.sendCommand(base, version, limitUs)).toBe(1);
    },
  );

  phase("data are read without DMA up to the result phase", async (fixture, transfer) => {
    const prepared = await fixture.prepareRead?.();
    if (prepared === undefined) return;
    const { base } = fixture;
    const { command, data } = prepared;
    expect(await transfer.sendCommand(base, command, limitUs)).toBe(command.length);
    const into = new Uint8Array(data.length);
    const first = into.subarray(0, 100);
    expect(await transfer.exchange(base, "read", first, 30_000)).toBe(first.length);
    const rest = into.subarray(100);
    expect(await transfer.exchange(base, "read", rest, 30_000)).toBe(rest.length);
    expect(into.every((byte, i) => byte === data[i])).toBe(true);
    expect(await transfer.exchange(base, "read", new Uint8Array(1), 100)).toBe(0);
    expect(await transfer.readResult(base, new Uint8Array(7), limitUs)).toBe(7);
  });
}
