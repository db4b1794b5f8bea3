/** What is done when data come too fast: first the FIFO gets more room, then the tape runs slower. */
import type { Controller } from "../../controller/controller.js";
import type { TapeLayout } from "../tape-layout.js";

export interface OverrunPolicy {
  note(overruns: number): void;
  /**
   * Before a segment is tried again, the tape standing: whether something was changed, so that the try is a
   * first one.
   */
  adjust(segment: number): Promise<boolean>;
}

/** Segments after which old overruns are forgotten. */
const memory = 50;
/** Overruns that are borne: these, and one more every so many segments. */
const borne = 3;
const bornePerSegments = 8;
const highestThreshold = 16;

export function createOverrunPolicy(controller: Controller, layout: TapeLayout): OverrunPolicy {
  let since = 0;
  let overruns = 0;
  return {
    note(count) {
      overruns += count;
    },
    async adjust(segment) {
      if (overruns === 0) {
        since = segment;
        return false;
      }
      const distance = segment - since;
      if (distance < 0 || distance > memory) {
        since = segment;
        overruns = 0;
        return false;
      }
      if (overruns < distance / bornePerSegments + borne) return false;
      overruns = 0;
      since = segment;
      if (controller.chip.enhanced && controller.fifoThreshold < highestThreshold) {
        await controller.setFifoThreshold(controller.fifoThreshold + 1);
        return true;
      }
      return layout.lowerRate();
    },
  };
}
