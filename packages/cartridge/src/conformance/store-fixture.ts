import type { SegmentStore } from "../segment-store.js";

/** One store to be tried, and a hand on its medium. */
export interface StoreFixture {
  /** With a cartridge of at least eight segments that can be written and read. */
  readonly store: SegmentStore;
  /** Makes a sector unreadable until it is written again, or unwritable for good; where that can be done. */
  breakSector?(segment: number, sector: number, kind: "unreadable" | "unwritable"): Promise<void>;
  /** Write-protects the medium; where that can be done. */
  protect?(): Promise<void>;
  release(): Promise<void>;
}

/** Makes a fresh fixture for every test. */
export type StoreFixtureMaker = () => Promise<StoreFixture>;
