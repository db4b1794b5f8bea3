/** From findings to what their owner can do. */
import { boards } from "../controller/boards.js";
import {
  type Advice,
  type CartridgeFinding,
  type Diagnosis,
  type DriveFinding,
  type Failure,
  isFailure,
} from "./diagnosis.js";

const otherBoards = Object.keys(boards)
  .filter((name) => name !== "standard")
  .join(", ");

const remedies: Readonly<Record<string, string>> = {
  NO_CONTROLLER: `switch the floppy controller on in the setup of the machine, or name the board that the drive is connected to (${otherBoards})`,
  CONTROLLER_STUCK: "switch the machine off and on again: a reset did not get the controller going",
  BOARD_MISSING:
    "check the jumpers of the board and name its port, interrupt and DMA channel, as in fc10@0x210,5,1",
  DMA_UNUSABLE:
    "reserve DMA memory below 16 MiB when the system starts, or let the processor move the data (pio)",
  NO_DRIVE: `check power and cable of the drive; if it is connected to a board of its own, name that (${otherBoards})`,
  NO_ANSWER: "check the cable; switch the drive off and on again",
  INVALID_REPORT: "answers arrive garbled: check the cable, above all its other plugs",
  DRIVE_BUSY: "the drive is still moving: wait until it stands and ask again",
};

function problem(text: string): Advice {
  return { kind: "problem", text };
}

function hint(text: string): Advice {
  return { kind: "hint", text };
}

/** What a failure means for its owner. */
function onFailure({ code, text }: Failure): Advice {
  const remedy = remedies[code];
  return problem(remedy === undefined ? text : `${text}: ${remedy}`);
}

/** All that can be said about the findings, problems first. */
export function adviceOn(found: Omit<Diagnosis, "advice">): Advice[] {
  const { controller, clash, drive, cartridge } = found;
  const advice: Advice[] = clash === undefined ? [] : [hint(clash)];
  if (isFailure(controller)) advice.push(onFailure(controller));
  if (isFailure(drive)) advice.push(onFailure(drive));
  else if (drive !== undefined) {
    advice.push(...onDrive(drive, found));
    if (cartridge !== undefined) advice.push(...onCartridge(cartridge, drive, found));
  }
  const problems = advice.filter(({ kind }) => kind === "problem");
  return [...problems, ...advice.filter(({ kind }) => kind === "hint")];
}

/** Resets and cartridges that come and go are no faults of the drive. */
const ordinaryErrors: ReadonlySet<number> = new Set([1, 2, 8, 13, 26, 27, 41]);

function onDrive(drive: DriveFinding, { controller }: Omit<Diagnosis, "advice">): Advice[] {
  const advice = drive.errors
    .filter(({ code }) => !ordinaryErrors.has(code))
    .map(({ code, text }) => problem(`the drive reports error ${code}: ${text}`));
  if (drive.failure) advice.push(onFailure(drive.failure));
  if (drive.name === "unknown drive")
    advice.push(
      hint(
        `drive 0x${drive.vendorId.toString(16)} is not in the list: it is used as the standard says`,
      ),
    );
  if (!drive.canFormat)
    advice.push(
      hint(`${drive.name} cannot format: it needs cartridges that were formatted in the factory`),
    );
  if (drive.loader?.doorOpen) advice.push(hint("the door of the drive is open"));
  const fastest = drive.rates[0];
  if (!isFailure(controller) && fastest !== undefined && fastest > controller.maxRate)
    advice.push(
      hint(
        `the controller (${controller.chip}) ends at ${controller.maxRate} kbit/s, the drive could do ${fastest}: ` +
          "a controller for that rate makes backups so much faster",
      ),
    );
  return advice;
}

function onCartridge(
  cartridge: CartridgeFinding,
  drive: DriveFinding,
  { standards, rate }: Omit<Diagnosis, "advice">,
): Advice[] {
  if (!cartridge.present) return [hint("insert a cartridge to see which rates it can be used at")];
  const advice: Advice[] = [];
  const { standard } = cartridge;
  const obstacle = standards.find((candidate) => candidate.standard === standard)?.obstacle;
  if (rate === undefined && obstacle !== undefined) advice.push(problem(obstacle));
  if (standard !== undefined && drive.readOnlyStandards.includes(standard))
    advice.push(hint(`${drive.name} reads ${standard} cartridges but cannot write them`));
  if (!cartridge.referenced)
    advice.push(
      drive.canFormat
        ? hint("the cartridge is not formatted: ftformat does that")
        : problem(`the cartridge is not formatted, and ${drive.name} cannot do that`),
    );
  if (cartridge.writeProtected)
    advice.push(hint("the cartridge is write protected: move its tab to write on it"));
  return advice;
}
