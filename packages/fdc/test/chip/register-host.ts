/** A processor that speaks to the controller as a data sheet says: one port access after the other. */
import {
  type CableDrive,
  createSimulator,
  type Simulator,
  type SimulatorOptions,
} from "../../src/sim/index.js";
import { FakeTape, type FakeTapeOptions } from "./fake-tape.js";

export class RegisterHost<Drive extends CableDrive> {
  /** Rises of the interrupt line so far. */
  interrupts = 0;
  level = false;
  #seen = 0;

  constructor(
    readonly sim: Simulator<Drive>,
    readonly base = 0x3f0,
    readonly irq = 6,
  ) {
    sim.onIrq((line, level) => {
      if (line !== irq) return;
      this.level = level;
      if (level) this.interrupts++;
    });
  }

  get drive(): Drive {
    return this.sim.drive;
  }

  get nowNs(): number {
    return this.sim.clock.nowNs;
  }

  in(offset: number): number {
    return this.sim.inb(this.base + offset);
  }

  out(offset: number, value: number): void {
    this.sim.outb(this.base + offset, value);
  }

  get msr(): number {
    return this.in(4);
  }

  pass(ms: number): void {
    this.sim.clock.advance(ms * 1e6);
  }

  /** Command bytes, each when it is asked for. */
  send(...bytes: number[]): void {
    for (const byte of bytes) {
      this.#await(0xc0, 0x80);
      this.out(5, byte);
    }
  }

  /** Result bytes, until the chip offers no more. */
  result(): number[] {
    const bytes: number[] = [];
    for (let looks = 0; looks < 1000; looks++) {
      const { msr } = this;
      if ((msr & 0xd0) === 0xd0) bytes.push(this.in(5));
      else if ((msr & 0x10) === 0 && msr & 0x80) return bytes;
    }
    throw new Error(`no end of the result phase after ${bytes}`);
  }

  ask(...bytes: number[]): number[] {
    this.send(...bytes);
    return this.result();
  }

  /** Whether an interrupt has come since the last time, or comes within the limit. */
  interrupt(limitMs = 5000): boolean {
    const came = this.sim.clock.runUntil(() => this.interrupts > this.#seen, limitMs * 1e6);
    this.#seen = this.interrupts;
    return came;
  }

  /** A command that ends with an interrupt and a result. */
  run(...bytes: number[]): number[] {
    this.#seen = this.interrupts;
    this.send(...bytes);
    if (!this.interrupt()) throw new Error(`no interrupt, MSR is ${this.msr.toString(16)}`);
    return this.result();
  }

  reset(): void {
    this.out(2, 0x08);
    this.pass(0.02);
    this.#seen = this.interrupts;
    this.out(2, 0x0c);
    this.interrupt();
    for (let unit = 0; unit < 4; unit++) this.ask(0x08);
  }

  /** Resets, and sets 1 Mbit/s, FIFO with threshold 8, step rate and DMA mode. */
  setUp(nonDma = false): this {
    this.reset();
    this.ask(0x13, 0, 0x07, 0);
    this.out(7, 3);
    this.ask(0x03, 0xc1, nonDma ? 3 : 2);
    return this;
  }

  /** Channel 2 of the DMA controller, as drivers program it. */
  dma(mode: number, address: number, count: number, channel = 2): void {
    const page = [0x87, 0x83, 0x81, 0x82][channel]!;
    const last = count - 1;
    // biome-ignore format: port and value
    const writes = [
      0x0a, 4 | channel, 0x0c, 0, 0x0b, mode | channel,
      2 * channel, address & 0xff, 2 * channel, (address >> 8) & 0xff, page, address >> 16,
      0x0c, 0, 2 * channel + 1, last & 0xff, 2 * channel + 1, (last >> 8) & 0xff,
      0x0a, channel,
    ];
    for (let at = 0; at < writes.length; at += 2) this.sim.outb(writes[at]!, writes[at + 1]!);
  }

  dmaCount(channel = 2): number {
    this.sim.outb(0x0c, 0);
    const low = this.sim.inb(2 * channel + 1);
    return low | (this.sim.inb(2 * channel + 1) << 8);
  }

  memory(address: number, count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    this.sim.readMemory(address, bytes);
    return bytes;
  }

  #await(mask: number, value: number): void {
    for (let looks = 0; (this.msr & mask) !== value; looks++)
      if (looks > 1000) throw new Error(`MSR stays ${this.msr.toString(16)}`);
  }
}

export type TapeHostOptions = Omit<SimulatorOptions, "drive"> & { tape?: FakeTapeOptions };

/** A machine with the fake tape in it. */
export function createTapeHost(options: TapeHostOptions = {}): RegisterHost<FakeTape> {
  const { tape, ...rest } = options;
  const sim = createSimulator({ ...rest, drive: ({ clock }) => new FakeTape(clock, tape) });
  return new RegisterHost(sim, options.board?.base, options.board?.irq);
}

/** READ of sectors on the fake tape, C/H/R from the segment; EOT is the last of them unless given. */
export function readCommand(
  segment: number,
  sector: number,
  count: number,
  eot?: number,
): number[] {
  const record = (segment & 3) * 32 + 1 + sector;
  return [0x46, 0, segment >> 2, 0, record, 3, eot ?? record + count - 1, 109, 0xff];
}
