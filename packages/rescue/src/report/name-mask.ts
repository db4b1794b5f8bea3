import type { Finding } from "@floppytape/qic-format";

/**
 * Replaces names by numbers, so that a listing or a report can be shown to others. One mask gives equal
 * names equal stand-ins; different ones never share one.
 */
export interface NameMask {
  /**
   * A file's path, parted by slashes: `folder-0001/file-0001.txt`. An ending of at most four letters and
   * digits stays, and so do `.`, `..` and the slash of an absolute path, which are no names.
   */
  file(path: string): string;
  /** A folder's path: `folder-0001/folder-0002`, as in the paths of the files in it. */
  folder(path: string): string;
  /** A label, description or whatever else was typed by people: `label-0001`. No text stays no text. */
  label(text: string): string;
  /** The name of an image or a device: `image-0001.img`. */
  source(name: string): string;
  /** A finding without its words, which may quote names: its code in words, and its numbers. */
  finding(finding: Finding): Finding;
}

/** A mask that has seen no name yet. */
export function createNameMask(): NameMask {
  const files = createNumbers("file");
  const folders = createNumbers("folder");
  const labels = createNumbers("label");
  const sources = createNumbers("image");

  const path = (text: string, nameLast: (key: string, name: string) => string): string => {
    const parts = text.split("/");
    const lastName = parts.findLastIndex(isName);
    let key = "";
    return parts
      .map((part, at) => {
        if (!isName(part)) {
          if (part === "..") key += "../";
          return part;
        }
        key += `${part}/`;
        return at === lastName ? nameLast(key, part) : folders(key);
      })
      .join("/");
  };

  return {
    file: (text) => path(text, (key, name) => files(key) + endingOf(name)),
    folder: (text) => path(text, folders),
    label: (text) => (text === "" ? "" : labels(text)),
    source: (name) => (name === "" ? "" : sources(name) + endingOf(name)),
    finding({ code, severity, details }) {
      const numbers = Object.entries(details ?? {}).filter(
        ([, value]) => typeof value === "number",
      );
      const words = code.toLowerCase().replaceAll("_", " ");
      const places = numbers.map(([name, value]) => `${name} ${value}`).join(", ");
      return {
        code,
        severity,
        message: places === "" ? words : `${words} (${places})`,
        ...(numbers.length > 0 && { details: Object.fromEntries(numbers) }),
      };
    },
  };
}

function isName(part: string): boolean {
  return part !== "" && part !== "." && part !== "..";
}

function endingOf(name: string): string {
  return /.(\.[A-Za-z0-9]{1,4})$/.exec(name)?.[1] ?? "";
}

const LeastDigits = 4;

/** Numbers names in the order in which they come. */
function createNumbers(word: string): (name: string) => string {
  const numbers = new Map<string, number>();
  return (name) => {
    const number = numbers.get(name) ?? numbers.size + 1;
    numbers.set(name, number);
    return `${word}-${String(number).padStart(LeastDigits, "0")}`;
  };
}
