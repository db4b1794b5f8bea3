import { buildSegment, type Cartridge } from "@floppytape/cartridge";
import { type EccEngine, SegmentBytes } from "@floppytape/ecc";
import { type Finding, scrambleDitto2gb } from "@floppytape/qic-format";

/** Segments whose contents are known better than from their own sectors: 32 physical sectors each. */
export async function bestSegments(
  cartridge: Cartridge,
  engine: EccEngine,
  findings: Finding[],
): Promise<ReadonlyMap<number, Uint8Array>> {
  const best = new Map<number, Uint8Array>();
  const add = (segment: number, data: Uint8Array) => {
    const sectors = new Uint8Array(SegmentBytes);
    buildSegment(data, cartridge.badSectors.get(segment), engine, sectors);
    best.set(segment, sectors);
  };
  const { firstDataSegment, badSectors, headerBytes, scrambled } = cartridge;
  const table = await tableCutShort(cartridge);
  if (table) add(firstDataSegment, table);
  const reason = headersToLeaveAlone(cartridge);
  if (reason) findings.push({ code: "HEADERS_LEFT", severity: "warning", message: reason });
  else
    for (const segment of cartridge.header.headerSegments)
      if (segment < badSectors.segmentCount && badSectors.get(segment) === 0)
        add(segment, scrambled ? scrambleDitto2gb(headerBytes) : headerBytes);
  return best;
}

/** The volume table when its last update was cut short, which only the cartridge knows to put right. */
async function tableCutShort(cartridge: Cartridge): Promise<Uint8Array | undefined> {
  const { firstDataSegment, badSectors } = cartridge;
  if (firstDataSegment >= badSectors.segmentCount) return undefined;
  const { report } = await cartridge.readSegment(firstDataSegment);
  if (report.how !== "lost") return undefined;
  const table = await cartridge.readTable();
  return table.report.how === "corrected" ? table.data.slice() : undefined;
}

/** Why the header must not be written to both its places; undefined when it may. */
function headersToLeaveAlone({ header, headerCopies }: Cartridge): string | undefined {
  const chosen = headerCopies.filter((copy) => copy.chosen);
  const [found] = chosen;
  if (found && !header.headerSegments.includes(found.segment))
    return `the header was found in segment ${found.segment}, but names ${header.headerSegments.join(" and ")}: no header was written`;
  const guessed = chosen.length === 1 && found !== undefined && found.report.unverifiable !== 0;
  const confirmed = headerCopies.some(
    ({ chosen: same, report }) => !same && report.how !== "lost" && report.unverifiable === 0,
  );
  return guessed && !confirmed
    ? `the header in segment ${found.segment} took all the parity to correct, and no other copy confirms it: no header was written`
    : undefined;
}
