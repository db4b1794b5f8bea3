/** Commands to one drive and answers from it, with what is done when an answer fails. */
import type { DriveTrace, TraceLevel } from "../drive-trace.js";
import { type CommandName, commands, pulseTrains } from "./commands.js";
import type { Answer } from "./pulse-line.js";
import type { WakeUp } from "./vendors.js";
import { type DriveLine, wake } from "./wake-up.js";

export interface DriveLink {
  /** Sends a command with its parameter. @throws {RangeError} for a parameter that does not fit. */
  transmit(name: CommandName, parameter?: number): Promise<void>;
  /**
   * Sends a report command and repeats it, up to four times in all, until a valid answer comes; up to
   * `silentTries` times without any. `bits`: length of the answer, by default what the standard says.
   */
  report(name: CommandName, options?: ReportOptions): Promise<Answer>;
  /** Whether the drive answers a status report; one question when it keeps silent. */
  probe(): Promise<boolean>;
  /** Tries these methods until the drive answers; the one that did it, or undefined. */
  wakeBy(methods: readonly WakeUp[]): Promise<WakeUp | undefined>;
  say(level: TraceLevel, event: string, text: string, values?: TraceValues): void;
}

type TraceValues = Readonly<Record<string, string | number | boolean>>;

export interface ReportOptions {
  readonly bits?: number;
  readonly silentTries?: number;
}

const reportTries = 4;
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

  async function recover(failures: number) {
    await controller.reset();
    if (failures === 1) return controller.select(unit, method === "insight");
    if (failures >= 3) await clock.sleep(deafMs);
    await wake(parts, method);
  }

  async function report(name: CommandName, options: ReportOptions = {}): Promise<Answer> {
    const { code, replyBits } = commands[name];
    const { bits = replyBits, silentTries = reportTries } = options;
    let answer: Answer = { kind: "silent" };
    let silent = 0;
    for (let tries = 1; tries <= reportTries; tries++) {
      answer = await line.ask(code, bits);
      if (answer.kind === "valid") {
        say(5, "drive.report", `${name}: 0x${answer.value.toString(16)}`, { value: answer.value });
        return answer;
      }
      if (answer.kind === "silent") silent++;
      say(2, "drive.no-answer", `${name}: ${failure(answer)}, try ${tries}`, { code, tries });
      if (silent >= silentTries || tries === reportTries) break;
      await recover(tries);
    }
    return answer;
  }

  async function probe() {
    return (await report("report-drive-status", { silentTries: 1 })).kind === "valid";
  }

  async function wakeBy(methods: readonly WakeUp[]) {
    for (const candidate of methods) {
      method = candidate;
      await wake(parts, candidate);
      if (await probe()) return candidate;
      if (candidate === "insight") await controller.select(unit, false);
    }
    return undefined;
  }

  return { transmit, report, probe, wakeBy, say };
}

function failure(answer: Answer): string {
  if (answer.kind === "silent") return "no acknowledge";
  return `answer without a valid stop bit`;
}
