import { SegmentBytes } from "@floppytape/ecc";
import { dataBytesOf, headerSignature, VolumeEntryBytes } from "@floppytape/qic-format";
import { assumeHeader } from "./assumed-header.js";
import { type Candidate, type Check, type ImagePlan, weigh } from "./candidate.js";
import { type HeaderFacts, headerFactsOf, type ImageFacts, isTableEntry } from "./image-facts.js";
import { createLayout, SlotBytes } from "./image-layout.js";
import { isUniform } from "./sector-order.js";

/** `data` and `slots`: data only, from segment 0 on, where a header says which sectors are bad. */
export async function wholeDataCandidates(facts: ImageFacts): Promise<Candidate[]> {
  const header = facts.given ?? (facts.placed[0] && headerFactsOf(facts.placed[0].decoded));
  return Promise.all(
    (["data", "slots"] as const).map(async (kind): Promise<Candidate> => {
      if (header === undefined)
        return impossible(
          kind,
          "no header segment can be read that says where the bad sectors are",
        );
      const plan: ImagePlan = {
        kind,
        base: 0,
        firstSegment: 0,
        header,
        headerIsKnown: facts.given !== undefined,
      };
      const checks = await checksOf(facts, plan, header);
      return { kind, plan, findings: [], ...weigh([parityCheck(facts), ...checks]) };
    }),
  );
}

/** `volume-data`: data only, from the volume table on; a header dump may stand in front. */
export async function volumeDataCandidate(facts: ImageFacts): Promise<Candidate> {
  const kind = "volume-data";
  const { bytes, beginsWithTable, given, placed, head } = facts;
  const front = placed[0]?.position === 0 ? placed[0] : undefined;
  const lone = beginsWithTable || (given !== undefined && placed.length === 0);
  const base = lone ? 0 : await tableBehind(facts, front !== undefined);
  if (base === undefined)
    return impossible(
      kind,
      "no volume table stands at the beginning of the file or behind a header",
    );
  if (beginsWithTable && given === undefined && !tableEnds(head))
    return impossible(
      kind,
      "what follows the entries of its volume table is neither an entry nor empty, as in .QIC files of Windows",
    );
  const own = front && headerFactsOf(front.decoded);
  const assumed =
    given || own ? undefined : assumeHeader(head, Math.ceil(bytes.sizeBytes / SlotBytes));
  const header = given ?? own ?? headerFactsOf(assumed!.decoded);
  const firstSegment = header.decoded.header.firstDataSegment;
  const plan: ImagePlan = { kind, base, firstSegment, header, headerIsKnown: true };
  const checks: Check[] = [
    {
      weight: 2,
      fits: lone && isUniform(head.subarray(0, 4)) ? undefined : !lone || beginsWithTable,
      text:
        base === 0
          ? "it begins with a volume table"
          : `a volume table stands at byte ${base}, behind a header segment`,
      against: "it does not begin with a volume table",
    },
    parityCheck(facts),
    assumed
      ? { weight: 1, fits: 0.5, text: "", against: assumed.finding.message }
      : sizeCheck(facts, plan, header),
  ];
  return { kind, plan, findings: assumed ? [assumed.finding] : [], ...weigh(checks) };
}

/** Whether the entries at the beginning are followed by an unused slot, as in the table of a cartridge. */
function tableEnds(head: Uint8Array): boolean {
  let at = 0;
  while (isTableEntry(head.subarray(at))) at += VolumeEntryBytes;
  return isUniform(head.subarray(at, at + VolumeEntryBytes));
}

/** Where a volume table begins behind a lone header dump. */
async function tableBehind({ bytes }: ImageFacts, hasFront: boolean): Promise<number | undefined> {
  if (!hasFront) return undefined;
  const start = new Uint8Array(4);
  for (const position of [SlotBytes, SegmentBytes]) {
    await bytes.read(position, start.fill(0));
    if (isTableEntry(start)) return position;
  }
  return undefined;
}

function parityCheck({ parity }: ImageFacts): Check {
  return {
    weight: 3,
    fits: parity.whole === 0 ? undefined : 1 - parity.wholeFit / parity.whole,
    text: `no parity is found in units of ${SegmentBytes} bytes`,
    against: `the parity fits in ${parity.wholeFit} of ${parity.whole} sampled units of ${SegmentBytes} bytes, and this kind has none`,
  };
}

/** Whether headers, table, bad sectors and the end are where they have to be. */
async function checksOf(
  facts: ImageFacts,
  plan: Extract<ImagePlan, { base: number }>,
  header: HeaderFacts,
): Promise<Check[]> {
  const { bytes, placed } = facts;
  const { headerSegments, firstDataSegment } = header.decoded.header;
  const place = placer(facts, plan, header);
  const positions = headerSegments.map(place);
  const inPlace = placed.filter(({ position }) => positions.includes(position)).length;
  const start = new Uint8Array(4);
  const tablePosition = place(firstDataSegment);
  await bytes.read(tablePosition, start);
  const tails = plan.kind === "slots" ? await slotTails(facts, header) : undefined;
  return [
    {
      weight: 3,
      fits: inPlace > 0,
      text: `a header stands where header segments ${headerSegments.join(" or ")} belong`,
      against: `a header stands at byte ${placed[0]?.position}, but belongs at ${positions.join(" or ")}`,
    },
    {
      weight: 2,
      fits: await secondCopy(facts, positions, inPlace),
      text: "so does its copy",
      against: `its copy is not at byte ${Math.max(...positions)}`,
    },
    {
      weight: 2,
      fits: isUniform(start) ? undefined : isTableEntry(start),
      text: `the volume table is at byte ${tablePosition}`,
      against: `no volume table is at byte ${tablePosition}`,
    },
    {
      weight: 4,
      fits: tails,
      text: "what bad sectors took from their segments is filled with zeros",
      against: "segments with bad sectors are not filled up with zeros",
    },
    sizeCheck(facts, plan, header),
  ];
}

/** Whether the other header copy is in its place too; undefined when the file ends before it. */
async function secondCopy(
  { bytes }: ImageFacts,
  positions: readonly number[],
  inPlace: number,
): Promise<boolean | undefined> {
  if (inPlace > 1) return true;
  const second = Math.max(...positions);
  if (second + SlotBytes > bytes.sizeBytes) return undefined;
  const start = new Uint8Array(8); // signature, format code and more
  await bytes.read(second, start);
  return headerSignature(start) !== undefined;
}

const placer =
  ({ bytes }: ImageFacts, plan: Extract<ImagePlan, { base: number }>, header: HeaderFacts) =>
  (segment: number): number => {
    const { kind, base, firstSegment } = plan;
    const layout = createLayout({
      kind,
      base,
      firstSegment,
      fileBytes: bytes.sizeBytes,
      badSectors: header.badSectors,
      stated: header.segmentCount,
    });
    const stored = layout.segmentAt(segment);
    return stored.order === "data" ? stored.position : -1;
  };

function sizeCheck(
  facts: ImageFacts,
  plan: Extract<ImagePlan, { base: number }>,
  header: HeaderFacts,
): Check {
  const { sizeBytes } = facts.bytes;
  const place = placer(facts, plan, header);
  const { lastDataSegment } = header.decoded.header;
  const ends = [header.segmentCount, Math.min(lastDataSegment + 1, header.segmentCount)].map(place);
  return {
    weight: 2,
    fits: ends.includes(sizeBytes) ? 1 : sizeBytes < ends[0]! ? 0.5 : 0,
    text: ends.includes(sizeBytes)
      ? `${sizeBytes} bytes are what the header and its bad sectors come to`
      : `${sizeBytes} bytes are less than the ${ends[0]} that the header and its bad sectors come to`,
    against:
      sizeBytes < ends[0]!
        ? `${sizeBytes} bytes are less than the ${ends[0]} that it would have`
        : `${sizeBytes} bytes are more than the ${ends[0]} that it would have`,
  };
}

/** Segments with bad sectors that are looked at. */
const maxTails = 32;

/** Share of slots of segments with bad sectors that end in as many zero sectors; undefined when there are none. */
async function slotTails(
  { bytes }: ImageFacts,
  { badSectors }: HeaderFacts,
): Promise<number | undefined> {
  const slot = new Uint8Array(SlotBytes);
  let seen = 0;
  let filled = 0;
  for (const [segment, bad] of badSectors.entries()) {
    if (seen === maxTails) break;
    if ((await bytes.read(segment * SlotBytes, slot)) < SlotBytes) break;
    const tail = slot.subarray(dataBytesOf(bad));
    if (isUniform(slot) && slot[0] !== 0) continue; // nothing was written there
    seen++;
    if (tail.every((byte) => byte === 0)) filled++;
  }
  return seen === 0 ? undefined : filled / seen;
}

export function impossible(kind: Candidate["kind"], against: string): Candidate {
  return { kind, score: 0, reasons: [], against, findings: [], plan: undefined };
}
