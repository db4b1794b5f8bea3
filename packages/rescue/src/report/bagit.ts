/** Texts of a bag as of RFC 8493: what its tag files hold. Who writes the files is up to the caller. */

/** `bagit.txt`. */
export const bagDeclaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/** A line of `bag-info.txt`: a label and what it says. Labels may come again. */
export type BagInfoLine = readonly [label: string, value: string];

/** Files below `data/`. */
export interface BagPayload {
  readonly byteCount: number;
  readonly fileCount: number;
}

/** `bag-info.txt`: the given lines, then the size of the payload. Values are made one line each. */
export function formatBagInfo(lines: readonly BagInfoLine[], payload: BagPayload): string {
  const all: BagInfoLine[] = [
    ...lines,
    ["Payload-Oxum", `${payload.byteCount}.${payload.fileCount}`],
  ];
  return all.map(([label, value]) => `${label}: ${oneLine(value)}\n`).join("");
}

/**
 * A line of a manifest. The path is relative to the bag, parted by slashes; in it carriage returns, line
 * feeds and percent signs are written as `%0D`, `%0A`, `%25`.
 */
export function formatManifestLine(hash: string, path: string): string {
  return `${hash}  ${path.replace(/[%\r\n]/g, (sign) => encoded[sign]!)}\n`;
}

const encoded: Readonly<Record<string, string>> = { "%": "%25", "\r": "%0D", "\n": "%0A" };

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
