/** A host that does by hand, port by port, what the peer's own observers did. */
import type { PeerDrive, Simulator } from "../../src/sim/index.js";

const MsNs = 1e6;

export class PeerHost {
  private cylinder = 0;
  private irqs = 0;

  constructor(
    readonly machine: Simulator<PeerDrive>,
    private readonly unit = 0,
  ) {
    machine.onIrq((irq, level) => {
      if (irq === 6 && level) this.irqs++;
    });
  }

  ms(duration: number): void {
    this.machine.clock.advance(duration * MsNs);
  }

  /** Whether an interrupt came since the last call. */
  interrupted(): boolean {
    const came = this.irqs > 0;
    this.irqs = 0;
    return came;
  }

  waitInterrupt(ms: number): boolean {
    this.machine.clock.runUntil(() => this.irqs > 0, ms * MsNs);
    return this.interrupted();
  }

  reset(): void {
    this.machine.outb(0x3f2, 0x08 | this.unit);
    this.ms(0.02);
    this.machine.outb(0x3f2, 0x0c | this.unit);
    this.cylinder = 0;
  }

  /** Resets, takes the four answers, sets 500 kbit/s by both ways and a step time of 2 ms. */
  start(): this {
    this.reset();
    this.ms(1);
    this.interrupted();
    for (let unit = 0; unit < 4; unit++) this.command([0x08], 2);
    this.machine.outb(0x3f7, 0);
    this.command([0x03, 0xe1, 0x02], 0);
    return this;
  }

  status(): number {
    return this.machine.inb(0x3f4);
  }

  send(bytes: readonly number[]): number {
    let sent = 0;
    for (const byte of bytes) {
      if (!this.awaits(0x80)) return sent;
      this.machine.outb(0x3f5, byte);
      sent++;
    }
    return sent;
  }

  result(limit = 16): number[] {
    const bytes: number[] = [];
    while (bytes.length < limit && this.awaits(0xc0)) bytes.push(this.machine.inb(0x3f5));
    return bytes;
  }

  command(bytes: readonly number[], resultBytes = 16): number[] {
    this.send(bytes);
    return this.result(resultBytes);
  }

  /** A seek over so many cylinders; the answer of SENSE INTERRUPT. */
  seek(pulses: number): number[] {
    this.cylinder += this.cylinder >= pulses ? -pulses : pulses;
    this.interrupted();
    this.send([0x0f, this.unit, this.cylinder]);
    this.waitInterrupt(1000);
    return this.command([0x08], 2);
  }

  recalibrate(): number[] {
    this.cylinder = 0;
    this.interrupted();
    this.send([0x07, this.unit]);
    this.waitInterrupt(1000);
    return this.command([0x08], 2);
  }

  trackZero(): boolean {
    return (this.command([0x04, this.unit], 1)[0]! & 0x10) !== 0;
  }

  /** Pulses, and the pause that ends a train. */
  drive(code: number, ...nibbles: number[]): void {
    for (const pulses of [code, ...nibbles.map((nibble) => nibble + 2)]) {
      this.seek(pulses);
      this.ms(3);
    }
  }

  /** The answer to a report, or undefined without acknowledge or stop bit. */
  report(code: number, bits: number): number | undefined {
    this.drive(code);
    if (!this.trackZero()) return undefined;
    const value = this.bits(bits);
    const stop = this.bits(1) === 1;
    this.seek(2);
    this.ms(3);
    return stop ? value : undefined;
  }

  bits(count: number): number {
    let value = 0;
    for (let bit = 0; bit < count; bit++) {
      this.seek(2);
      if (this.trackZero()) value += 2 ** bit;
      this.ms(3);
    }
    return value;
  }

  driveStatus(): number | undefined {
    return this.report(6, 8);
  }

  /** Reads the error, so that the drive lets the tape move. */
  error(): number | undefined {
    return this.report(7, 16);
  }

  waitReady(ms = 10_000): void {
    const until = this.machine.clock.nowNs + ms * MsNs;
    while (this.machine.clock.nowNs < until) if ((this.driveStatus() ?? 0) & 1) return;
    throw new Error("drive does not become ready");
  }

  /** Sets up the second DMA channel. */
  dma(mode: number, bytes: number, address = 0x10000): void {
    const { machine } = this;
    machine.outb(0x0a, 6);
    machine.outb(0x0c, 0);
    machine.outb(0x0b, mode | 2);
    machine.outb(0x04, address & 0xff);
    machine.outb(0x04, (address >> 8) & 0xff);
    machine.outb(0x81, address >> 16);
    machine.outb(0x0c, 0);
    machine.outb(0x05, (bytes - 1) & 0xff);
    machine.outb(0x05, (bytes - 1) >> 8);
    machine.outb(0x0a, 2);
  }

  /** A data command over records of one cylinder. */
  transfer(code: number, cylinder: number, head: number, first: number, last: number): number[] {
    this.interrupted();
    this.send([code, this.unit, cylinder, head, first, 3, last, 109, 0xff]);
    this.waitInterrupt(5000);
    return this.result(7);
  }

  private awaits(state: number): boolean {
    for (let tries = 0; tries < 400; tries++) {
      if ((this.status() & 0xc0) === state) return true;
      this.ms(0.002);
    }
    return false;
  }
}
