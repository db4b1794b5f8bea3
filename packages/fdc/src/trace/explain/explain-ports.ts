/** From records to what they do to controller, DMA and memory: everything below the drive. */
import { Dor, DorPort, FifoPort, StatusPort } from "../../controller/registers.js";
import type { TraceClear, TraceMemory, TraceNow, TracePort, TraceRecord } from "../trace-record.js";
import { DmaExplainer } from "./explain-dma.js";
import { FifoExplainer } from "./explain-fifo.js";
import { registerText } from "./explain-register.js";
import { OpenGroup } from "./open-group.js";
import type { TraceGroup } from "./trace-group.js";

/** A shorter sleep gives the chip time for its registers: it means nothing. */
const BreathMs = 1;

/** Records that are a group each, unless they belong to a command. */
type LoneRecord = Exclude<TraceRecord, TracePort | TraceClear | TraceNow>;

/**
 * Groups come out in the order in which they began: what happens in the middle of a command is held back
 * until the command is over.
 */
export class PortExplainer {
  private readonly fifo = new FifoExplainer();
  private readonly dma = new DmaExplainer();
  /** Polls, forgotten interrupts and looks at the clock that belong to what comes next. */
  private loose: OpenGroup | undefined;
  private foreign: OpenGroup | undefined;
  private foreignCount = 0;
  private held: TraceGroup[] = [];

  constructor(private readonly base: number) {}

  /** The groups that this record completes. */
  add(record: TraceRecord, index: number): TraceGroup[] {
    const done: TraceGroup[] = [];
    switch (record.kind) {
      case "in":
      case "out":
        this.port(record, index, done);
        break;
      case "clear":
      case "now":
        if (!this.fifo.wait(record, index)) this.loosely(record, index);
        break;
      case "sleep":
        if (this.fifo.wait(record, index)) break;
        if (record.ms >= BreathMs) this.other(record, index, done);
        else if (!this.fifo.linger(record, index)) this.loosely(record, index);
        break;
      case "wait":
        if (!this.fifo.wait(record, index)) this.other(record, index, done);
        break;
      default:
        this.other(record, index, done);
    }
    return done;
  }

  /** What is left at the end of a trace. */
  end(): TraceGroup[] {
    const done: TraceGroup[] = [];
    this.endForeign(done);
    this.give(this.dma.end(), done);
    this.endCommand(done);
    if (this.loose !== undefined)
      done.push(this.begin().close("other", "other.polls", "polls that lead to nothing"));
    return done;
  }

  private port(record: TracePort, index: number, done: TraceGroup[]): void {
    if (this.dma.knows(record.port)) {
      this.endForeign(done);
      this.give(this.dma.add(record, index), done);
      return;
    }
    this.give(this.dma.end(), done);
    const offset = record.port - this.base;
    if (record.kind === "in" && offset === StatusPort) {
      if (!this.fifo.poll(record, index)) this.loosely(record, index);
      return;
    }
    if (offset === FifoPort && (record.kind === "out" || !this.fifo.idle)) {
      this.endForeign(done);
      this.flush(
        this.fifo.transfer(record, index, () => this.begin()),
        done,
      );
      return;
    }
    const register = registerText(record, offset);
    if (register === undefined) {
      this.foreign ??= this.begin();
      this.foreign.add(record, index);
      this.foreignCount++;
      return;
    }
    this.endForeign(done);
    if (record.kind === "out" && offset === DorPort && !(record.value & Dor.NotReset))
      this.endCommand(done);
    const values = { port: record.port, value: record.value };
    const group = this.begin().add(record, index);
    this.give(group.close("register", `register.${register.name}`, register.text, values), done);
  }

  /** A record that is a group of its own. */
  private other(record: LoneRecord, index: number, done: TraceGroup[]): void {
    this.endForeign(done);
    this.give(this.dma.end(), done);
    this.give(groupOf(record, this.begin().add(record, index)), done);
  }

  private loosely(record: TraceRecord, index: number): void {
    this.loose ??= new OpenGroup();
    this.loose.add(record, index);
  }

  /** A new group, with what was waiting for it. */
  private begin(): OpenGroup {
    const group = this.loose ?? new OpenGroup();
    this.loose = undefined;
    return group;
  }

  private endForeign(done: TraceGroup[]): void {
    const { foreign, foreignCount } = this;
    if (foreign === undefined) return;
    this.foreign = undefined;
    this.foreignCount = 0;
    const text = `${foreignCount} ${foreignCount === 1 ? "access" : "accesses"} to other ports`;
    this.give(foreign.close("other", "other.ports", text, { accesses: foreignCount }), done);
  }

  private endCommand(done: TraceGroup[]): void {
    this.flush(this.fifo.end(), done);
  }

  /** A command is over: it began before everything that was held back. */
  private flush(command: TraceGroup | undefined, done: TraceGroup[]): void {
    if (command === undefined) return;
    done.push(command, ...this.held);
    this.held = [];
  }

  private give(group: TraceGroup | undefined, done: TraceGroup[]): void {
    if (group === undefined) return;
    if (this.fifo.busy) this.held.push(group);
    else {
      this.endCommand(done);
      done.push(group);
    }
  }
}

function groupOf(record: LoneRecord, group: OpenGroup): TraceGroup {
  switch (record.kind) {
    case "begin":
      return group.close("begin", "begin", machineText(record));
    case "sleep":
      return group.close("wait", "wait.sleep", `${round(record.ms)} ms pass`, { ms: record.ms });
    case "wait": {
      const { irq, rose, timeoutMs } = record;
      const text = rose ? `interrupt ${irq}` : `no interrupt ${irq} within ${round(timeoutMs)} ms`;
      return group.close("wait", "wait.interrupt", text, { irq, rose, timeoutMs });
    }
    case "load":
    case "store":
      return memoryGroup(record, group);
  }
}

function memoryGroup(record: TraceMemory, group: OpenGroup): TraceGroup {
  const { kind, buffer, offset, sizeBytes, hash } = record;
  const text =
    `${sizeBytes} bytes ${kind === "load" ? "out of" : "into"} buffer ${buffer} at ${offset}, ` +
    `contents ${hash.toString(16).padStart(8, "0")}`;
  return group.close("memory", `memory.${kind}`, text, { buffer, offset, sizeBytes, hash });
}

function machineText(begin: TraceRecord & { kind: "begin" }): string {
  const { buffers, interrupts, standsStill } = begin;
  const dma =
    buffers.length === 0
      ? "no DMA"
      : `DMA buffers at ${buffers.map(({ address }) => `${address.toString(16).padStart(6, "0")}h`).join(", ")}`;
  return `${standsStill ? "simulated machine" : "machine"}, ${interrupts ? "interrupts" : "no interrupts"}, ${dma}`;
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
