import assert from "node:assert/strict";
import { MtOp } from "@floppytape/magtape";
import { createZftape, type Zftape, type ZftapeState } from "@floppytape/zftape";
import type { Tally } from "../campaign.js";
import { withUnit } from "./check-cartridge.js";
import { attempt, type DriveRoom, enter, isDocumented, type RoomOptions } from "./drive-room.js";
import type { FaultStep } from "./fault-plan.js";

/** Somebody at a machine who sees one step of his work fail, if it does. */
export class DriveUser {
  room!: DriveRoom;
  zftape!: Zftape;
  /** What the unit had stored for the next process. */
  stored: ZftapeState | undefined;
  /** The machine at which things went wrong: all that fails there later may be a consequence. */
  #struck: DriveRoom | undefined;

  constructor(
    readonly options: RoomOptions,
    readonly faultyStep: FaultStep,
    readonly tally: Tally,
  ) {}

  /** Switches a machine on, for the first time with faults at work if it is their turn. */
  async begin(): Promise<void> {
    const { faults } = this.options;
    faults.on = this.faultyStep === "open";
    try {
      await this.enter();
      if (faults.struck > 0) this.#struck = this.room;
    } catch (error) {
      if (!isDocumented(error)) throw error;
      this.tally.add("refusals");
      faults.on = false;
      await this.enter();
    }
    faults.on = false;
  }

  /** Switches a machine on; nothing may fail. What was stored is taken over. */
  async enter(): Promise<void> {
    this.room = await enter(this.options);
    this.zftape = createZftape(this.room.drive, {
      persist: async (state) => {
        this.stored = structuredClone(state);
      },
    });
    if (this.stored) await this.zftape.restore(this.stored);
  }

  /** Takes a step, with faults at work if it is their turn; whether it succeeded. */
  async does(step: FaultStep, body: () => Promise<unknown>): Promise<boolean> {
    const { faults } = this.options;
    const before = faults.struck;
    faults.on = step === this.faultyStep;
    const error = await attempt(this.room.simulator.clock, body);
    faults.on = false;
    if (faults.struck > before) this.#struck = this.room;
    if (error === undefined) return true;
    assert.ok(this.#struck === this.room, `${step} failed without a fault: ${error.stack}`);
    this.tally.add("refusals");
    return false;
  }

  /** What a user does who finds the cartridge on the table, or its tab set. */
  putBack(): void {
    const { drive } = this.room.simulator;
    drive.setWriteProtect(false);
    if (drive.medium === undefined) drive.insert(this.options.medium);
  }

  /** What a user does with a drive that is in trouble, in the hope that it works again. */
  async settle(): Promise<void> {
    this.putBack();
    for (const operation of [MtOp.Reset, MtOp.Load])
      await attempt(this.room.simulator.clock, () =>
        withUnit(this.zftape, "r", (unit) => unit.operation(operation, 1)),
      );
  }
}
