/** Finding the header segment of a cartridge, also on damaged ones: docs/formats/header-segment.md. */
import { type EccEngine, SegmentBytes } from "@floppytape/ecc";
import {
  type DecodedHeader,
  decodeHeaderSegment,
  type Finding,
  FormatError,
  type Geometry,
  headerSignature,
  UnsetQicTime,
} from "@floppytape/qic-format";
import { correctSegment, reportOfNothing, type SegmentReport } from "./corrected-segment.js";
import { CartridgeError } from "./errors.js";
import { type DamagedCopy, mergeHeaderCopies } from "./header-merge.js";
import type { SegmentStore } from "./segment-store.js";

/** A segment that holds a header, or should. */
export interface HeaderCopy {
  readonly segment: number;
  /** How its contents were obtained; `lost` also when nothing but another copy could complete it. */
  readonly report: SegmentReport;
  /** This copy is the one in use. A header put together from two damaged copies counts for both. */
  readonly chosen: boolean;
  /** Write counter (header offset 130) and write date, when it could be read. */
  readonly segmentsWritten?: number;
  readonly writeDate?: number;
}

export interface FoundHeader {
  readonly segment: number;
  readonly decoded: DecodedHeader;
  readonly copies: readonly HeaderCopy[];
  readonly findings: readonly Finding[];
}

export interface HeaderSearch {
  /** Segments to look at, from 0 on. */
  readonly segmentCount: number;
  /** Used instead of what the headers say. */
  readonly geometry?: Geometry | undefined;
  readonly engine: EccEngine;
  /** 32768 bytes to read into. */
  readonly buffer: Uint8Array;
}

interface ReadableCopy {
  readonly segment: number;
  readonly report: SegmentReport;
  readonly decoded: DecodedHeader;
}

/** Damaged copies that are kept for merging; more are not looked at, whatever a tape contains. */
const maxDamaged = 68;

/**
 * Looks for header segments with an empty bad sector map, the only one that headers may have.
 * @throws {CartridgeError} `NO_HEADER`, with what was found instead.
 */
export async function findHeader(store: SegmentStore, search: HeaderSearch): Promise<FoundHeader> {
  const readable: ReadableCopy[] = [];
  const damaged: DamagedCopy[] = [];
  const reports: SegmentReport[] = [];
  let refused: { segment: number; error: FormatError } | undefined;

  const examine = async (segment: number): Promise<ReadableCopy | undefined> => {
    const { unreadable, deleted } = await store.readRun(segment, 1, search.buffer);
    if (deleted[0] !== 0) {
      reports.push({ segment, ...reportOfNothing("deleted") });
      return undefined;
    }
    const { report: correction, data } = correctSegment(
      search.buffer,
      0,
      unreadable[0]!,
      search.engine,
    );
    const report = { segment, ...correction };
    if (report.how === "lost") {
      const firstSectorLost = (report.unreadable & 1) === 1;
      const looksLikeHeader = headerSignature(search.buffer) !== undefined;
      if (firstSectorLost || looksLikeHeader) reports.push(report);
      if (report.unreadable !== 0 && (firstSectorLost || looksLikeHeader))
        if (damaged.length < maxDamaged)
          damaged.push({ segment, bytes: search.buffer.slice(0, SegmentBytes), report });
      return undefined;
    }
    try {
      const decoded = decodeHeaderSegment(data, geometryOption(search.geometry));
      const copy = { segment, report, decoded };
      readable.push(copy);
      reports.push(report);
      return copy;
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      if (error.code !== "NOT_A_HEADER") refused ??= { segment, error };
      return undefined;
    }
  };

  for (let segment = 0; segment < search.segmentCount; segment++) {
    const found = await examine(segment);
    if (found === undefined) continue;
    for (const other of found.decoded.header.headerSegments)
      if (other > segment && other < search.segmentCount) await examine(other);
    break;
  }
  if (readable.length > 0) return choose(readable, reports);

  const merged = mergeHeaderCopies(damaged, search.engine, geometryOption(search.geometry));
  if (merged) {
    const [first, second] = merged.segments;
    const inUse = { segmentsWritten: merged.decoded.header.segmentsWritten };
    return {
      segment: first,
      decoded: merged.decoded,
      copies: reports
        .filter(({ segment }) => merged.segments.includes(segment))
        .map((report) => ({ segment: report.segment, report, chosen: true, ...inUse })),
      findings: [
        warning(
          "HEADER_MERGED",
          `both header copies are damaged; segments ${first} and ${second} were put together sector by sector`,
          { first, second },
        ),
      ],
    };
  }
  throw noHeader(search.segmentCount, reports, refused);
}

/** The copy to trust, by write counter, then write date, then place. */
function choose(readable: readonly ReadableCopy[], reports: readonly SegmentReport[]): FoundHeader {
  const newest = readable.reduce((best, copy) => (isNewer(copy, best) ? copy : best));
  const findings: Finding[] = [];
  const stated = newest.decoded.header.headerSegments;
  if (!stated.includes(newest.segment))
    findings.push(
      warning(
        "HEADER_MISPLACED",
        `the header found in segment ${newest.segment} says that the headers are in ${stated.join(" and ")}`,
        { segment: newest.segment },
      ),
    );
  for (const { segment, decoded } of readable)
    if (segment !== newest.segment && !sameHeader(decoded.plain, newest.decoded.plain))
      findings.push(
        warning(
          "HEADERS_DIFFER",
          `header copies in segments ${newest.segment} and ${segment} differ (write counters ` +
            `${newest.decoded.header.segmentsWritten} and ${decoded.header.segmentsWritten}); ` +
            `segment ${newest.segment} is used`,
          { used: newest.segment, other: segment },
        ),
      );
  const decodedAt = new Map(readable.map(({ segment, decoded }) => [segment, decoded.header]));
  const copies = reports.map((report): HeaderCopy => {
    const { segment } = report;
    const header = decodedAt.get(segment);
    const chosen = segment === newest.segment;
    if (header === undefined) return { segment, report, chosen };
    const { segmentsWritten, writeDate } = header;
    return { segment, report, chosen, segmentsWritten, writeDate };
  });
  const isCopy = ({ segment }: HeaderCopy) => decodedAt.has(segment) || stated.includes(segment);
  for (const { segment, report } of copies)
    if (report.how === "lost" && stated.includes(segment))
      findings.push(
        warning("HEADER_COPY_LOST", `the header copy in segment ${segment} cannot be read`, {
          segment,
        }),
      );
  return {
    segment: newest.segment,
    decoded: newest.decoded,
    copies: copies.filter(isCopy),
    findings,
  };
}

function isNewer(copy: ReadableCopy, than: ReadableCopy): boolean {
  const { segmentsWritten, writeDate } = copy.decoded.header;
  const other = than.decoded.header;
  if (segmentsWritten !== other.segmentsWritten) return segmentsWritten > other.segmentsWritten;
  const isSet = (date: number) => date !== 0 && date !== UnsetQicTime;
  return isSet(writeDate) && isSet(other.writeDate) && writeDate > other.writeDate;
}

function noHeader(
  searched: number,
  reports: readonly SegmentReport[],
  refused: { segment: number; error: FormatError } | undefined,
): CartridgeError {
  const where = searched === 1 ? "in segment 0" : `in segments 0 to ${searched - 1}`;
  const details = { segmentsSearched: searched };
  if (refused)
    return new CartridgeError(
      "NO_HEADER",
      `no usable header segment ${where}: segment ${refused.segment}: ${refused.error.message}`,
      {
        ...details,
        segment: refused.segment,
        reason: refused.error.code,
        ...refused.error.details,
      },
      refused.error,
    );
  const lost = reports.filter(({ how }) => how === "lost").map(({ segment }) => segment);
  const also = lost.length > 0 ? `; damaged beyond repair: ${someOf(lost)}` : "";
  return new CartridgeError("NO_HEADER", `no header segment ${where}${also}`, {
    ...details,
    damagedSegments: lost.length,
  });
}

const someOf = (numbers: readonly number[]) =>
  numbers.slice(0, 4).join(", ") + (numbers.length > 4 ? ` and ${numbers.length - 4} more` : "");

function geometryOption(geometry: Geometry | undefined): { geometry?: Geometry } {
  return geometry === undefined ? {} : { geometry };
}

/** Whether two headers, of `HeaderBytes` each, are the same; by words, since every opening asks. */
function sameHeader(a: Uint8Array, b: Uint8Array): boolean {
  const [these, those] = [new Uint32Array(a.slice().buffer), new Uint32Array(b.slice().buffer)];
  for (let i = 0; i < these.length; i++) if (these[i] !== those[i]) return false;
  return true;
}

function warning(code: string, message: string, details: Finding["details"]): Finding {
  return details
    ? { code, message, severity: "warning", details }
    : { code, message, severity: "warning" };
}
