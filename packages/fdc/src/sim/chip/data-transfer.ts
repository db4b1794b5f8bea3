/** READ, WRITE and VERIFY: sectors with consecutive numbers, each looked for by its id. */
import type { SectorId } from "@floppytape/qic-format";
import type { SectorMark } from "../cable.js";
import type { VirtualAlarm } from "../virtual-clock.js";
import { DmaBurstMover } from "./dma-burst-mover.js";
import { DmaSectorMover } from "./dma-sector-mover.js";
import type { Execution, ExecutionHost, PioPort } from "./execution.js";
import { type MarkListener, MarkSearch } from "./mark-search.js";
import { PioReader } from "./pio-reader.js";
import { PioWriter } from "./pio-writer.js";
import { SectorAddress } from "./sector-address.js";
import type { MoverOwner, SectorMover } from "./sector-mover.js";
import { St0, St1, St2 } from "./status-bits.js";

export type TransferKind = "read" | "write" | "verify";

/** Options in the command bytes. */
const SkipBit = 0x20;
const EnableCountBit = 0x80;
/** An abnormal end follows so soon where nothing has to be waited for. */
const PromptNs = 50_000;
/** Marks a defective track of a floppy disk. */
const BadCylinder = 0xff;
/** So many ids are looked at to say why a sector was not found. */
const IdsSeen = 128;

/** Waiting for an id, at a sector, about to fail, or not under way. */
type Stage = "searching" | "moving" | "failing" | "over";

export class DataTransfer implements Execution, MarkListener, MoverOwner {
  pio: PioPort | undefined;
  readonly #host: ExecutionHost;
  readonly #search: MarkSearch;
  readonly #bySector: DmaSectorMover;
  readonly #byBurst: DmaBurstMover;
  readonly #reader: PioReader;
  readonly #writer: PioWriter;
  readonly #failure: VirtualAlarm;
  readonly #address = new SectorAddress();
  #mover: SectorMover;
  #stage: Stage = "over";
  #kind: TransferKind = "read";
  /** Deleted data marks are written, or expected. */
  #deleted = false;
  #skips = false;
  #unit = 0;
  /** Sectors that VERIFY has yet to see; Infinity: as EOT says. */
  #left = Infinity;
  /** The end of the cylinder is a normal end. */
  #endsWell = false;
  #mark: SectorMark | undefined;
  #soughtNs = 0;
  #controlMark = 0;
  #st1 = 0;
  #st2 = 0;

  constructor(host: ExecutionHost) {
    this.#host = host;
    this.#search = new MarkSearch(host, this);
    this.#bySector = new DmaSectorMover(host, this);
    this.#byBurst = new DmaBurstMover(host, this);
    this.#reader = new PioReader(host, this);
    this.#writer = new PioWriter(host, this);
    this.#mover = this.#bySector;
    this.#failure = host.clock.alarm(() => this.#end(St0.Abnormal, this.#st1, this.#st2));
  }

  /**
   * @param bytes the nine bytes of the command
   * @param deleted it is READ DELETED or WRITE DELETED
   * @param blind nothing can be recognised
   */
  begin(kind: TransferKind, bytes: readonly number[], deleted: boolean, blind: boolean): void {
    const { drive, clock, quirks, model } = this.#host;
    this.#kind = kind;
    this.#deleted = deleted && !quirks.noDeletedMarks;
    this.#skips = kind !== "write" && (bytes[0]! & SkipBit) !== 0;
    this.#unit = bytes[1]! & 7;
    this.#address.set(bytes, model.countsThrough === true);
    this.#controlMark = 0;
    this.#limitVerify(bytes);
    this.#chooseMover();
    if (kind === "write" && drive?.writeProtected) {
      this.#failAt(clock.nowNs + PromptNs, St1.NotWritable, 0);
      return;
    }
    this.#search.blind = blind || this.#address.sizeCode !== 3;
    this.#search.operation = kind;
    this.#seek(clock.nowNs);
  }

  foresee(mark: SectorMark): boolean {
    if (!this.#address.is(mark.id)) return false;
    this.#mark = mark;
    if (!mark.idCrcGood) this.#failAt(mark.atNs, St1.DataError, 0);
    else if (this.#kind !== "write" && mark.dataMark === "missing")
      this.#failAt(mark.dataNs, St1.MissingMark, St2.MissingDataMark);
    else this.#take(mark);
    return true;
  }

  exhausted(atNs: number): void {
    const seen = this.#search.blind ? [] : this.#idsUntil(atNs);
    if (seen.length === 0) {
      this.#failAt(atNs, St1.MissingMark, 0);
      return;
    }
    const elsewhere = seen.filter((id) => id.cylinder !== this.#address.cylinder);
    const bad = elsewhere.some((id) => id.cylinder === BadCylinder);
    this.#failAt(
      atNs,
      St1.NoData,
      (elsewhere.length > 0 ? St2.WrongCylinder : 0) | (bad ? St2.BadCylinder : 0),
    );
  }

  changed(): void {
    if (this.#stage === "over" || this.#isRefused || this.#goesOn()) return;
    this.#mover.cancel();
    this.#failure.cancel();
    this.#stage = "searching";
    this.#search.again();
  }

  cancel(): void {
    if (this.#stage === "moving") this.#tear();
    this.#stop();
  }

  moved(terminal: boolean): void {
    const mark = this.#mark!;
    const reading = this.#kind !== "write";
    if (reading && !mark.dataCrcGood) {
      this.#end(St0.Abnormal, St1.DataError, St2.DataFieldError);
      return;
    }
    const { isLast } = this.#address;
    this.#address.advance();
    this.#left--;
    if (reading && this.#hasOtherMark(mark)) {
      this.#controlMark = St2.ControlMark;
      if (!this.#skips) {
        this.#end(0, 0, 0);
        return;
      }
    }
    if (terminal || this.#left <= 0 || (isLast && this.#endsWell)) this.#end(0, 0, 0);
    else if (isLast) this.#end(St0.Abnormal, St1.EndOfCylinder, 0);
    else this.#seek(mark.endNs);
  }

  lost(): void {
    this.#end(St0.Abnormal, St1.Overrun, 0);
  }

  /** The cartridge is write-protected: no sector is looked for. */
  get #isRefused(): boolean {
    return this.#stage === "failing" && this.#st1 === St1.NotWritable;
  }

  /** VERIFY without EC goes to EOT; with EC it takes the count from the last byte. */
  #limitVerify(bytes: readonly number[]): void {
    const { quirks } = this.#host;
    const verifies = this.#kind === "verify";
    const counts = verifies && (bytes[1]! & EnableCountBit) !== 0;
    this.#left = counts ? bytes[8]! || 256 : Infinity;
    if (verifies && !counts && quirks.verifyNeedsEc && !(bytes[0]! & 0x80)) this.#left = 1;
    this.#endsWell = (verifies && !counts) || quirks.noEndOfCylinderFlag === true;
  }

  #chooseMover(): void {
    const { registers, exact } = this.#host;
    const writes = this.#kind === "write";
    this.pio = undefined;
    this.#bySector.deleted = this.#byBurst.deleted = this.#writer.deleted = this.#deleted;
    if (this.#kind === "verify") this.#mover = this.#bySector;
    else if (!registers.nonDma) this.#mover = exact ? this.#byBurst : this.#bySector;
    else {
      this.#mover = this.pio = writes ? this.#writer : this.#reader;
      if (writes) this.#writer.open(this.#address.sectors);
    }
  }

  #seek(fromNs: number): void {
    this.#stage = "searching";
    this.#soughtNs = fromNs;
    this.#search.begin(fromNs, this.#address.id);
  }

  #take(mark: SectorMark): void {
    const { model } = this.#host;
    const writes = this.#kind === "write";
    const skipped = this.#skips && this.#hasOtherMark(mark);
    const kept = writes || mark.dataCrcGood || !model.countsThrough;
    this.#stage = "moving";
    this.#mover.move(
      mark,
      writes ? "write" : "read",
      this.#kind !== "verify" && kept && !skipped,
      this.#address.isLast || this.#left === 1,
    );
  }

  /** A data mark of the other sort than the command is for. */
  #hasOtherMark(mark: SectorMark): boolean {
    return (mark.dataMark === "deleted") !== this.#deleted && !this.#host.quirks.noDeletedMarks;
  }

  /** A sector that has begun to pass goes on passing when the drive still says so. */
  #goesOn(): boolean {
    const { clock, drive, rate } = this.#host;
    const mark = this.#mark;
    if (this.#stage !== "moving" || !mark || clock.nowNs < mark.atNs) return false;
    const same = drive?.next(mark.atNs, rate, this.#address.id, this.#kind);
    if (same?.kind === "sector" && same.place === mark.place && same.endNs === mark.endNs)
      return true;
    this.#tear();
    return false;
  }

  /** What is being written breaks off. */
  #tear(): void {
    const { clock, drive } = this.#host;
    const mark = this.#mark!;
    if (this.#kind === "write" && clock.nowNs > mark.dataNs) drive?.spoilSector?.(mark);
  }

  #stop(): void {
    this.#stage = "over";
    this.#mover.cancel();
    this.#failure.cancel();
    this.#search.cancel();
  }

  /** The ids that have passed in vain: a drive may have left them out while one was wanted. */
  #idsUntil(untilNs: number): SectorId[] {
    const { drive, rate } = this.#host;
    const ids: SectorId[] = [];
    let mark = drive?.next(this.#soughtNs, rate, undefined, this.#kind);
    while (mark && mark.atNs < untilNs && ids.length < IdsSeen) {
      if (mark.kind === "sector") ids.push(mark.id);
      mark = drive?.next(mark.atNs + 1, rate, undefined, this.#kind);
    }
    return ids;
  }

  #failAt(atNs: number, st1: number, st2: number): void {
    this.#stage = "failing";
    this.#st1 = st1;
    this.#st2 = st2;
    this.#failure.set(atNs);
  }

  #end(st0: number, st1: number, st2: number): void {
    this.#stop();
    this.#host.finish(st0 | this.#unit, st1, st2 | this.#controlMark, this.#address);
  }
}
