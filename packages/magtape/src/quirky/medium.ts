/** What lies on a tape, in the order in which a head meets it. */
export type TapeItem =
  | {
      readonly kind: "record";
      readonly data: Uint8Array;
      /** Reading it fails: its content is not known. */
      readonly unreadable?: boolean;
    }
  | { readonly kind: "mark" };

const mark: TapeItem = { kind: "mark" };

/** Items by a drawing: `r` is a record of `recordBytes` bytes, `x` one that can't be read, `|` a file mark. */
export function tapeItems(drawing: string, recordBytes = 100): TapeItem[] {
  return [...drawing].map((letter, index): TapeItem => {
    if (letter === "|") return mark;
    if (letter !== "r" && letter !== "x")
      throw new RangeError(`drawing has "${letter}" at ${index}: r, x and | are drawn`);
    const data = new Uint8Array(recordBytes).fill(index + 1);
    return letter === "x" ? { kind: "record", data, unreadable: true } : { kind: "record", data };
  });
}

/** The drawing of items, with `^` where the head is. */
export function drawTape(items: readonly TapeItem[], head?: number): string {
  const letters = items.map((item): string => {
    if (item.kind === "mark") return "|";
    return item.unreadable === true ? "x" : "r";
  });
  if (head !== undefined) letters.splice(head, 0, "^");
  return letters.join("");
}

/**
 * The files of a tape as a reader is to see them: records up to the first of two marks in a row, or to
 * the end. Records behind the last mark, which no close has ended, are a file too.
 */
export function logicalFiles(items: readonly TapeItem[]): Uint8Array[][] {
  const files: Uint8Array[][] = [];
  let records: Uint8Array[] = [];
  for (const item of items) {
    if (item.kind === "record") records.push(item.data);
    else if (records.length === 0) return files;
    else {
      files.push(records);
      records = [];
    }
  }
  return records.length === 0 ? files : [...files, records];
}

/** Marks in front of `index`. */
export function marksBefore(items: readonly TapeItem[], index: number): number {
  let count = 0;
  for (let i = 0; i < index; i++) if (items[i]?.kind === "mark") count++;
  return count;
}

/** Index of the first mark at or behind `index`; undefined when there is none. */
export function nextMark(items: readonly TapeItem[], index: number): number | undefined {
  for (let i = index; i < items.length; i++) if (items[i]?.kind === "mark") return i;
  return undefined;
}

/** Index of the last mark in front of `index`; undefined when there is none. */
export function previousMark(items: readonly TapeItem[], index: number): number | undefined {
  for (let i = index - 1; i >= 0; i--) if (items[i]?.kind === "mark") return i;
  return undefined;
}

/** Nothing more is recorded here, or the second of two marks in a row is next. */
export function isEndOfData(items: readonly TapeItem[], index: number): boolean {
  const next = items[index];
  return next === undefined || (next.kind === "mark" && items[index - 1]?.kind === "mark");
}

/** The same items with blocks of one size instead of records; the last block of a record ends with zeros. */
export function inBlocks(data: Uint8Array, blockSize: number): TapeItem[] {
  const blocks: TapeItem[] = [];
  for (let at = 0; at < data.length; at += blockSize) {
    const block = new Uint8Array(blockSize);
    block.set(data.subarray(at, at + blockSize));
    blocks.push({ kind: "record", data: block });
  }
  return blocks;
}

/** File marks, one after the other. */
export function marks(count: number): TapeItem[] {
  return Array.from({ length: count }, () => mark);
}
