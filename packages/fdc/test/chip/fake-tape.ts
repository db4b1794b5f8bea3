/** An endless tape that runs past the head: segments of 32 sectors, an index before each. No QIC-117 at all. */
import type { CableDrive, SectorMark, TapeMark } from "../../src/sim/index.js";

const LeadBytes = 146;
const SectorSpan = 1319;
const SegmentBytesOfTape = 45_200;

export interface FakeTapeOptions {
  rate?: number;
  /** Differences of single sectors, by place: segment * 32 + sector. */
  sectors?: Record<number, Partial<SectorMark>>;
  /** Sectors without id, by place. */
  lost?: readonly number[];
}

export class FakeTape implements CableDrive {
  trackZero = false;
  writeProtected = false;
  steps: number[] = [];
  seekEnds = 0;
  lineCalls: [selected: boolean, motor: boolean][] = [];
  written = new Map<number, { bytes: Uint8Array; deleted: boolean }>();
  spoiled: number[] = [];
  formats: { fromNs: number; ids: Uint8Array; filler: number }[] = [];
  running = true;
  changed = () => {};
  readonly byteNs: number;
  readonly rate: number;

  constructor(
    readonly clock: { readonly nowNs: number },
    readonly options: FakeTapeOptions = {},
  ) {
    this.rate = options.rate ?? 1000;
    this.byteNs = 8e6 / this.rate;
  }

  /** When a segment's index pulse comes. */
  segmentNs(segment: number): number {
    return segment * SegmentBytesOfTape * this.byteNs;
  }

  seekEnded(): void {
    this.seekEnds++;
  }

  lines(selected: boolean, motor: boolean): void {
    this.lineCalls.push([selected, motor]);
  }

  step(): void {
    this.steps.push(this.clock.nowNs);
  }

  next(fromNs: number, rate: number): TapeMark | undefined {
    if (!this.running) return undefined;
    for (let segment = Math.floor(fromNs / this.segmentNs(1)); ; segment++) {
      if (this.segmentNs(segment) >= fromNs)
        return { kind: "index", atNs: this.segmentNs(segment) };
      for (let sector = 0; sector < 32 && rate === this.rate; sector++) {
        const mark = this.mark(segment, sector);
        if (mark.atNs >= fromNs && !this.options.lost?.includes(mark.place)) return mark;
      }
    }
  }

  mark(segment: number, sector: number): SectorMark {
    const place = segment * 32 + sector;
    const startNs = this.segmentNs(segment) + (LeadBytes + sector * SectorSpan) * this.byteNs;
    const dataNs = startNs + 60 * this.byteNs;
    return {
      kind: "sector",
      atNs: startNs + 22 * this.byteNs,
      dataNs,
      endNs: dataNs + 1026 * this.byteNs,
      id: {
        cylinder: (segment >> 2) & 0xff,
        head: 0,
        record: (segment & 3) * 32 + 1 + sector,
        sizeCode: 3,
      },
      idCrcGood: true,
      dataMark: "normal",
      dataCrcGood: true,
      place,
      ...this.options.sectors?.[place],
    };
  }

  /** What is recorded in a sector that was not written since. */
  static pattern(place: number): Uint8Array {
    return Uint8Array.from({ length: 1024 }, (_, at) => (place * 7 + at * 3 + (at >> 8)) & 0xff);
  }

  readSector(mark: SectorMark, into: Uint8Array, offset: number): void {
    into.set(this.written.get(mark.place)?.bytes ?? FakeTape.pattern(mark.place), offset);
  }

  writeSector(mark: SectorMark, bytes: Uint8Array, offset: number, deleted: boolean): void {
    this.written.set(mark.place, { bytes: bytes.slice(offset, offset + 1024), deleted });
  }

  spoilSector(mark: SectorMark): void {
    this.spoiled.push(mark.place);
  }

  formatSegment(fromNs: number, ids: Uint8Array, filler: number): void {
    this.formats.push({ fromNs, ids: ids.slice(), filler });
  }

  /** Starts or stops the tape between two marks. */
  run(on: boolean): void {
    this.running = on;
    this.changed();
  }
}
