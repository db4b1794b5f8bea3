/** Commands to one drive and answers from it, with what is done when an answer fails. */
import type { DriveTrace, TraceLevel } from "../drive-trace.js";
import { type CommandName, commands, pulseTrains } from "./commands.js";
import { type Answer, PatientGapMs, ReportNextBit, UsualGapMs } from "./pulse-line.js";
import type { WakeUp } from "./vendors.js";
import { type DriveLine, wake } from "./wake-up.js";

export interface DriveLink {
  /** Sends a command with its parameter. @throws {RangeError} for a parameter that does not fit. */
  transmit(name: CommandName, parameter?: number): Promise<void>;
  /**
   * Sends a report command and repeats it, up to four times in all, until a valid answer comes. `bits`:
   * length of the answer, by default what the standard says.
   */
  report(name: CommandName, bits?: number): Promise<Answer>;
  /** The same for a report that not every drive has: `silent` means that it hears, but has none. */
  reportIfAny(name: CommandName, bits?: number): Promise<Answer>;
  /** Whether the drive answers a status report; one question when it keeps silent. */
  probe(): Promise<boolean>;
  /** Tries these methods until the drive answers; the one that did it, or undefined. */
  wakeBy(methods: readonly WakeUp[]): Promise<WakeUp | undefined>;
  /** Goes back to the usual gap between trains where the drive understands that. */
  hurry(): Promise<void>;
  say(level: TraceLevel, event: string, text: string, values?: TraceValues): void;
}

type TraceValues = Readonly<Record<string, string | number | boolean>>;

const reportTries = 4;
/** A drive that hears and says nothing so often has nothing to say. */
const absentAfter = 2;
/** A drive that took a garbled train for a reset is deaf for a second. */
const deafMs = 1000;

/** The link to the drive on this line. `parts.trace` takes every command and every answer. */
export function createDriveLink(parts: DriveLine & { readonly trace: DriveTrace }): DriveLink {
  const { controller, clock, line, unit, trace } = parts;
  let method: WakeUp = "none";

  function say(level: TraceLevel, event: string, text: string, values?: TraceValues) {
    if (trace.level < level) return;
    trace.add({ level, atMs: clock.now(), event, text, ...(values ? { values } : {}) });
  }

  async function transmit(name: CommandName, parameter?: number) {
    const trains = pulseTrains(name, parameter);
    say(5, "drive.command", parameter === undefined ? name : `${name} ${parameter}`, {
      code: commands[name].code,
      ...(parameter === undefined ? {} : { parameter }),
    });
    for (const pulses of trains) await line.send(pulses);
  }

  // Sent after silence. A status report that lost a pulse is command 5, which waits for a parameter: it is
  // 0 then. Otherwise nothing comes of it.
  const endParameter = () => line.send(ReportNextBit);

  async function recover(failures: number) {
    await controller.reset();
    if (failures === 1) {
      await controller.select(unit, method === "insight");
      return endParameter();
    }
    if (failures >= 3) {
      await clock.sleep(deafMs);
      line.useGap(PatientGapMs);
    }
    await wake(parts, method);
  }

  async function hurry() {
    const { code, replyBits } = commands["report-drive-status"];
    line.useGap(UsualGapMs);
    if ((await line.ask(code, replyBits)).kind === "valid") return;
    say(2, "drive.patience", `drive needs ${PatientGapMs} ms between trains of pulses`);
    line.useGap(PatientGapMs);
  }

  /** Repeats the question until it is answered, or ends in silence with `silentTries` of them. */
  async function repeated(name: CommandName, bits: number, silentTries: number): Promise<Answer> {
    const { code } = commands[name];
    let silent = 0;
    for (let tries = 1; ; tries++) {
      const answer = await line.ask(code, bits);
      if (answer.kind === "valid") {
        say(5, "drive.report", `${name}: 0x${answer.value.toString(16)}`, { value: answer.value });
        if (tries === reportTries) await hurry();
        return answer;
      }
      if (answer.kind === "silent") silent++;
      // Where one silence is an answer, a drive is only looked for.
      const level = silentTries === 1 && answer.kind === "silent" ? 5 : 2;
      say(level, "drive.no-answer", `${name}: ${failure(answer)}, try ${tries}`, { code, tries });
      if (tries === reportTries) line.useGap(UsualGapMs);
      if (silent >= silentTries || tries === reportTries) return answer;
      await recover(tries);
    }
  }

  const report = (name: CommandName, bits: number = commands[name].replyBits) =>
    repeated(name, bits, reportTries);

  async function reportIfAny(name: CommandName, bits: number = commands[name].replyBits) {
    let answer: Answer = { kind: "silent" };
    for (let heard = 0, asked = 0; heard < absentAfter && asked < reportTries; asked++) {
      answer = await repeated(name, bits, 1);
      if (answer.kind !== "silent") break;
      // Silence says nothing about a drive that does not hear: it may just have been reset.
      if (await probe()) heard++;
      else if ((await report("report-drive-status")).kind !== "valid") break;
    }
    return answer;
  }

  async function probe() {
    const { replyBits } = commands["report-drive-status"];
    return (await repeated("report-drive-status", replyBits, 1)).kind === "valid";
  }

  async function wakeBy(methods: readonly WakeUp[]) {
    for (const candidate of methods) {
      method = candidate;
      await wake(parts, candidate);
      if (await probe()) return candidate;
      await endParameter();
      if (candidate === "insight") await controller.select(unit, false);
    }
    return undefined;
  }

  return { transmit, report, reportIfAny, probe, wakeBy, hurry, say };
}

function failure({ kind }: Answer): string {
  return kind === "silent" ? "no acknowledge" : "answer without a stop bit, or of ones only";
}
