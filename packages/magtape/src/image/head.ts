import { Beginning, type MarkStep, type Place, type RecordStep } from "./container.js";

/** Where the tape stands. Counted from 0; a block is a record of a file, an object a record or a mark. */
export interface Head {
  readonly place: Place;
  readonly file: number;
  /** -1 when a mark was crossed backward: how many records lie in front is not known then. */
  readonly block: number;
  /** Objects in front, which is the block address that `seek` takes. */
  readonly address: number;
  /** The last thing that passed, forward, was a file mark. */
  readonly behindMark: boolean;
}

export const AtBeginning: Head = {
  place: Beginning,
  file: 0,
  block: 0,
  address: 0,
  behindMark: false,
};

/** The head behind the object in front of which it stood. */
export function headBehind(head: Head, passed: RecordStep | MarkStep): Head {
  const isMark = passed.kind === "mark";
  const block = head.block < 0 ? -1 : head.block + 1;
  return {
    place: passed.end,
    file: isMark ? head.file + 1 : head.file,
    block: isMark ? 0 : block,
    address: head.address + 1,
    behindMark: isMark,
  };
}

/** The head in front of the object behind which it stood. */
export function headInFront(head: Head, passed: RecordStep | MarkStep): Head {
  if (passed.start.offset === 0) return AtBeginning;
  const isMark = passed.kind === "mark";
  return {
    place: passed.start,
    file: isMark ? head.file - 1 : head.file,
    block: isMark ? -1 : Math.max(-1, head.block - 1),
    address: head.address - 1,
    behindMark: false,
  };
}
