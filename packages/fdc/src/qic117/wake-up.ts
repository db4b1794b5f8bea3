/** Waking a drive and sending it to sleep again. */
import type { Controller } from "../controller/controller.js";
import type { Clock } from "../hardware.js";
import { type CommandName, pulseTrains } from "./commands.js";
import type { PulseLine } from "./pulse-line.js";
import type { WakeUp } from "./vendors.js";

/** Where the drive is and how it is reached. */
export interface DriveLine {
  readonly controller: Controller;
  readonly clock: Clock;
  readonly line: PulseLine;
  /** Drive select, 0 to 3. */
  readonly unit: number;
}

/** Parameter that Mountain drives answer to. */
const mountainCode = 18;
/** Insight drives are given time before and after their motor line rises. */
const motorRestMs = 100;
const motorStartMs = 10;

async function sendAll(line: PulseLine, name: CommandName, parameter?: number) {
  for (const pulses of pulseTrains(name, parameter)) await line.send(pulses);
}

/** Selects the unit and wakes the drive; whether it is awake, only its answers tell. */
export async function wake({ controller, clock, line, unit }: DriveLine, method: WakeUp) {
  await line.settle();
  if (method === "insight") {
    await clock.sleep(motorRestMs);
    await controller.select(unit, true);
    await clock.sleep(motorStartMs);
    return;
  }
  await controller.select(unit, false);
  if (method === "colorado") await sendAll(line, "phantom-select", 0);
  if (method === "mountain") {
    const [command = 0, code = 0] = pulseTrains("soft-select", mountainCode);
    await line.send(command);
    await clock.sleep(1);
    await line.send(code);
  }
}

/** Sends the drive to sleep; the select line stays as it is, the motor line falls. */
export async function sleepDrive({ controller, line, unit }: DriveLine, method: WakeUp) {
  if (method === "colorado") await sendAll(line, "phantom-deselect");
  if (method === "mountain") await sendAll(line, "soft-deselect");
  await line.settle();
  await controller.select(unit, false);
}
