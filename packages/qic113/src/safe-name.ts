/**
 * Names for the file system of today: nothing in them leads out of the directory that is extracted to,
 * names a device, or cannot be typed. What was recorded stays in the item's `originalPath`.
 */

/** Names that stand for devices under DOS and Windows, with any extension. */
const deviceName = /^(con|prn|aux|nul|clock\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i;
/** Characters that some file system forbids, controls included. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const forbidden = /[\u0000-\u001f\u007f-\u009f<>:"/\\|?*\u202a-\u202e\u2066-\u2069\ufeff]/g;
const maxCharacters = 200;

/** One component that is safe to use; never empty. */
export function safeName(name: string): string {
  const plain = [...name.replace(forbidden, "_").replace(/\p{Surrogate}/gu, "\ufffd")]
    .slice(0, maxCharacters)
    .join("")
    .replace(/[. ]+$/, (tail) => "_".repeat(tail.length))
    .replace(/^ +/, (head) => "_".repeat(head.length));
  if (plain === "") return "_";
  return deviceName.test(plain) ? `_${plain}` : plain;
}

/** Gives out names that differ within a directory, also on file systems that ignore case. */
export interface NameTable {
  /** `name`, or `name` with the first number that nobody has. */
  take(directory: number | string, name: string): string;
}

/** An empty table. */
export function createNameTable(): NameTable {
  const taken = new Map<string, number>();
  return {
    take(directory, name) {
      const key = (candidate: string) => `${directory}/${candidate.normalize().toLowerCase()}`;
      let count = taken.get(key(name));
      if (count === undefined) {
        taken.set(key(name), 1);
        return name;
      }
      let candidate = name;
      while (taken.has(key(candidate))) candidate = numbered(name, ++count);
      taken.set(key(name), count);
      taken.set(key(candidate), 1);
      return candidate;
    },
  };
}

/** `LETTER.TXT` becomes `LETTER~2.TXT`. */
function numbered(name: string, count: number): string {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? `${name.slice(0, dot)}~${count}${name.slice(dot)}` : `${name}~${count}`;
}
