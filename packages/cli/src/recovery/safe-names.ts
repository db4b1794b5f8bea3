/** What a part of a path must not hold on some system, and what misleads who reads it. */
const unsafeCharacters =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
  /[\u0000-\u001f\u007f-\u009f<>:"|?*\\/\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\p{Cs}]/gu;

/** Names of devices on DOS and Windows, also with an ending: `NUL.txt`. */
const deviceName =
  /^(?:CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9\u00b9\u00b2\u00b3])$/i;

/** The most that file systems take of one part, in bytes of UTF-8. */
const MostPartBytes = 255;
/** Longer endings than this are no endings. */
const MostEndingBytes = 32;

/**
 * One part of a path as every common file system takes it: without control characters, separators,
 * drive letters and streams (`:`), dots or blanks at the end, names of DOS devices; at most 255 bytes.
 * What can stay stays. Undefined for parts that name nothing: empty, `.` and `..`.
 */
export function safePart(part: string): string | undefined {
  if (part === "" || part === "." || part === "..") return undefined;
  let name = withoutEnd(part.replace(unsafeCharacters, "_"), "_");
  const [beforeDot = ""] = name.split(".");
  if (deviceName.test(beforeDot.trim())) name = `_${name}`;
  return shortened(name, MostPartBytes);
}

/** `name.ext` with a number before its ending: `name~1.ext`, not longer than a part may be. */
export function numbered(name: string, number: string): string {
  const { stem, ending } = parted(name);
  const suffix = `~${number}${ending}`;
  return shortened(stem, MostPartBytes - utf8Bytes(suffix)) + suffix;
}

/** Cut to a number of bytes without harm to characters or to the ending. */
function shortened(name: string, mostBytes: number): string {
  if (utf8Bytes(name) <= mostBytes) return name;
  const { stem, ending } = parted(name);
  let bytes = utf8Bytes(ending);
  let kept = "";
  for (const character of stem) {
    bytes += utf8Bytes(character);
    if (bytes > mostBytes) break;
    kept += character;
  }
  return (withoutEnd(kept, "") || "_") + ending;
}

/** Dots and blanks at the end, which some systems drop, replaced. A pattern would take quadratic time. */
function withoutEnd(name: string, replacement: string): string {
  let end = name.length;
  while (end > 0 && ". ".includes(name[end - 1] ?? "")) end--;
  return name.slice(0, end) + replacement.repeat(name.length - end);
}

function parted(name: string): { stem: string; ending: string } {
  const dot = name.lastIndexOf(".");
  if (dot <= 0 || utf8Bytes(name.slice(dot)) > MostEndingBytes) return { stem: name, ending: "" };
  return { stem: name.slice(0, dot), ending: name.slice(dot) };
}

/** Equal for names that some file system takes for one: by case, or by how accents are encoded. */
export function foldedName(name: string): string {
  return name.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
}

/** Bytes of a text in UTF-8. */
export function utf8Bytes(text: string): number {
  return Buffer.byteLength(text);
}
