import type { CarvedEntry } from "./carve.js";
import type { Entry } from "./entry.js";

/** Data entries that signatures show, to be asked for by place and by name. */
export interface CarvedIndex {
  /** The entry that begins at a position. */
  at(start: number): CarvedEntry | undefined;
  /** Start of the first entry behind a position. */
  nextStart(position: number): number | undefined;
  /** Of the entries with a name and path the one nearest to a position. */
  nearest(entry: Entry, parents: readonly Entry[], position: number): CarvedEntry | undefined;
}

/** An index of entries in ascending order. Every question takes logarithmic time: hostile volumes have millions. */
export function createCarvedIndex(carved: readonly CarvedEntry[]): CarvedIndex {
  const byPath = new Map<string, CarvedEntry[]>();
  for (const entry of carved) {
    const key = keyOf([...entry.header.path, entry.header.entry.name]);
    const others = byPath.get(key);
    if (others === undefined) byPath.set(key, [entry]);
    else others.push(entry);
  }
  return {
    at(start) {
      const entry = carved[firstFrom(carved, start)];
      return entry?.start === start ? entry : undefined;
    },
    nextStart: (position) => carved[firstFrom(carved, position + 1)]?.start,
    nearest({ name }, parents, position) {
      // Paths in front of data entries may begin with the device or below it.
      const paths = [parents, parents.filter(({ root }) => !root)];
      const keys = new Set(paths.map((above) => keyOf([...above.map((one) => one.name), name])));
      const candidates = [...keys].flatMap((key) => {
        const entries = byPath.get(key) ?? [];
        const behind = firstFrom(entries, position);
        return entries.slice(Math.max(0, behind - 1), behind + 1);
      });
      const distance = ({ start }: CarvedEntry) => Math.abs(start - position);
      return candidates.sort((a, b) => distance(a) - distance(b))[0];
    },
  };
}

/** Index of the first entry at or behind a position. */
function firstFrom(entries: readonly CarvedEntry[], position: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (entries[middle]!.start < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

function keyOf(names: readonly string[]): string {
  return names.join("\0");
}
