import type { Correction, SegmentReport, SegmentStore } from "@floppytape/cartridge";
import {
  type BadSectorMap,
  dataBytesOf,
  packSectorMap,
  type SectorMap,
} from "@floppytape/qic-format";
import {
  addSpans,
  appendSpan,
  type ByteAccount,
  type ByteSpan,
  EmptyAccount,
} from "../byte-state.js";

/** Data bytes of a sector. */
const SectorBytes = 1024;

/**
 * What became of the data bytes of a segment: ascending spans that cover all of `dataBytesOf(bad)` bytes,
 * counted from the first data byte of the segment, exact to the sector.
 * @param bad its entry in the bad sector map
 * @param parityStored false where the store made the parity up, see `SegmentStore.parityStored`
 */
export function segmentSpans(
  report: Correction,
  bad: SectorMap,
  parityStored: boolean,
): readonly ByteSpan[] {
  const end = dataBytesOf(bad);
  const spans: ByteSpan[] = [];
  if (report.how === "empty") return spans;
  if (report.how === "deleted") {
    appendSpan(spans, { start: 0, end, state: "lost", verified: false });
    return spans;
  }
  const [lost, corrected, unverifiable] = [report.lost, report.corrected, report.unverifiable].map(
    (map) => packSectorMap(bad, map),
  ) as [SectorMap, SectorMap, SectorMap];
  for (let sector = 0; sector * SectorBytes < end; sector++) {
    const is = (map: SectorMap) => ((map >>> sector) & 1) === 1;
    const state = is(lost) ? "lost" : is(corrected) ? "corrected" : "read";
    const verified = parityStored && state !== "lost" && !is(unverifiable);
    const start = sector * SectorBytes;
    appendSpan(spans, { start, end: start + SectorBytes, state, verified });
  }
  return spans;
}

/** What of a cartridge an account needs. */
export interface AccountedCartridge {
  readonly badSectors: Pick<BadSectorMap, "get">;
  readonly store: Pick<SegmentStore, "parityStored">;
}

/** Counts the data bytes of segments of a cartridge; parity and bad sectors are no data. */
export interface SegmentAccounts {
  /** Adds a segment and returns its own account. */
  add(report: SegmentReport): ByteAccount;
  /** All that were added. */
  readonly total: ByteAccount;
}

/** Nothing counted yet. */
export function createSegmentAccounts(cartridge: AccountedCartridge): SegmentAccounts {
  const parityStored = cartridge.store.parityStored !== false;
  let total = EmptyAccount;
  return {
    add(report) {
      const spans = segmentSpans(report, cartridge.badSectors.get(report.segment), parityStored);
      total = addSpans(total, spans);
      return addSpans(EmptyAccount, spans);
    },
    get total() {
      return total;
    },
  };
}

/** The account of the data bytes of segments, such as `scanCartridge` reports them. */
export async function accountSegments(
  reports: AsyncIterable<SegmentReport> | Iterable<SegmentReport>,
  cartridge: AccountedCartridge,
): Promise<ByteAccount> {
  const accounts = createSegmentAccounts(cartridge);
  for await (const report of reports) accounts.add(report);
  return accounts.total;
}
