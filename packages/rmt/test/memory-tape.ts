import {
  describeMtOp,
  FloppyTapeType,
  MtOp,
  MtStatus,
  TapeError,
  type TapeUnit,
} from "@floppytape/magtape";
import type { TapeDrive } from "@floppytape/magtape/conformance";

const mark = "|";
type Item = Uint8Array | typeof mark;

export interface MemoryTapeOptions {
  /** Bytes of records that fit, and marks of one byte that are asked for. */
  capacityBytes?: number;
  /** Numbers blocks over the whole tape, as floppy tapes do, and has their type; else within the file. */
  floppy?: boolean;
  /** Rewinds at close. */
  rewinds?: boolean;
}

export interface MemoryTape extends TapeDrive {
  open(mode: "r" | "w" | "rw"): Promise<TapeUnit>;
  /** What is on the tape: lengths of records, and `|` for a file mark. */
  layout(): string;
  records(): Uint8Array[];
  readonly isOpen: boolean;
  /** Index of the item in front of which the head is. */
  readonly head: number;
  /** The next call of this kind fails with this error. */
  failNext(call: "read" | "write" | "close" | "status", error: unknown): void;
}

/** A tape in memory by the rules of Linux' st driver with records of variable length. */
export function createMemoryTape(options: MemoryTapeOptions = {}): MemoryTape {
  const { capacityBytes = 4 << 20, floppy = false, rewinds = false } = options;
  let items: Item[] = [];
  let head = 0;
  let isOpen = false;
  let isProtected = false;
  const failures = new Map<string, unknown>();

  const marksBefore = (index: number) => items.slice(0, index).filter((i) => i === mark).length;
  const fileStart = () => (head === 0 ? 0 : items.lastIndexOf(mark, head - 1) + 1);
  /** Bytes in front of the head; a mark takes one. */
  const used = () => items.slice(0, head).reduce((sum, item) => sum + item.length, 0);
  const meet = (call: string) => {
    if (!failures.has(call)) return;
    const error = failures.get(call);
    failures.delete(call);
    throw error;
  };

  function openUnit(mode: "r" | "w" | "rw"): TapeUnit {
    let closed = false;
    let dirty = false;
    let zeros = 0;
    let resid = 0;
    let softErrors = 0;

    const requireOpen = () => {
      if (closed) throw new TapeError("EBADF", "closed");
    };
    const endFile = () => {
      if (dirty) items.splice(head++, items.length, mark);
      dirty = false;
    };
    const stop = (left: number) => {
      resid = left;
      throw new TapeError("EIO", `${left} left`, { resid: left });
    };
    /** Moves item by item; `counts` says which items count, `ends` which one ends the way. */
    const space = (count: number, step: 1 | -1, counts: (item: Item) => boolean, ends?: Item) => {
      for (let left = count; left > 0; ) {
        const item = items[step > 0 ? head : head - 1];
        if (item === undefined) stop(left);
        head += step;
        if (item === ends) stop(left);
        if (counts(item!)) left--;
      }
    };
    const isMark = (item: Item) => item === mark;
    const isAny = () => true;
    const operations: Readonly<Record<number, (count: number) => void>> = {
      [MtOp.Nop]: () => {},
      [MtOp.Rewind]: () => void (head = 0),
      [MtOp.Offline]: () => void (head = 0),
      [MtOp.Retension]: () => void (head = 0),
      [MtOp.SetDriveBuffer]: () => void softErrors++,
      [MtOp.Fsf]: (count) => space(count, 1, isMark),
      [MtOp.Fsfm]: (count) => {
        space(count, 1, isMark);
        if (count > 0) head--;
      },
      [MtOp.Bsf]: (count) => space(count, -1, isMark),
      [MtOp.Bsfm]: (count) => {
        space(count, -1, isMark);
        if (count > 0) head++;
      },
      [MtOp.Fsr]: (count) => space(count, 1, isAny, mark),
      [MtOp.Bsr]: (count) => space(count, -1, isAny, mark),
      [MtOp.Eom]: () => void (head = items.length),
      [MtOp.Seek]: (count) => {
        if (count > items.length) stop(count - items.length);
        head = count;
      },
      [MtOp.Erase]: () => void items.splice(head),
      [MtOp.Weof]: (count) => {
        if (used() + count > capacityBytes) throw new TapeError("ENOSPC", "full");
        items.splice(head, items.length, ...Array.from({ length: count }, () => mark as Item));
        head += count;
      },
    };

    return {
      async read(into) {
        requireOpen();
        meet("read");
        if (into.length === 0) return 0;
        if (mode === "w") throw new TapeError("EBADF", "open for writing");
        endFile();
        const item = items[head];
        if (item === undefined) {
          if (++zeros > 1) throw new TapeError("EIO", "behind the end of data");
          return 0;
        }
        head++;
        if (item === mark) return 0;
        if (item.length > into.length) throw new TapeError("ENOMEM", "the record is longer");
        into.set(item);
        return item.length;
      },
      async write(data) {
        requireOpen();
        meet("write");
        if (data.length === 0) return 0;
        if (mode === "r") throw new TapeError("EBADF", "open for reading");
        if (used() + data.length > capacityBytes) throw new TapeError("ENOSPC", "full");
        items.splice(head++, items.length, data.slice());
        dirty = true;
        return data.length;
      },
      async operation(op, count) {
        requireOpen();
        if (mode === "r" && describeMtOp(op)?.writes)
          throw new TapeError("EBADF", "open for reading");
        const run = operations[op];
        if (run === undefined) throw new TapeError("ENOSYS", `no operation ${op}`);
        // The mark that ends what was written counts as one of those to go back over.
        const extra = dirty && (op === MtOp.Bsf || op === MtOp.Bsfm) ? 1 : 0;
        if (op === MtOp.Weof) dirty = false;
        else if (op !== MtOp.Nop) endFile();
        if (op !== MtOp.Nop) zeros = resid = 0;
        run(count + extra);
      },
      async status() {
        requireOpen();
        meet("status");
        const erreg = softErrors;
        softErrors = 0;
        const gstat =
          MtStatus.Online +
          (head === 0 ? MtStatus.BeginOfTape : 0) +
          (head === items.length ? MtStatus.EndOfData : 0) +
          (isProtected ? MtStatus.WriteProtected : 0);
        return {
          type: floppy ? FloppyTapeType + 0x1a : 0x72,
          resid,
          dsreg: 0x24000000,
          gstat,
          erreg,
          fileno: marksBefore(head),
          blkno: floppy ? head : head - fileStart(),
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
        endFile();
        if (rewinds) head = 0;
        meet("close");
      },
    };
  }

  return {
    async open(mode) {
      if (isOpen) throw new TapeError("EBUSY", "open already");
      if (mode !== "r" && isProtected) throw new TapeError("EROFS", "write-protected");
      isOpen = true;
      return openUnit(mode);
    },
    async writeProtect() {
      isProtected = true;
    },
    async dispose() {
      items = [];
    },
    layout: () => items.map((item) => (item === mark ? mark : item.length)).join(" "),
    records: () => items.filter((item) => item !== mark),
    get isOpen() {
      return isOpen;
    },
    get head() {
      return head;
    },
    failNext: (call, error) => void failures.set(call, error),
  };
}
