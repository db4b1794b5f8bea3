/** The way to the chip: its registers, the command hand-shake and its interrupt line. */
import type { DriveTrace, TraceLevel } from "../drive-trace.js";
import { FdcError } from "../errors.js";
import type { BulkTransfer, Clock, Hardware, PortIo } from "../hardware.js";
import { bulkTransferOf } from "../port-sequences/bulk-transfer.js";
import { InvalidAnswer, Opcode } from "./command-bytes.js";
import { Deadline } from "./deadline.js";
import { Msr, St0, StatusPort } from "./registers.js";

/** Chips need up to 0.5 ms between two bytes, some emulated ones as much for a command; nothing waits long for nothing. */
const ByteLimitUs = 2000;
const LongestResult = 16;
/** More pending interrupts than any chip can have. */
const MostSenses = 10;
/** So many interrupts lost one after the other: the line is dead, look often. */
const DeadLine = 3;
const PollMs = 1;
const SliceMs = 50;

/** The end of a seek: status register 0 and the cylinder where the chip believes to be. */
export interface SeekEnd {
  readonly st0: number;
  readonly cylinder: number;
}

export class ChipLink {
  readonly base: number;
  readonly clock: Clock;
  readonly io: PortIo;
  readonly bulk: BulkTransfer;
  readonly trace: DriveTrace;
  readonly #irq: number;
  readonly #interrupts: Hardware["irq"];
  readonly #answer = new Uint8Array(LongestResult);
  readonly #senseCommand = Uint8Array.of(Opcode.SenseInterrupt);
  #lostInterrupts = 0;

  constructor(hardware: Hardware, board: { base: number; irq: number }, trace: DriveTrace) {
    this.base = board.base;
    this.#irq = board.irq;
    this.#interrupts = hardware.irq;
    this.clock = hardware.clock;
    this.io = hardware.io;
    this.bulk = hardware.transfer ?? bulkTransferOf(hardware.io, hardware.clock);
    this.trace = trace;
  }

  /** Adds a trace record; callers in hot places ask for the level first. */
  note(level: TraceLevel, event: string, text: string): void {
    if (level <= this.trace.level) this.trace.add({ level, atMs: this.clock.now(), event, text });
  }

  async mainStatus(): Promise<number> {
    return await this.io.inb(this.base + StatusPort);
  }

  /**
   * Sends a command that answers at once or not at all. Returns the answer (valid until the next command);
   * undefined when the chip does not know the command.
   * @param answerBytes how many come at most; fewer than that are an answer too
   * @throws {FdcError} `CONTROLLER_STUCK` when it takes no command or gives no answer.
   */
  async command(bytes: Uint8Array, answerBytes = 0): Promise<Uint8Array | undefined> {
    const sent = await this.send(bytes);
    const silent = sent === bytes.length && answerBytes === 0;
    const count = silent ? 0 : await this.#read(this.#answer.subarray(0, Math.max(answerBytes, 1)));
    this.#traceBytes("fdc.command", bytes, this.#answer.subarray(0, count));
    if (silent) return this.#answer.subarray(0, 0);
    if (count === 0) throw this.#stuck(bytes, sent);
    if (
      count === 1 &&
      this.#answer[0] === InvalidAnswer &&
      (answerBytes !== 1 || sent < bytes.length)
    )
      return undefined;
    if (sent < bytes.length) throw this.#stuck(bytes, sent);
    return this.#answer.subarray(0, count);
  }

  /**
   * Sends the bytes of a command; how many were taken. Result bytes that nobody fetched are dropped before.
   */
  async send(bytes: Uint8Array): Promise<number> {
    const sent = await this.bulk.sendCommand(this.base, bytes, ByteLimitUs);
    if (sent > 0 || (await this.#read(this.#answer)) === 0) return sent;
    this.note(2, "fdc.stale", "dropped result bytes that nobody asked for");
    return await this.bulk.sendCommand(this.base, bytes, ByteLimitUs);
  }

  /** Forgets interrupts: to be done before the last byte of a command is written. */
  forgetInterrupts(): void {
    this.#interrupts?.clear(this.#irq);
  }

  /**
   * Waits for the result phase of a command. Returns how many bytes came: 0 after `timeoutMs`, or when the
   * chip is idle and has none. An interrupt that got lost or came for nothing costs no more than some time.
   * @param expectedMs when the end is due; nobody looks at the chip before without an interrupt
   */
  async result(into: Uint8Array, timeoutMs: number, expectedMs: number): Promise<number> {
    const deadline = new Deadline(this.clock, timeoutMs);
    for (let tries = 0; ; tries++) {
      const leftMs = deadline.leftMs();
      const risen = await this.#wait(leftMs, tries === 0 ? expectedMs : 0);
      const count = await this.bulk.readResult(this.base, into, risen ? ByteLimitUs / 4 : 0);
      if (count > 0) {
        this.#account(risen);
        if (this.trace.level >= 6)
          this.#traceBytes("fdc.result", undefined, into.subarray(0, count));
        return count;
      }
      if ((leftMs <= 0 && tries > 0) || isIdle(await this.mainStatus())) return 0;
    }
  }

  /** Waits for the end of a seek. `none` after `timeoutMs`. */
  async seekEnd(timeoutMs: number, expectedMs: number): Promise<SeekEnd | "none" | "garbled"> {
    const deadline = new Deadline(this.clock, timeoutMs);
    for (let tries = 0; ; tries++) {
      const leftMs = deadline.leftMs();
      const risen = await this.#wait(leftMs, tries === 0 ? expectedMs : 0);
      for (let senses = 0; senses < MostSenses; senses++) {
        const end = await this.senseInterrupt();
        if (end === "none") break;
        if (end !== "garbled" && (end.st0 & St0.InterruptCode) === St0.ReadyChanged) continue;
        this.#account(risen);
        return end;
      }
      if (leftMs <= 0 && tries > 0) return "none";
    }
  }

  /**
   * Waits until the chip has an interrupt pending after a reset, and takes what it says: cylinders by unit,
   * none after `timeoutMs`. `requireIdle` is asked before the first command.
   */
  async resetEnd(
    timeoutMs: number,
    requireIdle: () => Promise<void>,
  ): Promise<ReadonlyMap<number, number>> {
    const cylinders = new Map<number, number>();
    const deadline = new Deadline(this.clock, timeoutMs);
    for (let tries = 0; ; tries++) {
      const leftMs = deadline.leftMs();
      const risen = await this.#wait(leftMs, 0);
      if (tries === 0) await requireIdle();
      while (cylinders.size < 4) {
        const end = await this.senseInterrupt();
        if (end === "none" || end === "garbled") break;
        cylinders.set(end.st0 & St0.UnitMask, end.cylinder);
      }
      if (cylinders.size > 0) {
        this.#account(risen);
        return cylinders;
      }
      if (leftMs <= 0 && tries > 0) return cylinders;
    }
  }

  /** Why the chip interrupts: for nothing, or it takes no command; or it says so in too few bytes. */
  async senseInterrupt(): Promise<SeekEnd | "none" | "garbled"> {
    const sent = await this.send(this.#senseCommand);
    if (sent === 0) return "none";
    const answer = this.#answer.subarray(0, await this.#read(this.#answer.subarray(0, 2)));
    this.#traceBytes("fdc.command", this.#senseCommand, answer);
    if (answer.length === 2) return { st0: answer[0]!, cylinder: answer[1]! };
    return answer[0] === InvalidAnswer ? "none" : "garbled";
  }

  /** True when an interrupt came; otherwise it is time to look. */
  #wait(leftMs: number, expectedMs: number): Promise<boolean> {
    const polled = this.#interrupts === undefined || this.#lostInterrupts >= DeadLine;
    const slice = polled ? Math.max(expectedMs / 2, PollMs) : Math.max(2 * expectedMs, SliceMs);
    const waitMs = Math.max(Math.min(leftMs, slice), 0);
    if (this.#interrupts !== undefined) return this.#interrupts.wait(this.#irq, waitMs);
    return this.clock.sleep(waitMs).then(() => false);
  }

  #account(risen: boolean): void {
    if (risen || this.#interrupts === undefined) this.#lostInterrupts = 0;
    else {
      this.#lostInterrupts++;
      this.note(
        2,
        "fdc.interrupt-lost",
        `interrupt ${this.#irq} did not come for a finished command`,
      );
    }
  }

  #read(into: Uint8Array): Promise<number> {
    return this.bulk.readResult(this.base, into, ByteLimitUs);
  }

  #stuck(bytes: Uint8Array, sent: number): FdcError {
    const command = hex(bytes);
    this.note(
      1,
      "fdc.stuck",
      `command ${command}: ${sent} of ${bytes.length} bytes taken, no answer`,
    );
    return new FdcError(
      "CONTROLLER_STUCK",
      `controller took ${sent} of ${bytes.length} bytes of command ${command} and gave no answer`,
      { command: bytes[0]!, sent },
    );
  }

  #traceBytes(event: string, command: Uint8Array | undefined, answer: Uint8Array): void {
    if (this.trace.level < 6) return;
    this.note(6, event, command === undefined ? hex(answer) : `${hex(command)} -> ${hex(answer)}`);
  }
}

/** Bytes as people read them: `46 01 0c`. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

/** True where the main status register says that a chip is there and idle. */
export function isIdle(mainStatus: number): boolean {
  return (mainStatus & (Msr.Direction | Msr.Busy)) === Msr.ReadyForByte;
}
