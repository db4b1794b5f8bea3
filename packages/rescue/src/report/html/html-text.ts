const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Text as HTML, for contents and for quoted attributes. Whatever is invisible or changes the direction of
 * writing is shown as what it is: names from tapes are not to be trusted.
 */
export function htmlText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, visible)
    .replace(/[&<>"']/g, (sign) => entities[sign]!);
}

function visible(character: string): string {
  const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  return `\u27e8U+${code}\u27e9`;
}

/** JSON that may stand in a script element, whatever its strings hold. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/</g, "\\u003c");
}

/** `1,234,567` */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** `1 file`, `2 files`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

const units = ["KiB", "MiB", "GiB"] as const;

/** `512 bytes`, `1.4 MiB`: three digits, for the eye. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return plural(bytes, "byte");
  let size = bytes / 1024;
  let unit = 0;
  for (; size >= 999.5 && unit < units.length - 1; unit++) size /= 1024;
  return `${size < 99.95 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

/** `0.4 %`; never 0 for something and never 100 for less than everything. */
export function percentText(part: number, whole: number): string {
  if (whole === 0 || part === 0) return "0 %";
  if (part === whole) return "100 %";
  const percent = (100 * part) / whole;
  if (percent < 0.01) return "under 0.01 %";
  if (percent > 99.99) return "over 99.99 %";
  const digits = percent < 1 || percent > 99 ? 2 : 1;
  return `${percent.toFixed(digits)} %`;
}

/** `1994-05-03 17:21`; seconds are left out. */
export function dateHtml(date: string | undefined): string {
  if (date === undefined) return '<span class="quiet">not recorded</span>';
  const shown = date.slice(0, 16).replace("T", " ") + (date.endsWith("Z") ? " GMT" : "");
  return `<time datetime="${htmlText(date)}">${htmlText(shown)}</time>`;
}
