/**
 * A size as `ftmt` prints it: `%6.1f` and one unit word, 1024-based. The format is frozen: scripts
 * take it apart at the blank.
 */
export function sizeText(kilobytes: number): string {
  const [value, unit] =
    kilobytes < 1024
      ? [kilobytes, "kilobytes"]
      : kilobytes < 1024 * 1024
        ? [kilobytes / 1024, "megabytes"]
        : [kilobytes / (1024 * 1024), "gigabytes"];
  return `${value.toFixed(1).padStart(6)} ${unit}`;
}
