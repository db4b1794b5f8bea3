/** Writing without DMA. */
import type { SectorMark } from "../cable.js";
import type { VirtualAlarm } from "../virtual-clock.js";
import type { ExecutionHost, PioPort } from "./execution.js";
import { OutgoingFifo } from "./outgoing-fifo.js";
import { type MoverOwner, SectorBytes, type SectorMover, struckAfter } from "./sector-mover.js";

const MostFifoBytes = 16;
/** A sector has one group of bytes; no other follows. */
const NeverNs = 1e15;

export class PioWriter implements SectorMover, PioPort {
  readonly toHost = false;
  /** WRITE DELETED DATA. */
  deleted = false;
  readonly #host: ExecutionHost;
  readonly #owner: MoverOwner;
  readonly #fifo: OutgoingFifo;
  readonly #alarm: VirtualAlarm;
  #mark: SectorMark | undefined;
  #loseNs = Infinity;

  constructor(host: ExecutionHost, owner: MoverOwner) {
    this.#host = host;
    this.#owner = owner;
    this.#fifo = new OutgoingFifo(host, SectorBytes + MostFifoBytes);
    this.#alarm = host.clock.alarm(() => this.#check());
  }

  /** The chip asks for the first bytes before it has found the sector. */
  open(sectors: number): void {
    this.#fifo.open(sectors * SectorBytes);
    this.#host.raiseInterrupt();
  }

  move(mark: SectorMark): void {
    const { byteNs } = this.#host;
    const { schedule } = this.#fifo;
    this.#mark = mark;
    schedule.startNs = mark.dataNs;
    schedule.byteNs = byteNs;
    schedule.group = SectorBytes;
    schedule.groupNs = NeverNs;
    const struck = struckAfter(this.#host, "write", mark);
    this.#loseNs = struck < 0 ? Infinity : mark.dataNs + struck * byteNs;
    this.#arm();
  }

  cancel(): void {
    this.#alarm.cancel();
    this.#fifo.schedule.startNs = Infinity;
  }

  requests(): boolean {
    return this.#fifo.requests();
  }

  take(): number {
    return 0;
  }

  give(value: number): void {
    this.#host.lowerInterrupt();
    this.#fifo.give(value);
  }

  #arm(): void {
    const { emptyNs } = this.#fifo;
    const starvesNs = this.#host.quirks.neverOverruns ? Infinity : emptyNs;
    this.#alarm.set(Math.min(this.#mark!.endNs, starvesNs, this.#loseNs));
  }

  #check(): void {
    const { clock, byteNs, quirks } = this.#host;
    const { nowNs } = clock;
    const fed = this.#fifo.given >= SectorBytes;
    if (nowNs >= this.#loseNs) this.#lose();
    else if (!fed && !quirks.neverOverruns && nowNs >= this.#fifo.emptyNs) this.#lose();
    else if (nowNs < this.#mark!.endNs) this.#arm();
    else if (fed) this.#passed();
    else this.#alarm.set(nowNs + SectorBytes * byteNs);
  }

  #passed(): void {
    this.#host.drive!.writeSector(this.#mark!, this.#fifo.bytes, 0, this.deleted);
    this.#fifo.drop(SectorBytes);
    this.#owner.moved(false);
  }

  #lose(): void {
    this.#host.drive!.spoilSector?.(this.#mark!);
    this.#owner.lost();
  }
}
