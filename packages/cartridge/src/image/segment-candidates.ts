import { SectorBytes, SegmentBytes } from "@floppytape/ecc";
import { assumeHeader } from "./assumed-header.js";
import { type Candidate, type Check, type ImagePlan, weigh } from "./candidate.js";
import { type HeaderFacts, headerFactsOf, type ImageFacts } from "./image-facts.js";

/** The kinds whose segments take 32768 bytes, parity included. */
export function segmentCandidates(facts: ImageFacts): readonly [Candidate, Candidate] {
  const { bytes, parity, beginsWithTable } = facts;
  const { header, headerIsKnown, firstSegment, findings } = headerOfSegments(facts);
  const common: Check[] = [
    {
      weight: 6,
      fits: parity.whole === 0 ? undefined : parity.wholeFit / parity.whole,
      text: `the parity fits in ${parity.wholeFit} of ${parity.whole} sampled segments of ${SegmentBytes} bytes`,
      against: `the parity fits in only ${parity.wholeFit} of ${parity.whole} sampled units of ${SegmentBytes} bytes`,
    },
    headerCheck(facts),
    copiesCheck(facts),
    {
      weight: 1,
      fits: bytes.sizeBytes % SegmentBytes === 0 || (bytes.sizeBytes % SectorBytes === 0 && 0.5),
      text: "",
      against: `${bytes.sizeBytes} bytes are not a multiple of ${SegmentBytes}`,
    },
  ];
  const possible =
    parity.wholeFit + parity.physical + parity.packed > 0 ||
    header !== undefined ||
    facts.signatures.some((position) => position > 0 && position % SegmentBytes === 0);
  const told = parity.physical + parity.packed;
  const ofOrder = (kind: "segments" | "packed-segments"): Candidate => {
    const fit = kind === "segments" ? parity.physical : parity.packed;
    const where = kind === "segments" ? "in their physical places" : "packed, good ones first";
    const order: Check = {
      weight: 4,
      fits: told === 0 ? undefined : fit / told,
      text: `the sectors of ${fit} of ${told} sampled segments with bad sectors are ${where}`,
      against: `of ${told} sampled segments with bad sectors only ${fit} have their sectors ${where}`,
    };
    const { score, reasons, against } = weigh([...common, order]);
    const plan: ImagePlan = { kind, base: 0, firstSegment, header, headerIsKnown };
    return {
      kind,
      score: possible ? score : 0,
      reasons: beginsWithTable
        ? [...reasons, "it begins with a volume table, where a header segment was expected"]
        : reasons,
      against:
        against === "" && told === 0
          ? "no segment with bad sectors holds anything that tells; without bad sectors the bytes are the same"
          : against,
      findings,
      plan,
    };
  };
  return [ofOrder("segments"), ofOrder("packed-segments")];
}

/** The header that goes by, and the segment that the file begins with. */
function headerOfSegments(facts: ImageFacts): {
  header: HeaderFacts | undefined;
  headerIsKnown: boolean;
  firstSegment: number;
  findings: Candidate["findings"];
} {
  const { given, inSegments, placed, beginsWithTable, head, bytes, parity } = facts;
  if (beginsWithTable && inSegments === undefined) {
    const assumed =
      given || parity.wholeFit === 0
        ? undefined
        : assumeHeader(head, Math.ceil(bytes.sizeBytes / SegmentBytes));
    const header = given ?? (assumed && headerFactsOf(assumed.decoded));
    return {
      header,
      headerIsKnown: true,
      firstSegment: header?.decoded.header.firstDataSegment ?? 0,
      findings: assumed ? [assumed.finding] : [],
    };
  }
  const atStride = placed.find(({ position }) => position % SegmentBytes === 0);
  const own = inSegments ?? (atStride && headerFactsOf(atStride.decoded));
  return {
    header: given ?? own,
    headerIsKnown: given !== undefined,
    firstSegment: 0,
    findings: [],
  };
}

function headerCheck({ inSegments, placed, beginsWithTable }: ImageFacts): Check {
  const places = inSegments?.decoded.header.headerSegments ?? [];
  const atStride = placed.filter(({ position }) => position % SegmentBytes === 0);
  const elsewhere = placed[0] && placed.length > atStride.length;
  let fits: number | undefined;
  if (inSegments) fits = 1;
  else if (atStride.length > 0) fits = elsewhere ? 0.3 : 0.5;
  else if (elsewhere) fits = 0;
  return {
    weight: beginsWithTable ? 0 : 3,
    fits,
    text: inSegments
      ? `a header segment can be read that says headers are in segments ${places.join(" and ")}`
      : `a header stands at a multiple of ${SegmentBytes} bytes`,
    against: `a header stands at byte ${placed.find(({ position }) => position % SegmentBytes !== 0)?.position}, which is no multiple of ${SegmentBytes}`,
  };
}

/** Whether what looks like a header stands at multiples of the unit; that at 0 says nothing. */
function copiesCheck({ signatures }: ImageFacts): Check {
  const behind = signatures.filter((position) => position > 0);
  const fitting = behind.filter((position) => position % SegmentBytes === 0);
  return {
    weight: 2,
    fits: behind.length === 0 ? undefined : fitting.length / behind.length,
    text: `a header begins at byte ${fitting[0]}, a multiple of ${SegmentBytes}`,
    against: `a header begins at byte ${behind[0]}, which is no multiple of ${SegmentBytes}`,
  };
}
