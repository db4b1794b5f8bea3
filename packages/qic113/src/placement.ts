/**
 * Where the data entries lie, by the arithmetic of the directory: each behind the ones before it, in
 * directory order, without gaps.
 */
import type { TreeNode } from "./directory-tree.js";

export interface Placement {
  /** Start of every node's data entry, from the start of the data section; undefined when not known. */
  startOf(index: number): number | undefined;
  /** Its size; undefined when not known, 0 for nodes without. */
  sizeOf(index: number): number | undefined;
  /** Sum of the sizes; undefined when one is not known. */
  readonly totalBytes: number | undefined;
}

/**
 * @param dataBytes size of the data section, which gives a single unknown size away; undefined when it
 *   is not that of these nodes alone
 */
export function placeDataEntries(
  nodes: readonly TreeNode[],
  dataBytes: number | undefined,
): Placement {
  const starts = new Float64Array(nodes.length);
  const known = nodes.flatMap(({ entry }) => entry.dataEntryBytes ?? []);
  const rest = known.reduce((left, size) => left - size, dataBytes ?? -1);
  const solved = nodes.length - known.length === 1 && rest >= 0 ? rest : undefined;
  const sizeOf = (index: number) => nodes[index]?.entry.dataEntryBytes ?? solved;
  let at = 0;
  for (let index = 0; index < nodes.length; index++) {
    starts[index] = at;
    at += sizeOf(index) ?? Number.NaN; // everything behind an unknown size is unknown
  }
  return {
    startOf(index) {
      const start = starts[index];
      return start === undefined || Number.isNaN(start) ? undefined : start;
    },
    sizeOf,
    totalBytes: Number.isNaN(at) ? undefined : at,
  };
}
