import { type Geometry, segmentCountOf } from "@floppytape/qic-format";
import type { DataBuffer } from "../../controller/controller.js";
import { fillSegmentIds, SegmentIdBytes } from "./segment-ids.js";

/** Where the controller finds the ids of a segment. */
export interface IdPlace {
  readonly buffer: number;
  readonly offset: number;
}

/** Keeps the controller's buffers filled with the ids of the segments that are formatted next. */
export interface IdFeeder {
  /** The ids of this segment are in place when it resolves. */
  place(segment: number): Promise<IdPlace>;
  /** Fetches what comes after this segment, while the controller works on it. */
  prepare(segment: number): Promise<void>;
}

interface Slot extends IdPlace {
  readonly capacity: number;
  first: number;
  count: number;
}

/** Segments whose ids are sent at a time: more would have to wait for a slow link between two segments. */
const most = 64;

/** Two slots in turn: one is filled while the other is in use. They share a buffer where there is only one. */
export function createIdFeeder(buffers: readonly DataBuffer[], geometry: Geometry): IdFeeder {
  const total = segmentCountOf(geometry);
  const slots = slotsOf(buffers);
  const bytes = new Uint8Array(most * SegmentIdBytes);

  const holding = (segment: number) =>
    slots.find(({ first, count }) => segment >= first && segment < first + count);
  const fill = async (slot: Slot, first: number) => {
    const count = Math.min(slot.capacity, total - first);
    fillSegmentIds(bytes, first, count, geometry);
    slot.count = 0;
    await buffers[slot.buffer]!.store(slot.offset, bytes.subarray(0, count * SegmentIdBytes));
    slot.first = first;
    slot.count = count;
  };

  return {
    async place(segment) {
      let slot = holding(segment);
      if (slot === undefined) {
        slot = slots[0]!;
        await fill(slot, segment);
      }
      return { buffer: slot.buffer, offset: slot.offset + (segment - slot.first) * SegmentIdBytes };
    },
    async prepare(segment) {
      const current = holding(segment);
      if (current === undefined) return;
      const next = current.first + current.count;
      if (next >= total || holding(next) !== undefined) return;
      await fill(slots[0] === current ? slots[1]! : slots[0]!, next);
    },
  };
}

function slotsOf(buffers: readonly DataBuffer[]): Slot[] {
  const [one, two] = buffers;
  if (one === undefined) throw new RangeError("buffers must not be empty");
  const capacity = (bytes: number) => Math.min(most, Math.floor(bytes / SegmentIdBytes));
  const half = Math.floor(one.sizeBytes / 2 / SegmentIdBytes) * SegmentIdBytes;
  return two
    ? [
        { buffer: 0, offset: 0, capacity: capacity(one.sizeBytes), first: 0, count: 0 },
        { buffer: 1, offset: 0, capacity: capacity(two.sizeBytes), first: 0, count: 0 },
      ]
    : [
        { buffer: 0, offset: 0, capacity: capacity(half), first: 0, count: 0 },
        { buffer: 0, offset: half, capacity: capacity(half), first: 0, count: 0 },
      ];
}
