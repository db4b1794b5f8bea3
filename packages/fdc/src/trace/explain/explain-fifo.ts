/** Follows the command, execution and result phases that go over the FIFO. */
import { Msr } from "../../controller/registers.js";
import type { TracePort, TraceRecord, TraceWait } from "../trace-record.js";
import { commandText, commandValues } from "./explain-command.js";
import { type FdcCommand, fdcCommandOf } from "./fdc-commands.js";
import type { OpenGroup } from "./open-group.js";
import type { TraceGroup } from "./trace-group.js";

/** Bit of a byte of DRIVE SPECIFICATION: no more follow. */
const EndOfSpecification = 0x80;

/** A command that is under way, and what was seen of it. */
class CommandUnderWay {
  readonly bytes: number[] = [];
  readonly result: number[] = [];
  moved = 0;
  interrupt: boolean | undefined;
  command: FdcCommand | undefined;

  constructor(readonly group: OpenGroup) {}

  /** All bytes of the command phase have been sent. */
  get sent(): boolean {
    const { command, bytes } = this;
    if (command?.name === "drive-specification" && bytes.length > 1)
      return (bytes.at(-1)! & EndOfSpecification) !== 0 || bytes.length === command.bytes;
    return bytes.length >= (command?.bytes ?? 1);
  }

  /** Nothing more belongs to it. */
  get finished(): boolean {
    const { command, result } = this;
    // An invalid command and a sense interrupt with nothing pending answer with 80h alone.
    if (result[0] === 0x80) return true;
    if (command === undefined) return result.length > 0;
    if (command.form === "seek") return false;
    return this.sent && result.length >= command.result;
  }

  close(): TraceGroup {
    const name = this.command?.name ?? "unknown";
    return this.group.close("fdc", `fdc.${name}`, commandText(this), commandValues(this));
  }
}

export class FifoExplainer {
  private current: CommandUnderWay | undefined;
  private status = 0;

  /** True while a command waits for its end, so that sleeping and waiting belong to it. */
  get busy(): boolean {
    const { current } = this;
    if (current === undefined || current.finished) return false;
    // The end of a seek is its interrupt; without interrupts nobody can tell.
    return current.command?.form !== "seek" || !current.sent || current.interrupt === undefined;
  }

  /** The main status register was read; false when that belongs to no command yet. */
  poll(record: TracePort, index: number): boolean {
    this.status = record.value;
    if (!this.busy) return false;
    this.current?.group.add(record, index);
    return true;
  }

  /** Somebody waited for the interrupt, slept or looked at the clock; false when for no command. */
  wait(record: TraceRecord, index: number): boolean {
    if (!this.busy || this.current === undefined) return false;
    this.current.group.add(record, index);
    if (record.kind === "wait") this.current.interrupt = (record as TraceWait).rose;
    return true;
  }

  /** Something that waits for nothing in particular: it goes to the last command, if there was one. */
  linger(record: TraceRecord, index: number): boolean {
    this.current?.group.add(record, index);
    return this.current !== undefined;
  }

  /**
   * A byte went over the FIFO. Returns the group that was ended by it: the command before. `group` begins
   * the group of a new command, when there is one.
   */
  transfer(record: TracePort, index: number, group: () => OpenGroup): TraceGroup | undefined {
    const { current } = this;
    if (record.kind === "in") {
      if (current === undefined || current.finished) return undefined;
      current.group.add(record, index);
      if (this.executes) current.moved++;
      else current.result.push(record.value);
      return undefined;
    }
    if (current !== undefined && !current.finished) {
      if (!current.sent || this.executes) {
        current.group.add(record, index);
        if (current.sent) current.moved++;
        else current.bytes.push(record.value);
        return undefined;
      }
    }
    const ended = this.end();
    const next = new CommandUnderWay(group().add(record, index));
    next.command = fdcCommandOf(record.value);
    next.bytes.push(record.value);
    this.current = next;
    return ended;
  }

  /** Whether a byte from the FIFO now belongs to no command. */
  get idle(): boolean {
    return this.current === undefined || this.current.finished;
  }

  end(): TraceGroup | undefined {
    const ended = this.current?.close();
    this.current = undefined;
    return ended;
  }

  private get executes(): boolean {
    return (this.status & Msr.Execution) !== 0 && this.current?.sent === true;
  }
}
