import { MtOp } from "../../src/index.js";

/** A tape as a list, by the rules of Linux' st: what an image is held against. */
export function createModelTape() {
  let items: string[] = [];
  let head = 0;
  let dirty = false;
  let zeros = 0;

  const space = (count: number, isForward: boolean, unitIsFile: boolean): string => {
    for (let left = count; left > 0; ) {
      if (head === (isForward ? items.length : 0)) return `EIO ${isForward ? "eod" : "bot"}`;
      const item = items[isForward ? head++ : --head];
      if (item === "|" && !unitIsFile) return "EIO filemark";
      if (!unitIsFile || item === "|") left--;
    }
    return "done";
  };
  const cutAndAdd = (...added: string[]) => {
    items = [...items.slice(0, head), ...added];
    head = items.length;
  };
  const endFile = () => {
    if (dirty) cutAndAdd("|");
    dirty = false;
  };
  const thereAndBack = (first: string, isForward: boolean) =>
    first === "done" ? space(1, isForward, true) : first;

  return {
    where: () => [head, items.slice(0, head).filter((item) => item === "|").length],
    contents: () => items,
    close() {
      endFile();
      zeros = 0;
    },
    read(): string {
      const item = items[head];
      if (item === undefined) return zeros++ < 2 ? "|" : "EIO eod";
      head++;
      zeros = item === "|" ? 1 : 0;
      return item;
    },
    write(text: string) {
      cutAndAdd(text);
      dirty = true;
      zeros = 0;
    },
    operation(op: number, count: number): string {
      const own = dirty ? 1 : 0;
      zeros = 0;
      switch (op) {
        case MtOp.Fsf:
          return space(count, true, true);
        case MtOp.Fsr:
          return space(count, true, false);
        case MtOp.Fsfm:
          return count === 0 ? "done" : thereAndBack(space(count, true, true), false);
        case MtOp.Bsf:
          endFile();
          return space(count + own, false, true);
        case MtOp.Bsfm:
          endFile();
          return count + own === 0 ? "done" : thereAndBack(space(count + own, false, true), true);
        case MtOp.Bsr:
          if (count === 0) return "done";
          dirty = false;
          return space(count, false, false);
        case MtOp.Seek:
          endFile();
          head = Math.min(count, items.length);
          return head < count ? "EIO eod" : "done";
        case MtOp.Eom:
          head = items.length;
          return "done";
        case MtOp.Weof:
          if (count > 0) {
            cutAndAdd(...Array.from({ length: count }, () => "|"));
            dirty = false;
          }
          return "done";
        case MtOp.Erase:
          dirty = false;
          cutAndAdd();
          return "done";
        default:
          endFile();
          head = 0;
          return "done";
      }
    },
  };
}
