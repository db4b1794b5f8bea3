/** Tells damage done between controller and memory from damage on the tape. */
import { type EccEngine, eccEngine, SectorBytes, SegmentBytes } from "@floppytape/ecc";
import { type SectorMap, sectorCount, sectorsOf } from "@floppytape/qic-format";
import { busFaultPattern } from "../../controller/bus-fault.js";
import { FdcError } from "../../errors.js";

/** A segment as it arrived through one of the controller's buffers. */
export interface Arrival {
  readonly segment: number;
  readonly wanted: SectorMap;
  readonly good: SectorMap;
  /** 32768 bytes. */
  readonly bytes: Uint8Array;
  readonly buffer: number;
}

/** `again`: the segment must be read once more, through another buffer. */
export type Verdict = "plain" | "again";

export interface BusWatch {
  /**
   * Looks at a segment that arrived with good checksums.
   * @throws {FdcError} `BUS_FAULT` when it was damaged on the way.
   */
  judge(arrival: Arrival): Verdict;
  /** The buffer to use instead of `buffer` for this segment. */
  choose(segment: number, buffer: number): number;
}

/** A single sector can look so by chance, and two can be copies of each other. */
const several = 3;

export function createBusWatch(buffers: number): BusWatch {
  let engine: EccEngine | undefined;
  let suspect: { segment: number; buffer: number; sectors: SectorMap } | undefined;
  const faulty = new Set<number>();
  /** Other segments came through these unharmed. */
  const proven = new Set<number>();

  /** Error correction finds nothing wrong: the tape holds what was read. */
  const isCodeword = ({ wanted, good, bytes }: Arrival) => {
    const count = sectorCount(wanted);
    if (good !== wanted || count < 4) return false;
    const packed = new Uint8Array(SegmentBytes);
    let to = 0;
    for (const sector of sectorsOf(wanted)) {
      packed.set(bytes.subarray(sector * SectorBytes, (sector + 1) * SectorBytes), to);
      to += SectorBytes;
    }
    engine ??= eccEngine();
    return engine.check(packed, count);
  };
  const fault = (
    { segment, bytes }: Arrival,
    buffer: number,
    sectors: SectorMap,
    many: boolean,
  ) => {
    const advice = many
      ? "every buffer is hit: use transfers by the processor (PIO), or buffers elsewhere below 16 MiB"
      : "another buffer is free of it and is used from now on";
    return new FdcError(
      "BUS_FAULT",
      `segment ${segment} arrived with every other byte ffh in ${sectorCount(sectors)} sectors although the ` +
        "tape is good: another card in the machine, often graphics or network, disturbs DMA into memory " +
        `between 1a0000h and 1c0000h; ${advice}`,
      { segment, buffer, sectors, bytes: bytes.length },
    );
  };

  return {
    judge(arrival) {
      const { segment, buffer } = arrival;
      const sectors = patterned(arrival);
      const before = suspect?.segment === segment ? suspect : undefined;
      suspect = undefined;
      if (sectorCount(sectors) < several) {
        if (sectors === 0 && !proven.has(buffer)) proven.add(buffer);
        if (before === undefined || (before.sectors & ~arrival.good) !== 0) return "plain";
        faulty.add(before.buffer);
        throw fault(arrival, before.buffer, before.sectors, false);
      }
      if (isCodeword(arrival)) return "plain";
      if (before === undefined) {
        suspect = { segment, buffer, sectors };
        return "again";
      }
      const everywhere = sectors === arrival.good && arrival.good === arrival.wanted;
      if (everywhere && (buffers === 1 || before.buffer !== buffer) && !proven.has(buffer))
        throw fault(arrival, buffer, sectors, true);
      return "plain";
    },
    choose(segment, buffer) {
      const avoid = suspect?.segment === segment ? suspect.buffer : -1;
      for (let tries = 0, at = buffer; tries < buffers; tries++, at = (at + 1) % buffers)
        if (at !== avoid && !faulty.has(at)) return at;
      return buffer;
    },
  };
}

function patterned({ good, bytes }: Arrival): SectorMap {
  let map = 0;
  for (let sector = 0; sector < 32; sector++) {
    const from = sector * SectorBytes;
    // Hardly a sector begins with ffh: the others need no closer look.
    if (((good >>> sector) & 1) === 0 || (bytes[from] !== 0xff && bytes[from + 1] !== 0xff))
      continue;
    if (busFaultPattern(bytes.subarray(from, from + SectorBytes))) map |= 1 << sector;
  }
  return map >>> 0;
}
