/** Clock and interrupts. */
import type { ConformanceRunner } from "@floppytape/cartridge/conformance";
import type { Duty } from "./duty.js";
import { resetController, startReset } from "./machine-steps.js";

/** Far longer than a controller needs for what it is asked here. */
const patienceMs = 1000;
/** Clocks count in fractions of binary machines. */
const roundingMs = 1e-6;

export function timeDuties(duty: Duty, expect: ConformanceRunner["expect"]): void {
  duty("the clock never goes back, and sleeping takes as long as asked", async ({ hardware }) => {
    const { clock, io } = hardware;
    let last = clock.now();
    for (const ms of [0, 0.01, 1, 7.5]) {
      await clock.sleep(ms);
      await io.inb(0x80);
      const now = clock.now();
      expect(now + roundingMs >= last + ms).toBe(true);
      last = now;
    }
  });

  duty("an interrupt that comes is waited for no longer than it takes", async (fixture) => {
    const { irq, clock } = fixture.hardware;
    if (irq === undefined) return;
    irq.clear(fixture.irq);
    const before = clock.now();
    await startReset(fixture);
    expect(await irq.wait(fixture.irq, patienceMs)).toBe(true);
    expect(clock.now() - before < patienceMs).toBe(true);
  });

  duty("an interrupt that came before somebody waits counts, once", async (fixture) => {
    const { irq, clock } = fixture.hardware;
    if (irq === undefined) return;
    irq.clear(fixture.irq);
    await startReset(fixture);
    await clock.sleep(20);
    expect(await irq.wait(fixture.irq, 0)).toBe(true);
    expect(await irq.wait(fixture.irq, 0)).toBe(false);
  });

  duty(
    "an interrupt that was cleared does not count, and waiting in vain takes its time",
    async (fixture) => {
      const { irq, clock } = fixture.hardware;
      if (irq === undefined) return;
      await resetController(fixture);
      irq.clear(fixture.irq);
      const before = clock.now();
      expect(await irq.wait(fixture.irq, 12)).toBe(false);
      expect(clock.now() + roundingMs >= before + 12).toBe(true);
    },
  );

  duty("a line tells of its own interrupts only", async (fixture) => {
    const { irq, clock } = fixture.hardware;
    if (irq === undefined) return;
    const other = fixture.irq === 5 ? 7 : 5;
    irq.clear(other);
    await startReset(fixture);
    await clock.sleep(20);
    expect(await irq.wait(other, 0)).toBe(false);
    expect(await irq.wait(fixture.irq, 0)).toBe(true);
  });
}
