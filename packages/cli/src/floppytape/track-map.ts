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

/** What the characters mean. */
export const mapLegend =
  ". read   c corrected   L lost   x no room for data (bad sectors)   - nothing recorded\n";

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
