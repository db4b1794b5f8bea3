import {
  createMemoryStore,
  type MemoryStore,
  SectorFlag,
  type SegmentStore,
} from "@floppytape/cartridge";
import type { ZftapeState } from "../src/index.js";

const SegmentBytes = 32768;
const SectorBytes = 1024;

/** What reaches the outside, in order. */
export type Happening =
  | {
      readonly kind: "write";
      readonly segment: number;
      readonly sectors: Uint8Array;
      readonly skip: number;
    }
  | { readonly kind: "flush" }
  | { readonly kind: "state"; readonly state: ZftapeState };

type WriteHappening = Extract<Happening, { kind: "write" }>;

/** A store that remembers the order in which everything was written. */
export interface RecordingStore {
  readonly store: SegmentStore;
  readonly happenings: Happening[];
  readonly persist: (state: ZftapeState) => Promise<void>;
}

/** Records all writes to `inner` from now on. */
export function recordWrites(inner: MemoryStore): RecordingStore {
  const happenings: Happening[] = [];
  const store: SegmentStore = {
    ...inner,
    get geometry() {
      return inner.geometry;
    },
    get segmentCount() {
      return inner.segmentCount;
    },
    get contentVersion() {
      return inner.contentVersion;
    },
    async writeSegment(segment, sectors, options) {
      happenings.push({
        kind: "write",
        segment,
        sectors: sectors.slice(0, SegmentBytes),
        skip: options.skip,
      });
      await inner.writeSegment(segment, sectors, options);
    },
    async flush() {
      await inner.flush();
      happenings.push({ kind: "flush" });
    },
  };
  return {
    store,
    happenings,
    async persist(state) {
      happenings.push({ kind: "state", state: JSON.parse(JSON.stringify(state)) });
    },
  };
}

/** How the medium looks after a crash. */
export interface Crash {
  /** Number of happenings before it. */
  readonly at: number;
  /** Sectors of the next write that still got onto the medium. */
  readonly tornSectors: number;
  /** Sectors that were never written, since they cannot be. */
  readonly failing: readonly (readonly [segment: number, sector: number])[];
  /** Whether a write since the last flush survived, drawn by its index. */
  survives(index: number): boolean;
}

/** The cartridge and the stored state that a crash leaves behind. */
export function afterCrash(
  before: Uint8Array,
  happenings: readonly Happening[],
  { at, tornSectors, failing, survives }: Crash,
): { store: MemoryStore; state: ZftapeState | undefined } {
  const image = before.slice();
  const put = ({ segment, sectors, skip }: WriteHappening, count: number) => {
    for (let sector = 0; sector < count; sector++) {
      if ((skip >>> sector) & 1) continue;
      if (failing.some(([at, weak]) => at === segment && weak === sector)) continue;
      const from = sector * SectorBytes;
      image.set(sectors.subarray(from, from + SectorBytes), segment * SegmentBytes + from);
    }
  };
  const past = happenings.slice(0, at);
  const flushed = past.findLastIndex(({ kind }) => kind === "flush");
  let state: ZftapeState | undefined;
  for (const [index, happening] of past.entries()) {
    if (happening.kind === "state") state = happening.state;
    if (happening.kind === "write" && (index < flushed || survives(index))) put(happening, 32);
  }
  const next = happenings[at];
  if (next?.kind === "write") put(next, tornSectors);
  const store = createMemoryStore({ image });
  for (const [segment, sector] of failing) store.flag(segment, sector, SectorFlag.Unwritable);
  return { store, state };
}
