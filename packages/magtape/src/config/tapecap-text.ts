import type { Capability } from "./capabilities.js";
import type { TapecapCompat } from "./tapecap-file.js";

const letters: Readonly<Record<string, string>> = {
  E: "\x1b",
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
};

/**
 * The text that a value stands for: `\E` is escape, `^X` a control character, `\n \r \t \b \f` what
 * they are elsewhere, `\ddd` a character by its octal number, and a backslash before anything else
 * that thing itself. In `iraf` the driver knows nothing but `\ddd`, which is decimal there.
 */
export function decodeTapecapText(
  value: string,
  reader: Capability["reader"],
  compat: TapecapCompat,
): string {
  if (compat === "iraf" && reader === "driver")
    return value.replace(/\\(\d{1,3})/g, (_, digits: string) => character(Number(digits)));
  return value.replace(
    /\\(?:([0-7]{1,3})|([\s\S]))|\^([\s\S])/g,
    (_, octal?: string, escaped?: string, control?: string) => {
      if (octal !== undefined) return character(Number.parseInt(octal, 8));
      if (control !== undefined) return character(control.charCodeAt(0) % 32);
      return letters[escaped ?? ""] ?? escaped ?? "";
    },
  );
}

/** Characters have eight bits. */
function character(number: number): string {
  return String.fromCharCode(number & 0xff);
}

/** A text as a value that {@link decodeTapecapText} reads back, colons and line ends as octal numbers. */
export function encodeTapecapText(text: string): string {
  return text.replace(/[\\^]|[:\p{Cc}]| $/gu, (each) => {
    if (each === "\\" || each === "^") return `\\${each}`;
    return `\\${each.charCodeAt(0).toString(8).padStart(3, "0")}`;
  });
}
