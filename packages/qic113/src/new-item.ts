/** What is to be written: a tree of files and directories, put into the order of a directory. */
import { MaxDepth } from "./directory-tree.js";
import type { FileDate } from "./entry.js";

/** Bytes of a file to be written. */
export interface NewContents {
  readonly sizeBytes: number;
  /** Called once, when the file's turn comes. */
  read(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** A file or directory to be written. */
export interface NewItem {
  readonly name: string;
  /** Short name of an Extended item; default: the name, if it is short enough. */
  readonly dosName?: string;
  /** Makes it a file. */
  readonly contents?: NewContents | Uint8Array;
  /** Makes it a directory; may be empty. */
  readonly items?: readonly NewItem[];
  /** `local` in Basic file sets, `gmt` in Extended ones; default none. */
  readonly modified?: FileDate;
  /** Extended only. */
  readonly created?: FileDate;
  /** Extended only. */
  readonly accessed?: FileDate;
  /** Default: none of them. */
  readonly attributes?: {
    readonly readOnly?: boolean;
    readonly hidden?: boolean;
    readonly system?: boolean;
    /** Extended only. */
    readonly archive?: boolean;
  };
  /** Recorded as a file that could not be read: an entry without contents. */
  readonly unreadable?: boolean;
}

/** An item at its place in the directory. */
export interface OrderedItem {
  readonly item: NewItem;
  /** The directories above it, the outermost first. */
  readonly parents: readonly NewItem[];
  readonly lastOfLevel: boolean;
  readonly lastOfTable: boolean;
}

/**
 * Level by level, each with all that is below it before the next.
 * @throws {RangeError} when the tree is deeper than 255 directories.
 */
export function inDirectoryOrder(items: readonly NewItem[]): OrderedItem[] {
  const ordered: { -readonly [K in keyof OrderedItem]: OrderedItem[K] }[] = [];
  const level = (siblings: readonly NewItem[], parents: readonly NewItem[]): void => {
    if (parents.length >= MaxDepth)
      throw new RangeError(`items must be nested less than ${MaxDepth} deep`);
    siblings.forEach((item, index) => {
      const lastOfLevel = index === siblings.length - 1;
      ordered.push({ item, parents, lastOfLevel, lastOfTable: false });
    });
    for (const item of siblings)
      if (item.items !== undefined && item.items.length > 0) level(item.items, [...parents, item]);
  };
  level(items, []);
  const last = ordered.at(-1);
  if (last !== undefined) last.lastOfTable = true;
  return ordered;
}

/** Bytes of an item's contents; 0 for directories and files that could not be read. */
export function contentBytesOf({ contents, unreadable }: NewItem): number {
  if (contents === undefined || unreadable) return 0;
  return contents instanceof Uint8Array ? contents.length : contents.sizeBytes;
}

/** Whether an item has a level of its own in the directory. */
export function hasLevel({ items }: NewItem): boolean {
  return items !== undefined && items.length > 0;
}
