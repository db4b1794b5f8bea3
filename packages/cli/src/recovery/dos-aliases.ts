/** The second, short names that DOS and Windows give to the files of one folder. */
export interface DosAliases {
  /** A file with this name is there now. */
  add(name: string): void;
  /** The name may be the short one of a file that is there: whoever opens it may open that file. */
  has(name: string): boolean;
}

const shortName = /^[A-Z0-9!#$%&'()\-@^_`{}~]{1,8}(?:\.[A-Z0-9!#$%&'()\-@^_`{}~]{1,3})?$/;
/** `LONGNA~1.TXT`: up to eight characters with a number at the end. */
const aliasForm = /^(?=[^.]{1,8}(?:\.|$))([^.]+)~[0-9]{1,6}(?:\.([^.]{1,3}))?$/;
/** From the fifth on, Windows takes two characters of the name and four digits made from all of it. */
const hashedForm = /^(..?)[0-9A-F]{4}$/;

/**
 * No aliases yet. FAT and NTFS give every file whose name is not short a second name, made from six
 * characters of it, five from the tenth on, or two and a checksum.
 */
export function createDosAliases(): DosAliases {
  const beginnings = new Set<string>();
  return {
    add(name) {
      const long = name.toUpperCase();
      if (shortName.test(long)) return;
      const dot = long.lastIndexOf(".");
      const ending = dot > 0 ? shortCharacters(long.slice(dot + 1)).slice(0, 3) : "";
      const stem = shortCharacters(dot > 0 ? long.slice(0, dot) : long);
      for (const characters of [6, 5, 2]) beginnings.add(`${stem.slice(0, characters)}.${ending}`);
    },
    has(name) {
      const [, stem, ending = ""] = aliasForm.exec(name.toUpperCase()) ?? [];
      if (stem === undefined) return false;
      const [, hashed] = hashedForm.exec(stem) ?? [];
      return [stem, hashed].some((one) => one !== undefined && beginnings.has(`${one}.${ending}`));
    },
  };
}

/** What is left of a part of a name in a short one. */
function shortCharacters(text: string): string {
  return text.replace(/[ .]/g, "").replace(/[^A-Z0-9!#$%&'()\-@^_`{}~]/g, "_");
}
