import type { CarvedEntry } from "./carve.js";
import { parentsOf } from "./directory-tree.js";
import type { Placement } from "./placement.js";
import type { Sections } from "./sections.js";

/** Data entries that signatures show and a directory, as far as it can be read, does not list. */
export function withoutListed(
  carved: readonly CarvedEntry[],
  { directory: { nodes }, dataStart }: Sections,
  placement: Placement,
): CarvedEntry[] {
  const starts = new Set<number>();
  const paths = new Set<string>(); // of items that the arithmetic cannot place
  nodes.forEach((node, index) => {
    if (placement.sizeOf(index) === 0) return; // has no data entry
    const start = placement.startOf(index);
    if (start !== undefined) starts.add(dataStart + start);
    else {
      const above = parentsOf(nodes, node).filter(({ root }) => !root);
      paths.add(keyOf([...above, node.entry].map(({ name }) => name)));
    }
  });
  const behind = placement.totalBytes === undefined ? 0 : dataStart + placement.totalBytes;
  return carved.filter(({ start, header: { entry, path } }) => {
    if (start < behind || starts.has(start)) return false;
    const below = path[0]?.endsWith(":") ? path.slice(1) : path;
    return !paths.has(keyOf([...below, entry.name]));
  });
}

function keyOf(names: readonly string[]): string {
  return names.join("\0");
}
