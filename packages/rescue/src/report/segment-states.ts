import { type Cartridge, type SegmentReport, scanCartridge } from "@floppytape/cartridge";
import { dataBytesOf } from "@floppytape/qic-format";
import { segmentSpans } from "../account/segment-account.js";
import { addAccounts, addSpans, type ByteAccount, EmptyAccount } from "../byte-state.js";
import type { RecordedVolume } from "../contents/recording.js";
import type { ReportedSegment, SegmentState } from "./cartridge-report.js";
import type { ReportOptions } from "./report-options.js";

/** What the segments of a cartridge read like. */
export interface SegmentStates {
  /** One character a segment. */
  readonly segments: string;
  readonly details: readonly ReportedSegment[];
  /** The header (its better copy) and the volume table, which belong to no volume. */
  readonly account: ByteAccount;
}

/** Segments of headers, table and volumes: inclusive ranges, ascending. */
export function recordedRanges(
  { header, firstDataSegment, badSectors }: Cartridge,
  volumes: readonly Pick<RecordedVolume, "firstSegment" | "lastSegment">[],
): (readonly [first: number, last: number])[] {
  const last = badSectors.segmentCount - 1;
  const ranges = [...header.headerSegments, firstDataSegment].map((one) => [one, one] as const);
  for (const { firstSegment, lastSegment } of volumes)
    if (firstSegment !== undefined && lastSegment !== undefined)
      ranges.push([firstSegment, Math.min(lastSegment, last)]);
  return ranges.filter(([from, to]) => from <= to && to <= last).sort(([a], [b]) => a - b);
}

/**
 * Reads every segment that something is recorded on. `volumes` are those that have bytes: a file mark
 * alone takes a segment that nothing is written to.
 */
export async function readSegmentStates(
  cartridge: Cartridge,
  volumes: readonly RecordedVolume[],
  options: Pick<ReportOptions, "signal">,
  onSegment: (segment: number) => void,
): Promise<SegmentStates> {
  const { badSectors, header, firstDataSegment } = cartridge;
  const ranges = recordedRanges(cartridge, volumes);
  const states: SegmentState[] = [];
  for (let segment = 0; segment < badSectors.segmentCount; segment++)
    states.push(dataBytesOf(badSectors.get(segment)) === 0 ? "x" : "-");
  const details: ReportedSegment[] = [];
  const headers: ByteAccount[] = [];
  let table = EmptyAccount;

  let next = 0;
  const isRecorded = (segment: number): boolean => {
    while (next < ranges.length && ranges[next]![1] < segment) next++;
    return next < ranges.length && ranges[next]![0] <= segment;
  };
  const accountOf = (report: SegmentReport): ByteAccount => {
    const bad = badSectors.get(report.segment);
    return addSpans(
      EmptyAccount,
      segmentSpans(report, bad, cartridge.store.parityStored !== false),
    );
  };
  const lastSegment = lastOf(ranges);
  const { signal } = options;
  for await (const report of scanCartridge(cartridge, {
    lastSegment,
    ...(signal && { signal }),
  })) {
    signal?.throwIfAborted();
    const { segment } = report;
    onSegment(segment);
    if (!isRecorded(segment)) continue;
    const state = stateOf(report);
    states[segment] = state;
    if (state !== "." && state !== "x") details.push(detailOf(report, state));
    if (segment === firstDataSegment) table = accountOf(report);
    else if (header.headerSegments.includes(segment)) headers.push(accountOf(report));
  }
  const best = headers.sort((a, b) => a.lost - b.lost)[0] ?? EmptyAccount;
  return { segments: states.join(""), details, account: addAccounts(best, table) };
}

/** The last segment of ranges, of which there may be very many. */
export function lastOf(ranges: readonly (readonly [first: number, last: number])[]): number {
  return ranges.reduce((most, [, last]) => Math.max(most, last), 0);
}

function stateOf({ how, unverifiable }: SegmentReport): SegmentState {
  if (how === "corrected") return unverifiable === 0 ? "c" : "u";
  return ({ read: ".", lost: "L", deleted: "d", empty: "x" } as const)[how];
}

function detailOf(report: SegmentReport, state: SegmentState): ReportedSegment {
  const { segment, corrected, unreadable, silent, lost } = report;
  return { segment, state, corrected, unreadable, silent, lost };
}
