import { sizeText } from "../size-text.js";

const SizeColumns = 20;

/** The heading of the list. */
export const heading = `${"file number".padStart(11)}${"block size".padStart(12)}${"volume size".padStart(SizeColumns)}${"tape space".padStart(SizeColumns)}\n`;

/** One volume. Sizes in KB. */
export interface ListedVolume {
  readonly fileNumber: number;
  /** Bytes, 0 when variable. */
  readonly blockSize: number;
  readonly realKilobytes: number;
  readonly physicalKilobytes: number;
}

/** The line of one volume. */
export function volumeLine(volume: ListedVolume): string {
  return [
    String(volume.fileNumber).padStart(6),
    " ".repeat(10),
    String(volume.blockSize).padStart(5),
    "  ",
    sizeColumn(volume.realKilobytes),
    sizeColumn(volume.physicalKilobytes),
    "\n",
  ].join("");
}

function sizeColumn(kilobytes: number): string {
  return sizeText(kilobytes).trim().padStart(SizeColumns);
}

/** The lines behind the volumes: free space in KB and the block size of the unit. */
export function summaryLines(freeKilobytes: number, blockSize: number): string {
  return `\nRemaining space: ${sizeText(freeKilobytes).trim()}\nTape block size: ${blockSize}\n`;
}
