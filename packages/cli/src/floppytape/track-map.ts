import type { SegmentReport } from "@floppytape/cartridge";

/** One character a segment. */
export const MapSymbol = {
  Read: ".",
  Corrected: "c",
  Lost: "L",
  /** Three good sectors or fewer: no room for data. */
  NoData: "x",
  /** Formatted, nothing recorded. */
  Unused: "-",
} as const;

const meanings = [
  ". read",
  "c corrected",
  "L lost",
  "x no room for data (bad sectors)",
  "- nothing recorded",
];

/** What the characters mean, in lines of at most `columns` where the words allow it. */
export function mapLegend(columns: number): string {
  const lines: string[] = [];
  for (const meaning of meanings) {
    const longer = lines.length > 0 ? `${lines.at(-1)}   ${meaning}` : meaning;
    if (lines.length > 0 && longer.length <= columns) lines[lines.length - 1] = longer;
    else lines.push(meaning);
  }
  return lines.map((line) => `${line}\n`).join("");
}

/** The character for a segment that was looked at. */
export function mapSymbolOf(how: SegmentReport["how"]): string {
  const symbols = {
    read: MapSymbol.Read,
    corrected: MapSymbol.Corrected,
    lost: MapSymbol.Lost,
    deleted: MapSymbol.Lost,
    empty: MapSymbol.NoData,
  };
  return symbols[how];
}

/** Cuts the characters of all segments into tracks. */
export function trackLines(symbols: readonly string[], segmentsPerTrack: number): string[] {
  const lines: string[] = [];
  for (let at = 0; at < symbols.length; at += segmentsPerTrack)
    lines.push(symbols.slice(at, at + segmentsPerTrack).join(""));
  return lines;
}
