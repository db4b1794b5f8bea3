import { FdcError } from "../errors.js";
import { type ChipLink, isIdle } from "./chip-link.js";
import type { OutputLines } from "./output-lines.js";
import { Msr } from "./registers.js";

/** Chips ask for 10 us at most. */
const PulseMs = 0.02;
/** From the end of the reset to the interrupt it takes up to 1.2 ms; without one the chip is used as it is. */
const InterruptMs = 1000;
const IdleMs = 20;

/**
 * Resets the chip, and takes the four interrupts that follow. Returns the cylinders that it reports, by unit.
 * Main status is not read during the reset, and nothing is written between its end and the interrupt:
 * either ends the reset without an interrupt on some controllers.
 * @throws {FdcError} `NO_CONTROLLER` when nothing answers, `CONTROLLER_STUCK` when the chip is not idle afterwards.
 */
export async function resetChip(
  link: ChipLink,
  lines: OutputLines,
): Promise<ReadonlyMap<number, number>> {
  await lines.assertReset();
  await link.clock.sleep(PulseMs);
  link.forgetInterrupts();
  await lines.endReset();
  const cylinders = await link.resetEnd(InterruptMs, () => requireIdle(link));
  if (cylinders.size === 0) link.note(2, "fdc.reset", "no interrupt came after the reset");
  else link.note(6, "fdc.reset", `reset, ${cylinders.size} units reported`);
  link.forgetInterrupts();
  return cylinders;
}

async function requireIdle(link: ChipLink): Promise<void> {
  let status = await link.mainStatus();
  for (let waitedMs = 0; !isIdle(status) && waitedMs < IdleMs; waitedMs++) {
    await link.clock.sleep(1);
    status = await link.mainStatus();
  }
  if (isIdle(status)) return;
  const base = `0x${link.base.toString(16)}`;
  if (status === Msr.Nothing)
    throw new FdcError("NO_CONTROLLER", `no floppy controller answers at port ${base}`, {
      base: link.base,
    });
  throw new FdcError(
    "CONTROLLER_STUCK",
    `the controller at port ${base} stays busy after a reset (status 0x${status.toString(16)})`,
    { base: link.base, status },
  );
}
