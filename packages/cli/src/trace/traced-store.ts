import type { SegmentStore } from "@floppytape/cartridge";
import { decodeHeaderSegment, headerSignature } from "@floppytape/qic-format";
import type { SegmentRole, TraceLog } from "./trace-log.js";

const SegmentBytes = 32768;
/** Data of a segment without bad sectors, as headers are. */
const DataBytes = 29696;

/** A store that does what `store` does and tells the log of every segment read or written. */
export function createTracedStore(store: SegmentStore, log: TraceLog): SegmentStore {
  let tableSegment: number | undefined;

  const roleOf = (segment: number, bytes: Uint8Array): SegmentRole | undefined => {
    if (segment === tableSegment) return "volume table";
    if (headerSignature(bytes) === undefined) return undefined;
    tableSegment = tableSegmentOf(bytes) ?? tableSegment;
    return "header segment";
  };
  // A store may write later than it is told to: what became of a segment comes as an outcome.
  store.onOutcome(({ segment, failed }) =>
    log.add({ event: "segment", done: "written", segment, failed }),
  );

  return Object.create(store, {
    readRun: {
      value: async (...call: Parameters<SegmentStore["readRun"]>) => {
        const [first, , into] = call;
        const result = await store.readRun(...call);
        for (const [i, failed] of result.unreadable.entries()) {
          const segment = first + i;
          const role = roleOf(segment, into.subarray(i * SegmentBytes, (i + 1) * SegmentBytes));
          if (role !== undefined) log.add({ event: "structure", role, done: "read", segment });
          log.add({ event: "segment", done: "read", segment, failed });
        }
        return result;
      },
    },
    writeSegment: {
      value: async (...call: Parameters<SegmentStore["writeSegment"]>) => {
        const [segment, sectors] = call;
        const role = roleOf(segment, sectors);
        await store.writeSegment(...call);
        if (role !== undefined) log.add({ event: "structure", role, done: "written", segment });
      },
    },
  });
}

/** The segment that a header says the volume table is in; undefined when the header is damaged. */
function tableSegmentOf(bytes: Uint8Array): number | undefined {
  try {
    return decodeHeaderSegment(bytes.slice(0, DataBytes)).header.firstDataSegment;
  } catch {
    return undefined;
  }
}
