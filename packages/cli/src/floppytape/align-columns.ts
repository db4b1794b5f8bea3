/** A table as text: numbers right-justified, columns from `leftFrom` on left-justified. */
export function alignColumns(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  { leftFrom }: { leftFrom: number },
): string {
  const widths = heading.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) =>
        i < leftFrom ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return [heading, ...rows].map((row) => `${line(row)}\n`).join("");
}
