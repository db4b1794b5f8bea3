import type { TapeDrive, TapeUnitTraits } from "../src/conformance/index.js";
import {
  FloppyTapeType,
  type MtGet,
  MtOp,
  MtStatus,
  TapeError,
  type TapeUnit,
} from "../src/index.js";

/** A deliberate mistake, by which the suite shows that it notices it. */
export type Defect =
  | "keeps the buffer"
  | "no mark at close"
  | "third zero at end of data"
  | "status moves"
  | "read of nothing crosses the mark"
  | "forgets the position"
  | "opens twice"
  | "writes anywhere"
  | "fsf off by one"
  | "no resid"
  | "overfills"
  | "works after close";

const mark = "mark";

/**
 * A tape in memory, by the rules that `traits` name: a list of blocks and file marks with a head in
 * front of one of them. The smallest thing that can be held against the suite.
 */
export function createMemoryTape(traits: TapeUnitTraits, defect?: Defect): TapeDrive {
  const { blockBytes, fixedBlocks } = traits;
  const capacityBlocks = 40;
  let items: (Uint8Array | typeof mark)[] = [];
  let head = 0;
  let resid = 0;
  let zeros = 0;
  let writing = false;
  let isOpen = false;
  let isProtected = false;

  const marksBefore = (index: number) => items.slice(0, index).filter((i) => i === mark).length;
  /** Index behind the n-th mark of the tape, 0 for n = 0; undefined when there are fewer. */
  const behindMark = (n: number) => {
    if (n === 0) return 0;
    const marks = items.flatMap((item, index) => (item === mark ? [index + 1] : []));
    return marks[n - 1];
  };
  const fail = (left: number, to: number): never => {
    head = to;
    resid = defect === "no resid" ? 0 : left;
    throw new TapeError(traits.spacingError, `${left} left at the end of the tape`, { resid });
  };
  const spaceFiles = (count: number, stopInFront: boolean) => {
    const behind = behindMark(marksBefore(head) + count + (defect === "fsf off by one" ? 1 : 0));
    if (behind === undefined)
      fail(count - (marksBefore(items.length) - marksBefore(head)), items.length);
    else head = behind - (stopInFront ? 1 : 0);
  };
  const backspaceFiles = (count: number, stopBehind: boolean) => {
    const file = marksBefore(head) - count + (stopBehind ? 1 : 0);
    const start = file < 0 ? undefined : behindMark(file);
    if (start === undefined) fail(-file, 0);
    else if (stopBehind) head = start;
    else head = behindMark(file + 1)! - 1;
  };
  const spaceBlocks = (target: number) => {
    if (target < 0) fail(-target, 0);
    if (target > items.length) fail(target - items.length, items.length);
    head = target;
  };
  /** Every operation but those that write ends the file being written. */
  const finishFile = (stayInFront: boolean) => {
    if (!writing) return;
    writing = false;
    if (defect === "no mark at close") return;
    items.splice(head, items.length, mark);
    if (!stayInFront) head = items.length;
  };

  const operations: Readonly<Record<number, (count: number, mode: string) => void>> = {
    [MtOp.Nop]: () => {},
    [MtOp.Rewind]: () => void (head = 0),
    [MtOp.Fsf]: (count) => spaceFiles(count, false),
    [MtOp.Fsfm]: (count) => spaceFiles(count, true),
    [MtOp.Bsf]: (count) => backspaceFiles(count, traits.bsfStopsBehindMark),
    [MtOp.Bsfm]: (count) => backspaceFiles(count, !traits.bsfStopsBehindMark),
    [MtOp.Fsr]: (count) => spaceBlocks(head + count),
    [MtOp.Bsr]: (count) => spaceBlocks(head - count),
    [MtOp.Seek]: (count) => spaceBlocks(count),
    [MtOp.Eom]: () => void (head = items.length),
    [MtOp.Erase]: (_, mode) => {
      requireWritable(mode);
      items = [];
      head = 0;
    },
    [MtOp.Weof]: (count, mode) => {
      requireWritable(mode);
      items.splice(head, items.length, ...Array.from({ length: count }, () => mark as typeof mark));
      head = items.length;
      writing = false;
    },
  };
  const requireWritable = (mode: string) => {
    if (mode === "r") throw new TapeError(traits.readOnlyWriteError, "opened for reading");
  };

  function openUnit(mode: "r" | "rw"): TapeUnit {
    let closed = false;
    const requireOpen = () => {
      if (closed && defect !== "works after close") throw new TapeError("EBADF", "closed");
    };
    return {
      async read(into) {
        requireOpen();
        if (into.length === 0 && defect !== "read of nothing crosses the mark") return 0;
        if (fixedBlocks && into.length % blockBytes !== 0)
          throw new TapeError("EINVAL", `${into.length} is no multiple of ${blockBytes}`);
        finishFile(true);
        let length = 0;
        do {
          const item = items[head];
          if (item === undefined && length === 0) {
            const allowed =
              traits.zeroReadsAtEndOfData + (defect === "third zero at end of data" ? 1 : 0);
            if (++zeros > allowed) throw new TapeError("EIO", "behind the end of data");
          }
          if (item === mark && length === 0) head++;
          if (item === undefined || item === mark) return length;
          head++;
          if (item.length > into.length) throw new TapeError("ENOMEM", "the record is longer");
          into.set(item, length);
          length += item.length;
        } while (fixedBlocks && length < into.length);
        return length;
      },
      async write(data) {
        requireOpen();
        requireWritable(mode);
        if (data.length === 0) return 0;
        if (fixedBlocks && data.length % blockBytes !== 0)
          throw new TapeError("EINVAL", `${data.length} is no multiple of ${blockBytes}`);
        const atEnds = head === 0 || head === items.length;
        if (traits.writesOnlyAtEnds && !atEnds && defect !== "writes anywhere")
          throw new TapeError("EACCES", "neither at the beginning nor at the end of data");
        if (items.length >= capacityBlocks && head > 0) {
          if (defect === "overfills") return data.length;
          throw new TapeError("ENOSPC", "full");
        }
        items.splice(head, items.length, defect === "keeps the buffer" ? data : data.slice());
        head = items.length;
        writing = true;
        return data.length;
      },
      async operation(op, count) {
        requireOpen();
        const run = operations[op];
        if (run === undefined) throw new TapeError("ENOSYS", `no operation ${op}`);
        if (op !== MtOp.Weof) finishFile(true);
        resid = 0;
        zeros = 0;
        run(count, mode);
      },
      async status(): Promise<MtGet> {
        requireOpen();
        if (defect === "status moves" && head < items.length) head++;
        const gstat =
          MtStatus.Online +
          (head === 0 ? MtStatus.BeginOfTape : 0) +
          (head === items.length ? MtStatus.EndOfData : 0) +
          (isProtected ? MtStatus.WriteProtected : 0) +
          (items[head] === mark ? MtStatus.EndOfFile : 0);
        const file = marksBefore(head);
        return {
          type: FloppyTapeType,
          resid,
          dsreg: 0,
          gstat,
          erreg: 0,
          fileno: file,
          blkno: head,
        };
      },
      async position() {
        requireOpen();
        return head;
      },
      async close() {
        if (closed) return;
        closed = true;
        isOpen = false;
        finishFile(false);
        if (defect === "forgets the position") head = 0;
      },
    };
  }

  return {
    async open(mode) {
      if (isOpen && defect !== "opens twice") throw new TapeError("EBUSY", "open already");
      if (mode === "rw" && isProtected) throw new TapeError("EROFS", "write-protected");
      isOpen = true;
      zeros = 0;
      return openUnit(mode);
    },
    async writeProtect() {
      isProtected = true;
    },
    async dispose() {},
  };
}
