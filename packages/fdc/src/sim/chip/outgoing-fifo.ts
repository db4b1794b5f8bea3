/** The FIFO on the way to the drive while the processor fills it. Nothing happens at single bytes: all follows from the time. */
import type { ExecutionHost } from "./execution.js";

/** When the drive takes bytes: groups of `group` in a row, a group every `groupNs`. */
export interface ByteSchedule {
  startNs: number;
  group: number;
  groupNs: number;
  byteNs: number;
}

export class OutgoingFifo {
  readonly bytes: Uint8Array;
  readonly schedule: ByteSchedule = { startNs: Infinity, group: 1, groupNs: 1, byteNs: 1 };
  /** Bytes that were given, and that will be taken in all. */
  given = 0;
  limit = 0;
  readonly #host: ExecutionHost;
  #asking = false;

  /** @param capacity bytes that can be given before `drop` */
  constructor(host: ExecutionHost, capacity: number) {
    this.#host = host;
    this.bytes = new Uint8Array(capacity);
  }

  /** Empty, and asking for bytes; the drive takes none before it has a schedule. */
  open(limit: number): void {
    this.given = 0;
    this.limit = limit;
    this.#asking = true;
    this.schedule.startNs = Infinity;
  }

  /** Whether a byte is asked for: from the threshold down until the FIFO is full. */
  requests(): boolean {
    const { registers } = this.#host;
    const held = this.#held;
    if (held >= registers.fifoDepth) this.#asking = false;
    else if (held < registers.threshold) this.#asking = true;
    return this.#asking && this.given < this.limit;
  }

  /** A byte for which there is no room, as nobody asked for it, is lost. */
  give(value: number): void {
    if (this.given >= this.limit || this.#held >= this.#host.registers.fifoDepth) return;
    this.bytes[this.given++] = value;
  }

  /** When the drive asks for a byte that is not there. */
  get emptyNs(): number {
    const { startNs, group, groupNs, byteNs } = this.schedule;
    if (this.given >= this.limit) return Infinity;
    return startNs + Math.floor(this.given / group) * groupNs + (this.given % group) * byteNs;
  }

  /** Forgets the first bytes: they are on the tape. */
  drop(count: number): void {
    this.bytes.copyWithin(0, count, this.given);
    this.given -= count;
    this.limit -= count;
    this.schedule.startNs = Infinity;
  }

  get #held(): number {
    return this.given - this.#taken();
  }

  #taken(): number {
    const { startNs, group, groupNs, byteNs } = this.schedule;
    const sinceNs = this.#host.clock.nowNs - startNs;
    if (!(sinceNs >= 0)) return 0;
    const groups = Math.floor(sinceNs / groupNs);
    const inGroup = Math.floor((sinceNs - groups * groupNs) / byteNs) + 1;
    return Math.min(groups * group + Math.min(group, inGroup), this.limit);
  }
}
