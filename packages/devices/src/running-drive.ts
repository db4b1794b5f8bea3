import type { SegmentStore } from "@floppytape/cartridge";
import type { DriveStore } from "@floppytape/fdc";

/** What only a drive has, beside its cartridge: rates, the time that a tape takes, and what it did so far. */
export type RunningDrive = Pick<DriveStore, "counters" | "passMs" | "rate" | "rates">;

/** The drive behind a store; undefined for an image, which has no tape that runs. */
export function runningDrive(store: SegmentStore): RunningDrive | undefined {
  return "passMs" in store ? (store as SegmentStore & RunningDrive) : undefined;
}
