import type { NewItem } from "@floppytape/qic113";
import fc from "fast-check";

/** A tree to be written, and what it holds. */
export interface Tree {
  readonly items: readonly NewItem[];
  /** Contents of files, undefined of directories, by path without device. */
  readonly contents: ReadonlyMap<string, Uint8Array | undefined>;
}

/** Bytes that follow from a text: of text files such as LZS shortens, of others noise. */
export function bytesOf(name: string, size: number, text: boolean): Uint8Array {
  let state = 7;
  for (const character of name) state = (state * 31 + character.charCodeAt(0)) % 2147483647 || 1;
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    state = (state * 48271) % 2147483647;
    bytes[i] = text ? 0x41 + ((state >>> 8) % 3) : state >>> 8;
  }
  return bytes;
}

interface Shape {
  readonly name: string;
  readonly size?: number;
  readonly text?: boolean;
  readonly items?: readonly Shape[];
}

const dosName = fc.stringMatching(/^[A-Z0-9_]{1,8}(\.[A-Z0-9]{1,3})?$/);
const longName = fc.stringMatching(/^[A-Za-z0-9äé漢][A-Za-z0-9 äé漢-]{0,30}[A-Za-z0-9]$/);

/** Trees with at least one file and names that differ on every file system. */
export function anyTree(format: "basic" | "extended"): fc.Arbitrary<Tree> {
  const name = (format === "basic" ? dosName : longName).filter(
    (text) => !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(text),
  );
  const file = fc.record({
    name,
    size: fc.oneof(fc.nat(500), fc.nat(50_000), fc.constant(0)),
    text: fc.boolean(),
  });
  const { level } = fc.letrec<{ level: Shape[]; directory: Shape }>((tie) => ({
    level: fc.uniqueArray(
      fc.oneof({ weight: 3, arbitrary: file }, { weight: 1, arbitrary: tie("directory") }),
      { selector: (shape) => shape.name.toLowerCase(), maxLength: 5 },
    ),
    directory: fc.record({ name, items: tie("level") }),
  }));
  return fc.tuple(file, level).map(([first, rest]) => {
    const others = rest.filter((shape) => shape.name.toLowerCase() !== first.name.toLowerCase());
    return treeOf([first, ...others]);
  });
}

/** A tree as a test writes it down. */
export function treeOf(shapes: readonly Shape[]): Tree {
  const contents = new Map<string, Uint8Array | undefined>();
  const itemsOf = (level: readonly Shape[], above: string): NewItem[] =>
    level.map(({ name, size = 0, text = false, items }) => {
      const path = `${above}${name}`;
      if (items) {
        contents.set(path, undefined);
        return { name, items: itemsOf(items, `${path}/`) };
      }
      const bytes = bytesOf(path, size, text);
      contents.set(path, bytes);
      return { name, contents: bytes };
    });
  return { items: itemsOf(shapes, ""), contents };
}
