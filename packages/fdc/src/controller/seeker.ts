/** Step pulses by SEEK, which wants cylinders: what the chip believes of each unit is kept here as well. */
import { FdcError } from "../errors.js";
import type { ChipLink, SeekEnd } from "./chip-link.js";
import { Opcode, StepMs } from "./command-bytes.js";
import { St0 } from "./registers.js";
import { seekTarget } from "./seek-target.js";

/** However short a seek, its end may be reported so late. */
const SeekLimitMs = 2000;
/** Steps are 2 ms apart, but four times that on a controller that heeds neither its data sheet nor a new rate at once. */
const LongestStepMs = 10;
const MostRecalibratePulses = 85;

export class Seeker {
  readonly #link: ChipLink;
  readonly #reset: () => Promise<void>;
  readonly #cylinders = [0, 0, 0, 0];

  /** @param reset of the whole controller; it calls `isReset` */
  constructor(link: ChipLink, reset: () => Promise<void>) {
    this.#link = link;
    this.#reset = reset;
  }

  /** What the chip reported after a reset; it begins at 0 where it reported nothing. */
  isReset(cylinders: ReadonlyMap<number, number>): void {
    for (let unit = 0; unit < 4; unit++) this.#cylinders[unit] = cylinders.get(unit) ?? 0;
  }

  /** @throws {FdcError} `CONTROLLER_STUCK`; the chip has been reset. */
  async step(unit: number, pulses: number): Promise<void> {
    if (seekTarget(this.#cylinders[unit]!, pulses) === undefined) await this.#reset();
    const aimed = () => seekTarget(this.#cylinders[unit]!, pulses) ?? pulses;
    await this.#seek(unit, () => Uint8Array.of(Opcode.Seek, unit, aimed()), aimed, pulses);
  }

  /** @throws {FdcError} `CONTROLLER_STUCK`; the chip has been reset. */
  async recalibrate(unit: number): Promise<void> {
    const command = Uint8Array.of(Opcode.Recalibrate, unit);
    await this.#seek(
      unit,
      () => command,
      () => 0,
      MostRecalibratePulses,
    );
  }

  async #seek(
    unit: number,
    command: () => Uint8Array,
    aimed: () => number,
    pulses: number,
  ): Promise<void> {
    await this.#issue(command);
    const target = aimed();
    const limitMs = Math.max(SeekLimitMs, pulses * LongestStepMs);
    let end = await this.#link.seekEnd(limitMs, pulses * StepMs);
    if (end === "garbled") {
      this.#link.note(2, "fdc.seek", "the report of a seek got lost; asked for again");
      // To where it is by now: makes no step, and is reported again.
      await this.#issue(() => Uint8Array.of(Opcode.Seek, unit, target));
      end = await this.#link.seekEnd(SeekLimitMs, 0);
    }
    this.#cylinders[unit] = target;
    if (typeof end === "string" || end.cylinder !== target || !isSeekEnd(end))
      throw await this.#failed(end, target, pulses);
  }

  /** A command that is not taken makes no step: it is given once more after a reset, from where that leaves the unit. */
  async #issue(command: () => Uint8Array): Promise<void> {
    this.#link.forgetInterrupts();
    try {
      await this.#link.command(command());
    } catch (error) {
      if (!(error instanceof FdcError)) throw error;
      await this.#reset();
      this.#link.forgetInterrupts();
      await this.#link.command(command());
    }
  }

  async #failed(end: SeekEnd | "none" | "garbled", target: number, pulses: number) {
    const seen =
      typeof end === "string"
        ? "did not end in time"
        : `ended at ${end.cylinder} (ST0 0x${end.st0.toString(16)})`;
    this.#link.note(1, "fdc.seek", `seek to cylinder ${target} ${seen}; the controller is reset`);
    await this.#reset();
    return new FdcError("CONTROLLER_STUCK", `seek to cylinder ${target} ${seen}`, {
      target,
      pulses,
      ...(typeof end === "string" ? {} : { endedAt: end.cylinder }),
    });
  }
}

function isSeekEnd({ st0 }: SeekEnd): boolean {
  return (st0 & St0.InterruptCode) === St0.Normal && (st0 & St0.SeekEnd) !== 0;
}
