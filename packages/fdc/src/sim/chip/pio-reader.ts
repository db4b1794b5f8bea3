/** Reading without DMA. Nothing happens at single bytes: how many have come follows from the time. */
import type { SectorMark } from "../cable.js";
import type { VirtualAlarm } from "../virtual-clock.js";
import type { ExecutionHost, PioPort } from "./execution.js";
import {
  type MoverOwner,
  SectorBytes,
  type SectorMover,
  serviceNs,
  struckAfter,
} from "./sector-mover.js";

/** Bytes that pass between two data fields at least; until then the FIFO must be empty. */
const GapBytes = 60;

export class PioReader implements SectorMover, PioPort {
  readonly toHost = true;
  readonly #host: ExecutionHost;
  readonly #owner: MoverOwner;
  readonly #alarm: VirtualAlarm;
  readonly #bytes = new Uint8Array(SectorBytes);
  #mark: SectorMark | undefined;
  #last = false;
  #taken = SectorBytes;
  #offering = false;
  #announced = false;
  #loseNs = Infinity;

  constructor(host: ExecutionHost, owner: MoverOwner) {
    this.#host = host;
    this.#owner = owner;
    this.#alarm = host.clock.alarm(() => this.#check());
  }

  move(mark: SectorMark, _direction: "read" | "write", moves: boolean, last: boolean): void {
    const struck = moves ? struckAfter(this.#host, "read", mark) : -1;
    this.#mark = mark;
    this.#last = last;
    this.#taken = moves ? 0 : SectorBytes;
    this.#offering = false;
    this.#announced = !moves;
    this.#loseNs = struck < 0 ? Infinity : mark.dataNs + struck * this.#host.byteNs;
    this.#host.drive!.readSector(mark, this.#bytes, 0);
    this.#arm();
  }

  cancel(): void {
    this.#alarm.cancel();
    this.#taken = SectorBytes;
  }

  /** From enough bytes, or the end of the sector, until none is left. */
  requests(): boolean {
    const arrived = this.#arrived();
    const held = arrived - this.#taken;
    if (held <= 0) this.#offering = false;
    else if (held >= this.#host.registers.burst || arrived === SectorBytes) this.#offering = true;
    return this.#offering;
  }

  take(): number {
    if (this.#arrived() <= this.#taken) return 0;
    const value = this.#bytes[this.#taken++]!;
    this.#host.lowerInterrupt();
    if (this.#taken === SectorBytes && this.#host.clock.nowNs >= this.#mark!.endNs) this.#passed();
    return value;
  }

  give(): void {}

  #arrived(): number {
    if (this.#taken === SectorBytes) return SectorBytes;
    const sinceNs = this.#host.clock.nowNs - this.#mark!.dataNs;
    return Math.max(0, Math.min(SectorBytes, Math.floor(sinceNs / this.#host.byteNs)));
  }

  /** When the FIFO has no room for a byte that comes. */
  get #fullNs(): number {
    const { registers, byteNs, quirks } = this.#host;
    const next = this.#taken + registers.burst;
    if (quirks.neverOverruns || this.#taken === SectorBytes) return Infinity;
    if (next <= SectorBytes) return this.#mark!.dataNs + next * byteNs + serviceNs(this.#host);
    return this.#last ? Infinity : this.#mark!.endNs + GapBytes * byteNs;
  }

  #arm(): void {
    const { clock, registers, byteNs } = this.#host;
    const { dataNs, endNs } = this.#mark!;
    const offerNs = this.#announced ? Infinity : dataNs + registers.burst * byteNs;
    const passNs = clock.nowNs < endNs ? endNs : Infinity;
    const nextNs = Math.min(offerNs, passNs, this.#fullNs, this.#loseNs);
    // Else the host takes its time over the last bytes.
    if (nextNs !== Infinity) this.#alarm.set(nextNs);
  }

  #check(): void {
    const { nowNs } = this.#host.clock;
    if (nowNs >= Math.min(this.#fullNs, this.#loseNs)) {
      this.#owner.lost();
      return;
    }
    if (!this.#announced) {
      this.#announced = true;
      this.#host.raiseInterrupt();
    }
    if (nowNs >= this.#mark!.endNs && this.#taken === SectorBytes) this.#passed();
    else this.#arm();
  }

  #passed(): void {
    this.#alarm.cancel();
    this.#owner.moved(false);
  }
}
