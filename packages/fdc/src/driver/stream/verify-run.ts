/** Looks for bad sectors, one segment after the other, while the tape keeps moving. */
import { AllSectors, type SectorMap, segmentCountOf } from "@floppytape/qic-format";
import type { SegmentCarrier } from "./segment-carrier.js";
import { isDone, missingOf, openJob } from "./segment-job.js";
import type { TapeStreamParts } from "./tape-stream-parts.js";

export interface VerifyRun {
  /** The pass over the next segment has begun. */
  readonly active: boolean;
  /** Bad sectors of a segment. */
  verify(segment: number): Promise<SectorMap>;
  /** Waits for the pass that has begun. */
  end(): Promise<void>;
  /** The pass that has begun is nobody's. */
  forget(): void;
}

export function createVerifyRun({ layout }: TapeStreamParts, carrier: SegmentCarrier): VerifyRun {
  let active = false;

  const end = async () => {
    active = false;
    if (carrier.flying) await carrier.end();
  };
  const pass = async (segment: number): Promise<SectorMap> => {
    if (active && carrier.flying?.segment !== segment) await end();
    const job = (active && carrier.flying) || openJob("verify", segment, AllSectors);
    for (;;) {
      if (!active && !(await carrier.begin(job, 0))) break;
      active = false;
      await carrier.end();
      if (isDone(job)) break;
      await carrier.again(job);
    }
    carrier.close(job);
    if (segment + 1 < segmentCountOf(layout.addressing) && carrier.arrivesNext(segment + 1))
      active = await carrier.begin(openJob("verify", segment + 1, AllSectors), 0);
    return missingOf(job);
  };

  return {
    get active() {
      return active;
    },
    async verify(segment) {
      try {
        return await pass(segment);
      } catch (error) {
        active = false;
        await carrier.abandon();
        throw error;
      }
    },
    end,
    forget() {
      active = false;
    },
  };
}
