/**
 * The order of both directory formats: one level at a time, all entries of a directory together, then
 * the level of its first subdirectory with all that is below it, before the next.
 */
import type { Entry, EntryFormat } from "./entry.js";

/** An entry and where it belongs. */
export interface TreeNode {
  readonly entry: Entry;
  /** Index of the directory that holds it; -1 at the top. */
  readonly parent: number;
  readonly depth: number;
  /** Characters of the path down to the entry. */
  readonly pathLength: number;
}

/**
 * Why reading stopped: the `table` says so; it goes on on the next `cartridge`; all `levels` are read; a `zero` where levels are missing;
 * bytes that are `cut` off or lost; something `malformed`; or more than any real set has (`limit`).
 */
export type TreeEnd = "table" | "cartridge" | "levels" | "zero" | "cut" | "malformed" | "limit";

export interface DirectoryTree {
  /** In directory order, which is also that of the data entries. */
  readonly nodes: readonly TreeNode[];
  /** Bytes of the directory that were used. */
  readonly usedBytes: number;
  readonly end: TreeEnd;
  /** Directories whose levels are missing. */
  readonly missingLevels: number;
}

/** Deeper and longer than any path that DOS or Windows can name: bounds what hostile directories cost. */
export const MaxDepth = 256;
const maxPathLength = 1024;
/** Ten times the files of the fullest cartridges. */
const maxNodes = 1_000_000;

/** Reads a directory from the start of `bytes`. */
export function readDirectoryTree(format: EntryFormat, bytes: Uint8Array): DirectoryTree {
  const nodes: TreeNode[] = [];
  const levels: number[] = [-1]; // directories whose level comes next, the nearest last
  let at = 0;
  const ended = (end: TreeEnd, missingLevels = levels.length): DirectoryTree => ({
    nodes,
    usedBytes: at,
    end,
    missingLevels,
  });
  for (let parent = levels.pop(); parent !== undefined; parent = levels.pop()) {
    const first = nodes.length;
    const depth = parent < 0 ? 0 : nodes[parent]!.depth + 1;
    for (let more = true; more; ) {
      const entry = format.entryAt(bytes, at);
      if (entry === "end" || entry === "cut" || entry === "malformed") {
        const open = levels.length + subdirectoriesFrom(nodes, first).length;
        if (nodes.length === 0 && entry === "end") return ended("table", 0);
        // A level that has begun may end without saying so, if nothing else is missing.
        if (entry === "end" && nodes.length > first && open === 0) return ended("levels", 0);
        return ended(entry === "end" ? "zero" : entry, open + 1);
      }
      const pathLength = (nodes[parent]?.pathLength ?? 0) + 1 + entry.name.length;
      if (nodes.length === maxNodes || depth === MaxDepth || pathLength > maxPathLength)
        return ended("limit", levels.length + 1);
      nodes.push({ entry, parent, depth, pathLength });
      at += entry.raw.length;
      if (entry.continues) return ended("cartridge", 0);
      if (entry.lastOfTable)
        return ended("table", levels.length + subdirectoriesFrom(nodes, first).length);
      more = !entry.lastOfLevel;
    }
    levels.push(...subdirectoriesFrom(nodes, first).reverse());
  }
  return ended("levels");
}

/** Directories from `first` on that have a level of their own. */
function subdirectoriesFrom(nodes: readonly TreeNode[], first: number): number[] {
  const found: number[] = [];
  for (let index = first; index < nodes.length; index++)
    if (nodes[index]!.entry.hasLevel) found.push(index);
  return found;
}

/** The directories above a node, the outermost first. */
export function parentsOf(nodes: readonly TreeNode[], node: TreeNode): Entry[] {
  const parents: Entry[] = [];
  for (let at = node.parent; at >= 0; at = nodes[at]!.parent) parents.push(nodes[at]!.entry);
  return parents.reverse();
}
