/** DMA as the FIFO asks for it: one event for each request. */
import type { SectorMark } from "../cable.js";
import type { VirtualAlarm } from "../virtual-clock.js";
import type { ExecutionHost } from "./execution.js";
import {
  type MoverOwner,
  SectorBytes,
  type SectorMover,
  serviceNs,
  struckAfter,
} from "./sector-mover.js";

export class DmaBurstMover implements SectorMover {
  /** WRITE DELETED DATA. */
  deleted = false;
  readonly #host: ExecutionHost;
  readonly #owner: MoverOwner;
  readonly #alarm: VirtualAlarm;
  readonly #bytes = new Uint8Array(SectorBytes);
  /** Bytes that the FIFO holds, and those moved at a time; nobody changes them within a sector. */
  #depth = 0;
  #burst = 0;
  #mark: SectorMark | undefined;
  #writes = false;
  #moves = false;
  #moved = 0;
  #terminal = false;
  /** A request has waited until its deadline. */
  #overdue = false;
  #struckAfter = -1;

  constructor(host: ExecutionHost, owner: MoverOwner) {
    this.#host = host;
    this.#owner = owner;
    this.#alarm = host.clock.alarm(() => this.#request());
  }

  move(mark: SectorMark, direction: "read" | "write", moves: boolean): void {
    const { registers } = this.#host;
    this.#depth = registers.fifoDepth;
    this.#burst = registers.burst;
    this.#mark = mark;
    this.#writes = direction === "write";
    this.#moves = moves;
    this.#moved = 0;
    this.#terminal = false;
    this.#overdue = false;
    this.#struckAfter = moves ? struckAfter(this.#host, direction, mark) : -1;
    if (moves && !this.#writes) this.#host.drive!.readSector(mark, this.#bytes, 0);
    if (moves && this.#writes) this.#bytes.fill(0);
    this.#next();
  }

  cancel(): void {
    this.#alarm.cancel();
  }

  get #done(): boolean {
    return !this.#moves || this.#terminal || this.#moved === SectorBytes;
  }

  /** Reading: when enough bytes have come; writing: when the FIFO has run low. */
  #next(): void {
    const { dataNs, endNs } = this.#mark!;
    if (this.#done) {
      this.#alarm.set(endNs);
      return;
    }
    const arrived = this.#writes
      ? this.#moved - (this.#depth - this.#burst)
      : Math.min(this.#moved + this.#burst, SectorBytes);
    this.#alarm.set(
      this.#moved === 0 && this.#writes ? dataNs : dataNs + arrived * this.#host.byteNs,
    );
  }

  #request(): void {
    if (this.#done) {
      this.#finish();
      return;
    }
    const { clock, dma, quirks } = this.#host;
    if (this.#struckAfter >= 0 && this.#moved >= this.#struckAfter) {
      this.#lose();
      return;
    }
    if (dma.ready) {
      this.#overdue = false;
      this.#serve(dma.channel.count + 1);
      this.#next();
    } else if (this.#overdue && !quirks.neverOverruns) this.#lose();
    else {
      this.#overdue = true;
      this.#alarm.set(clock.nowNs + serviceNs(this.#host));
    }
  }

  #serve(left: number): void {
    const { dma } = this.#host;
    const room = this.#writes && this.#moved === 0 ? this.#depth : this.#burst;
    const wanted = Math.min(room, SectorBytes - this.#moved);
    const moved = this.#writes
      ? dma.channel.fetch(this.#bytes, this.#moved, wanted)
      : dma.channel.store(this.#bytes, this.#moved, wanted);
    this.#moved += moved;
    this.#terminal = moved === left;
  }

  #finish(): void {
    if (this.#writes && this.#moves)
      this.#host.drive!.writeSector(this.#mark!, this.#bytes, 0, this.deleted);
    this.#owner.moved(this.#terminal);
  }

  #lose(): void {
    if (this.#writes) this.#host.drive!.spoilSector?.(this.#mark!);
    this.#owner.lost();
  }
}
