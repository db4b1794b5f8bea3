import type { DmaMemory, Hardware } from "../../src/index.js";

/** What the chip does with a command. */
export interface Reaction {
  /** Result bytes. */
  readonly result?: readonly number[];
  /** Whether the end of the command raises the interrupt. */
  readonly interrupt?: boolean;
  /** Never ends. */
  readonly hangs?: boolean;
  /** Refused after so many bytes: the result phase begins there. */
  readonly refusedAfter?: number;
  /** Bytes that DMA leaves, and that the processor is not asked for. */
  readonly left?: number;
  /** Bytes that the processor is to move in the execution phase. */
  readonly moves?: { readonly direction: "read" | "write"; readonly bytes: number };
  /** Pending answers to SENSE INTERRUPT. */
  readonly senses?: readonly (readonly number[])[];
}

export type Script = (command: readonly number[]) => Reaction | undefined;

/** A chip that answers from a script; one microsecond per port access, everything else at once. */
export class ScriptedChip implements Hardware {
  /** Complete commands, as they were sent. */
  readonly commands: number[][] = [];
  /** Other port writes, as "port=value" in hex. */
  readonly writes: string[] = [];
  /** All accesses to ports below, in order: "MSR", "DOR=0c". */
  readonly order: string[] = [];
  readonly clock = {
    now: () => this.ms,
    sleep: async (ms: number) => this.#pass(ms),
    standsStill: true,
  };
  ms = 0;
  /** The interrupt line is not wired. */
  deaf = false;
  stuck = false;
  absent = false;
  taken: number[] = [];
  dma: readonly DmaMemory[] = [];
  readonly #script: Script;
  readonly #base: number;
  readonly #irq: number;
  #latched = false;
  #command: number[] = [];
  #result: number[] = [];
  #senses: (readonly number[])[] = [];
  #moves: Reaction["moves"];
  #after: Reaction | undefined;
  #busy = false;
  #tdr = 0;
  #ports = new Map<number, number>();
  #count = [0, 0];
  #flipFlop = 0;

  constructor(script: Script, { base = 0x3f0, irq = 6 } = {}) {
    this.#script = script;
    this.#base = base;
    this.#irq = irq;
  }

  readonly io = {
    inb: async (port: number) => this.#in(port),
    outb: async (port: number, value: number) => this.#out(port, value),
  };

  readonly irq = {
    clear: () => {
      this.#latched = false;
    },
    wait: async (irq: number, ms: number) => {
      const risen = this.#latched && !this.deaf && irq === this.#irq;
      this.#latched = false;
      if (!risen) this.#pass(ms);
      return risen;
    },
  };

  raise(): void {
    this.#latched = true;
  }

  #pass(ms: number): void {
    this.ms += ms;
  }

  #in(port: number): number {
    this.#pass(0.001);
    if (this.absent) return 0xff;
    switch (port - this.#base) {
      case 4:
        this.order.push("MSR");
        return this.#status();
      case 5:
        return this.#take();
      case 3:
        return this.#tdr & 3;
      default:
    }
    if (port < 8 && port & 1) return this.#count[this.#flipFlop++ & 1]!;
    return this.#ports.get(port) ?? 0xff;
  }

  #status(): number {
    if (this.stuck) return 0x10;
    if (this.#moves !== undefined) return this.#moves.direction === "read" ? 0xf0 : 0xb0;
    if (this.#result.length > 0) return 0xd0;
    if (this.#busy) return 0x10;
    return this.#command.length > 0 ? 0x90 : 0x80;
  }

  #take(): number {
    if (this.#moves !== undefined) {
      const value = this.taken.length & 0xff;
      this.taken.push(value);
      this.#moved();
      return value;
    }
    return this.#result.shift() ?? 0;
  }

  #moved(): void {
    if (this.taken.length < this.#moves!.bytes) return;
    this.#moves = undefined;
    this.#end(this.#after!);
  }

  #out(port: number, value: number): void {
    this.#pass(0.001);
    const offset = port - this.#base;
    if (offset === 5) {
      if (this.#moves !== undefined) {
        this.taken.push(value);
        this.#moved();
      } else this.#accept(value);
      return;
    }
    this.writes.push(`${port.toString(16)}=${value.toString(16)}`);
    if (offset === 2) this.#reset(value);
    if (offset === 3) this.#tdr = value;
    if (port === 0x0c) this.#flipFlop = 0;
    this.#ports.set(port, value);
  }

  #reset(dor: number): void {
    this.order.push(`DOR=${dor.toString(16)}`);
    if (dor & 4) {
      if (this.#ports.get(this.#base + 2)! & 4) return;
      this.#senses = [0, 1, 2, 3].map((unit) => [0xc0 | unit, 0]);
      this.raise();
    } else {
      this.#result = [];
      this.#command = [];
      this.#busy = false;
      this.#moves = undefined;
      this.stuck = false;
    }
  }

  #accept(value: number): void {
    this.#command.push(value);
    const reaction = this.#react();
    if (reaction === undefined) return;
    this.commands.push(this.#command);
    this.#command = [];
    this.taken = [];
    if (reaction.hangs) this.#busy = true;
    else if (reaction.moves !== undefined) {
      this.#moves = reaction.moves;
      this.#after = reaction;
    } else this.#end(reaction);
  }

  #react(): Reaction | undefined {
    const bytes = this.#command;
    const reaction = this.#script(bytes) ?? {};
    if (reaction.refusedAfter === bytes.length) return reaction;
    if (bytes.length < commandLength(bytes[0]!)) return undefined;
    if (bytes[0] === 0x08 && reaction.result === undefined)
      return { result: this.#senses.shift() ?? [0x80] };
    return reaction;
  }

  #end(reaction: Reaction): void {
    this.#result = [...(reaction.result ?? [])];
    if (reaction.senses !== undefined) this.#senses.push(...reaction.senses);
    const left = (reaction.left ?? 0) - 1;
    this.#count = [left & 0xff, (left >> 8) & 0xff];
    if (reaction.interrupt) this.raise();
  }
}

function commandLength(opcode: number): number {
  const lengths: Record<number, number> = { 3: 3, 4: 2, 7: 2, 8: 1, 15: 3, 18: 2, 19: 4, 142: 6 };
  if ([0x45, 0x46, 0x49, 0x56].includes(opcode)) return 9;
  return { 74: 2, 77: 6 }[opcode] ?? lengths[opcode] ?? 1;
}

/** The answers of a chip to the commands that identify it and set it up. */
export function identity(
  answers: Partial<Record<"dump" | "version" | "unlock" | "part" | "save", readonly number[]>>,
): Script {
  const unknown = { result: [0x80] };
  const answerTo = (result: readonly number[] | undefined) => (result ? { result } : unknown);
  return ([opcode, unit, target]) => {
    switch (opcode) {
      case 0x0e:
        return answerTo(answers.dump);
      case 0x10:
        return answerTo(answers.version);
      case 0x14:
        return answerTo(answers.unlock);
      case 0x94:
        return { result: [0x10] };
      case 0x18:
        return answerTo(answers.part);
      case 0x2e:
        return answerTo(answers.save);
      case 0x0f:
        return { interrupt: true, senses: [[0x20 | unit!, target!]] };
      default:
        return undefined;
    }
  };
}

/** An 82077AA as it is after a reset. */
export const asAt82077AA: Script = identity({
  dump: [0, 0, 0, 0, 0, 0, 0, 0, 0x20, 0],
  version: [0x90],
  unlock: [0],
});

/** Two buffers of 32 KiB in plain memory, at addresses that DMA can reach. */
export function dmaMemory(address = 0x10000, sizeBytes = 0x8000): DmaMemory {
  const bytes = new Uint8Array(sizeBytes);
  return {
    address,
    sizeBytes,
    load: async (offset, into) => into.set(bytes.subarray(offset, offset + into.length)),
    store: async (offset, from) => bytes.set(from, offset),
  };
}
