/** Main status register and FIFO: command, execution and result phase. */
import type { VirtualAlarm } from "../virtual-clock.js";
import type { CommandFaults } from "./command-faults.js";
import { type Answer, CommandRunner } from "./command-runner.js";
import { type CommandRow, commandsOf, isComplete } from "./command-set.js";
import type { Execution, ExecutionHost, ResultAddress } from "./execution.js";
import { Msr, St0 } from "./status-bits.js";

type Phase = "idle" | "command" | "execution" | "result";

export class CommandPhases {
  readonly #host: ExecutionHost;
  readonly #faults: CommandFaults;
  readonly #settleNs: number;
  readonly #commands: readonly (CommandRow | undefined)[];
  readonly #runner: CommandRunner;
  readonly #answers: VirtualAlarm;
  #phase: Phase = "idle";
  #row: CommandRow | undefined;
  #bytes: number[] = [];
  #execution: Execution | undefined;
  #result: readonly number[] = [];
  #resultAt = 0;
  /** The interrupt drops when the first result byte is read. */
  #ownsInterrupt = false;
  #readyNs = 0;
  /** Phase in which a fault makes the chip hang, and whether it does. */
  #sticksIn: string | undefined;
  #stuck = false;

  /** @param settleNs RQM is low for so long after each access to the FIFO */
  constructor(host: ExecutionHost, faults: CommandFaults, settleNs: number) {
    this.#host = host;
    this.#faults = faults;
    this.#settleNs = settleNs;
    this.#commands = commandsOf(host.model, host.quirks);
    this.#runner = new CommandRunner(host, faults);
    this.#answers = host.clock.alarm(() => this.#enterResult(this.#result, false));
  }

  /** The main status register. */
  get status(): number {
    const seeking = this.#runner.seeking;
    const settled = this.#host.clock.nowNs >= this.#readyNs ? Msr.Request : 0;
    if (this.#stuck) return seeking | Msr.Busy | (this.#phase === "result" ? Msr.ToHost : 0);
    switch (this.#phase) {
      case "idle":
        return seeking | settled;
      case "command":
        return seeking | Msr.Busy | settled;
      case "execution":
        return seeking | Msr.Busy | this.#executionStatus(settled);
      default:
        return seeking | Msr.Busy | Msr.ToHost | settled;
    }
  }

  write(value: number): void {
    if (this.#stuck) return;
    this.#settle();
    if (this.#phase === "execution") this.#execution?.pio?.give(value);
    else if (this.#phase === "idle") this.#begin(value);
    else if (this.#phase === "command") this.#goOn(value);
  }

  read(): number {
    if (this.#stuck || this.#phase === "idle" || this.#phase === "command") return 0;
    this.#settle();
    if (this.#phase === "execution") return this.#execution?.pio?.take() ?? 0;
    if (this.#resultAt === 0 && this.#ownsInterrupt) this.#host.lowerInterrupt();
    const value = this.#result[this.#resultAt++]!;
    if (this.#resultAt >= this.#result.length) this.#phase = "idle";
    return value;
  }

  /** The marks under the head will be others than was foreseen. */
  changed(): void {
    this.#execution?.changed();
  }

  /** Everything stops. */
  reset(): void {
    this.#execution?.cancel();
    this.#execution = undefined;
    this.#runner.reset();
    this.#answers.cancel();
    this.#phase = "idle";
    this.#stuck = false;
    this.#readyNs = 0;
    this.#faults.reset();
  }

  pollDrives(): void {
    this.#runner.pollDrives();
    this.#host.raiseInterrupt();
  }

  /** The end of an execution: the result is there when the interrupt comes. */
  finish(st0: number, st1: number, st2: number, address: ResultAddress): void {
    const { cylinder, head, record, sizeCode } = address;
    this.#execution = undefined;
    this.#enterResult([st0, st1, st2, cylinder, head, record, sizeCode], true);
    this.#host.raiseInterrupt();
  }

  #settle(): void {
    this.#readyNs = this.#host.clock.nowNs + this.#settleNs;
  }

  #executionStatus(settled: number): number {
    const { quirks, registers } = this.#host;
    const pio = this.#execution?.pio;
    if (pio) {
      const requests = pio.requests() ? Msr.Request | (pio.toHost ? Msr.ToHost : 0) : 0;
      // A chip without FIFO takes its time after each byte.
      return Msr.NonDma | (registers.fifoDepth > 1 || settled ? requests : 0);
    }
    return quirks.directionDuringExecution && this.#row?.reads ? Msr.ToHost : 0;
  }

  #begin(first: number): void {
    const row = this.#commands[first];
    this.#row = row;
    this.#bytes = [first];
    this.#sticksIn = undefined;
    if (row === undefined) {
      this.#answer({ bytes: [St0.Invalid], afterNs: this.#host.quirks.invalidCommandNs });
      return;
    }
    this.#faults.begin(row.name);
    const stuck = this.#faults.strike("fdcStuck");
    if (stuck) this.#sticksIn = String(stuck.phase ?? "execution");
    this.#phase = "command";
    this.#stuck = this.#sticksIn === "command";
    if (!this.#stuck && isComplete(row, this.#bytes)) this.#execute(row);
  }

  #goOn(value: number): void {
    this.#bytes.push(value);
    if (isComplete(this.#row!, this.#bytes)) this.#execute(this.#row!);
  }

  #execute(row: CommandRow): void {
    const spurious = this.#faults.strike("irqSpurious");
    if (spurious) this.#host.pulseInterrupt(Number(spurious.us ?? 100) * 1000);
    this.#phase = "execution";
    this.#stuck = this.#sticksIn === "execution";
    if (this.#stuck) return;
    const work = this.#runner.run(row, this.#bytes);
    if ("bytes" in work) this.#answer(work);
    else this.#execution = work;
  }

  #answer({ bytes, afterNs = 0, ownsInterrupt = false }: Answer): void {
    if (afterNs === 0) {
      this.#enterResult(bytes, ownsInterrupt);
      return;
    }
    this.#phase = "execution";
    this.#result = bytes;
    this.#answers.set(this.#host.clock.nowNs + afterNs);
  }

  #enterResult(result: readonly number[], ownsInterrupt: boolean): void {
    const short = result.length > 0 ? this.#faults.strike("resultShort") : undefined;
    this.#result = short ? result.slice(0, Number(short.bytes ?? 3)) : result;
    this.#resultAt = 0;
    this.#ownsInterrupt = ownsInterrupt;
    this.#phase = this.#result.length > 0 ? "result" : "idle";
    this.#stuck = this.#phase === "result" && this.#sticksIn === "result";
  }
}
