import fc from "fast-check";
import { expect } from "vitest";
import type { FileSet, FileSetItem, ItemReport, NewItem } from "../src/index.js";
import { type FileSetWriteOptions, writeFileSet } from "../src/index.js";
import { concat } from "./segments.js";

/** A tree as a test wants it: files have a size, directories items. */
export interface Tree {
  readonly name: string;
  readonly size?: number;
  readonly compressible?: boolean;
  readonly items?: readonly Tree[];
}

const dosName = fc
  .tuple(
    fc.stringMatching(/^[A-ZÄÖÜ0-9_$~]{1,8}$/),
    fc.option(fc.stringMatching(/^[A-Z0-9]{1,3}$/), { nil: undefined }),
  )
  .map(([base, extension]) => (extension === undefined ? base : `${base}.${extension}`));
const longName = fc.stringMatching(/^[A-Za-z0-9 äß漢é+.-]{1,40}$/);

/** Trees with names that differ within their directory, empty directories and files included. */
export function anyTree(format: "basic" | "extended"): fc.Arbitrary<readonly Tree[]> {
  const name = format === "basic" ? dosName : longName;
  const file = fc.record({
    name,
    size: fc.oneof({ weight: 3, arbitrary: fc.nat(600) }, fc.nat(20_000), fc.constant(0)),
    compressible: fc.boolean(),
  });
  const { level } = fc.letrec<{ level: Tree[]; directory: Tree }>((tie) => ({
    level: fc.uniqueArray(
      fc.oneof({ weight: 3, arbitrary: file }, { weight: 1, arbitrary: tie("directory") }),
      { selector: (tree) => tree.name, maxLength: 6 },
    ),
    directory: fc.record({ name, items: tie("level") }),
  }));
  return level;
}

/** Contents that differ from file to file and from place to place. */
export function contentsOf(path: string, { size = 0, compressible = false }: Tree): Uint8Array {
  let seed = 0x811c9dc5;
  for (const character of path) seed = Math.imul(seed ^ character.charCodeAt(0), 0x01000193) >>> 0;
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    bytes[i] = compressible && i % 16 > 5 ? 0x41 + (i % 3) : seed >>> 24;
  }
  return bytes;
}

/** The same tree with contents, and the contents by path. */
export function withContents(trees: readonly Tree[]): {
  items: NewItem[];
  files: Map<string, Uint8Array>;
  paths: string[];
} {
  const files = new Map<string, Uint8Array>();
  const paths: string[] = [];
  const convert = (tree: Tree, above: string): NewItem => {
    const path = `${above}/${tree.name}`;
    paths.push(path);
    if (tree.items !== undefined)
      return { name: tree.name, items: tree.items.map((item) => convert(item, path)) };
    const contents = contentsOf(path, tree);
    files.set(path, contents);
    return { name: tree.name, contents };
  };
  return { items: trees.map((tree) => convert(tree, "")), files, paths };
}

/** Writes a file set into memory. */
export async function writeAll(items: readonly NewItem[], options: FileSetWriteOptions) {
  const segments: Uint8Array[] = [];
  const writing = writeFileSet(items, options);
  for (;;) {
    const { done, value } = await writing.next();
    if (done) return { segments, written: value };
    segments.push(value.data);
  }
}

/** Path of an item as in `withContents`: device left out, components as recorded. */
export function pathOf({ originalPath }: FileSetItem): string {
  const [first] = originalPath;
  return `/${(first?.endsWith(":") ? originalPath.slice(1) : originalPath).join("/")}`;
}

/** All bytes of an item, and what the reader says of them. */
export async function readItem(
  fileSet: FileSet,
  item: FileSetItem,
): Promise<{ bytes: Uint8Array; report: ItemReport }> {
  const chunks: Uint8Array[] = [];
  const reading = fileSet.read(item);
  for (;;) {
    const { done, value } = await reading.next();
    if (done) return { bytes: concat(...chunks), report: value };
    chunks.push(value.bytes.slice());
  }
}

/** Paths and contents of all files, which have to be whole. */
export async function textsOf(fileSet: FileSet): Promise<[path: string, contents: string][]> {
  const all: [string, string][] = [];
  for (const item of fileSet.items.filter(({ kind }) => kind === "file")) {
    const { bytes, report } = await readItem(fileSet, item);
    expect(report).toMatchObject({ grade: "whole", disagreements: [] });
    all.push([pathOf(item), String.fromCharCode(...bytes)]);
  }
  return all;
}
