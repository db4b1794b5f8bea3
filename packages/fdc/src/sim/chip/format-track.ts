/** FORMAT TRACK: from one index to the next; the host gives the id of each sector. */
import { DmaMode } from "../dma/dma-channel.js";
import type { VirtualAlarm } from "../virtual-clock.js";
import type { Execution, ExecutionHost, PioPort } from "./execution.js";
import { OutgoingFifo } from "./outgoing-fifo.js";
import { struckAfter } from "./sector-mover.js";
import { St0, St1 } from "./status-bits.js";

const IdBytes = 4;
/** What a segment holds. */
const SegmentSectors = 32;
/** Bytes from the index to the first sector, and from a sector's start to the first byte of its id. */
const LeadBytes = 146;
const IdOffset = 16;
/** A sector without data and gap 3; perpendicular recording has a longer gap 2. */
const SectorOverhead = { usual: 62, perpendicular: 81 } as const;
/** Byte times that a sector takes where no index is waited for. */
const HastyBytes = 6;
const PromptNs = 50_000;

export class FormatTrack implements Execution, PioPort {
  readonly toHost = false;
  readonly #host: ExecutionHost;
  readonly #alarm: VirtualAlarm;
  readonly #fifo: OutgoingFifo;
  #stage: "index" | "ids" | "gap" | "failing" = "index";
  #unit = 0;
  #sectors = 0;
  #sectorBytes = 0;
  #filler = 0;
  #fromNs = 0;
  #endNs = 0;
  #ids: Uint8Array = new Uint8Array(0);
  #st1 = 0;

  constructor(host: ExecutionHost) {
    this.#host = host;
    this.#fifo = new OutgoingFifo(host, 256 * IdBytes);
    this.#alarm = host.clock.alarm(() => this.#wake());
  }

  get pio(): PioPort | undefined {
    return this.#host.registers.nonDma ? this : undefined;
  }

  /** @param bytes the six bytes of the command */
  begin(bytes: readonly number[]): void {
    const { drive, clock, registers, quirks } = this.#host;
    const [, unit = 0, sizeCode = 0, sectors = 0, gap = 0, filler = 0] = bytes;
    const wide = (registers.perpendicular & 3) === 3;
    const overhead = wide ? SectorOverhead.perpendicular : SectorOverhead.usual;
    this.#unit = unit & 7;
    this.#sectors = sectors;
    this.#sectorBytes = (128 << (sizeCode & 7)) + overhead + gap;
    this.#filler = filler;
    if (registers.nonDma) {
      this.#fifo.open(sectors * IdBytes);
      this.#host.raiseInterrupt();
    }
    if (drive?.writeProtected) this.#failAt(clock.nowNs + PromptNs, St1.NotWritable);
    else if (quirks.formatWithoutIndex) this.#hurry();
    else this.#awaitIndex(clock.nowNs);
  }

  changed(): void {
    const { clock, quirks } = this.#host;
    if (quirks.formatWithoutIndex) return;
    if (this.#stage === "index") this.#awaitIndex(clock.nowNs);
    else if (this.#stage !== "failing") {
      this.#endNs = this.#indexAfter(clock.nowNs);
      if (this.#stage === "gap") this.#setOrRest(this.#endNs);
    }
  }

  cancel(): void {
    this.#alarm.cancel();
  }

  requests(): boolean {
    return this.#stage !== "gap" && this.#fifo.requests();
  }

  take(): number {
    return 0;
  }

  give(value: number): void {
    this.#host.lowerInterrupt();
    this.#fifo.give(value);
  }

  #awaitIndex(fromNs: number): void {
    this.#stage = "index";
    this.#fromNs = this.#indexAfter(fromNs);
    this.#setOrRest(this.#fromNs);
  }

  /** Without an index to come the command waits for ever. */
  #setOrRest(atNs: number): void {
    if (atNs === Infinity) this.#alarm.cancel();
    else this.#alarm.set(atNs);
  }

  #indexAfter(fromNs: number): number {
    const { drive, rate } = this.#host;
    let atNs = fromNs;
    // A segment has 32 sectors and its index pulses; whatever has more is no tape.
    for (let seen = 0; seen < 4 * SegmentSectors; seen++) {
      const mark = drive?.next(atNs, rate, undefined, "format");
      if (mark === undefined) return Infinity;
      if (mark.kind === "index") return mark.atNs;
      atNs = mark.atNs + 1;
    }
    return Infinity;
  }

  #wake(): void {
    if (this.#stage === "failing") this.#end(St0.Abnormal, this.#st1);
    else if (this.#stage === "index") this.#beginSegment();
    else if (this.#stage === "ids") this.#checkIds();
    else this.#finishSegment();
  }

  #beginSegment(): void {
    const { registers, byteNs, clock } = this.#host;
    this.#endNs = this.#indexAfter(clock.nowNs + 1);
    const room = (this.#endNs - this.#fromNs) / byteNs - LeadBytes;
    this.#sectors = Math.min(this.#sectors, Math.max(Math.floor(room / this.#sectorBytes), 0));
    if (registers.nonDma) {
      this.#scheduleIds();
      return;
    }
    const struck = struckAfter(this.#host, "format");
    if (!this.#fetchIds(struck)) {
      this.#failAt(clock.nowNs + LeadBytes * byteNs, St1.Overrun);
      return;
    }
    this.#stage = "gap";
    this.#setOrRest(this.#endNs);
  }

  /**
   * All ids at once; they are asked for until terminal count. False when a request is not served: of a fault
   * behind the last id the last byte is struck.
   */
  #fetchIds(struck: number): boolean {
    const { dma } = this.#host;
    if (!dma.ready) return false;
    const wanted = Math.min(this.#sectors * IdBytes, dma.channel.count + 1);
    const ids = new Uint8Array(struck < 0 ? wanted : Math.max(Math.min(struck, wanted - 1), 0));
    dma.channel.fetch(ids, 0, ids.length);
    this.#ids = ids;
    return struck < 0;
  }

  #scheduleIds(): void {
    const { schedule } = this.#fifo;
    const { byteNs } = this.#host;
    this.#stage = "ids";
    schedule.startNs = this.#fromNs + (LeadBytes + IdOffset) * byteNs;
    schedule.group = IdBytes;
    schedule.groupNs = this.#sectorBytes * byteNs;
    schedule.byteNs = byteNs;
    this.#fifo.limit = this.#sectors * IdBytes;
    this.#checkIds();
  }

  /** The processor must be ahead of the tape. */
  #checkIds(): void {
    const { clock } = this.#host;
    const dueNs = this.#fifo.emptyNs;
    if (dueNs === Infinity) {
      this.#stage = "gap";
      this.#ids = this.#fifo.bytes.slice(0, this.#fifo.limit);
      this.#setOrRest(this.#endNs);
    } else if (clock.nowNs >= dueNs) this.#failAt(clock.nowNs, St1.Overrun);
    else this.#alarm.set(dueNs);
  }

  #finishSegment(): void {
    const { drive, quirks } = this.#host;
    const most = quirks.formatWithoutIndex ? this.#ids.length : SegmentSectors * IdBytes;
    const ids = this.#ids.subarray(0, most);
    if (ids.length > 0) drive?.formatSegment(this.#fromNs, ids, this.#filler);
    this.#end(0, 0);
  }

  /** Another controller's way: no index, ids beyond terminal count read as ffh. */
  #hurry(): void {
    const { dma, clock, byteNs } = this.#host;
    const ids = new Uint8Array(this.#sectors * IdBytes).fill(0xff);
    if (dma.ready && (dma.channel.mode & DmaMode.Direction) === DmaMode.FromMemory)
      dma.channel.fetch(ids, 0, ids.length);
    this.#ids = ids;
    this.#stage = "gap";
    this.#fromNs = clock.nowNs;
    this.#endNs = clock.nowNs + HastyBytes * this.#sectors * byteNs;
    this.#alarm.set(this.#endNs);
  }

  #failAt(atNs: number, st1: number): void {
    this.#stage = "failing";
    this.#st1 = st1;
    this.#alarm.set(atNs);
  }

  #end(st0: number, st1: number): void {
    const [cylinder = 0, head = 0, record = 0, sizeCode = 0] = this.#ids.slice(-IdBytes);
    const address = { cylinder, head, record, sizeCode };
    this.#alarm.cancel();
    this.#host.finish(st0 | this.#unit, st1, 0, address);
  }
}
