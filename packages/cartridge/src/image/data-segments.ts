import { AllSectors, scrambleDitto2gb } from "@floppytape/qic-format";
import type { Cartridge } from "../cartridge.js";
import { reportOfNothing } from "../corrected-segment.js";
import type { LongOperation } from "../long-operation.js";
import { type ExportedSegment, exportedSegments } from "./exported-segments.js";

/**
 * As `exportedSegments`, for images without parity: two damaged header copies cannot be put together sector by
 * sector in one, so that copies which are lost hold the header that the cartridge was opened by.
 * @param last inclusive
 */
export async function* dataSegments(
  cartridge: Cartridge,
  first: number,
  last: number,
  options: LongOperation,
): AsyncGenerator<ExportedSegment, void, undefined> {
  const { header, headerBytes, scrambled, firstDataSegment } = cartridge;
  // A header may state any place; what lies in the data area is no header.
  const copies = header.headerSegments.filter((segment) => segment < firstDataSegment);
  for await (const exported of exportedSegments(cartridge, first, last, options)) {
    const { segment, bad, report } = exported;
    const isLost = report.how === "lost" || report.how === "deleted";
    if (!isLost || bad !== 0 || !copies.includes(segment)) {
      yield exported;
      continue;
    }
    yield {
      ...exported,
      data: scrambled ? scrambleDitto2gb(headerBytes) : headerBytes,
      report: { ...reportOfNothing("deleted"), how: "corrected", corrected: AllSectors },
      blank: false,
    };
  }
}
