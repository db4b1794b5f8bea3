import type { ByteStore } from "../byte-store.js";
import { CartridgeError } from "../errors.js";
import type { Candidate } from "./candidate.js";
import { impossible, volumeDataCandidate, wholeDataCandidates } from "./data-candidates.js";
import { asciiOf, type ExamineOptions, gatherFacts, type ImageFacts } from "./image-facts.js";
import { otherContents } from "./other-contents.js";
import type { Recognition } from "./recognition.js";
import { RecognizedScore } from "./recognition.js";
import { segmentCandidates } from "./segment-candidates.js";
import { readTwtiHead, TwtiMagic } from "./twti-format.js";

/** Everything that a file may be, the likeliest first, and what it is if it is none of that. */
export interface Examination {
  readonly candidates: readonly Candidate[];
  readonly otherwise: string | undefined;
}

/** Looks at a file in every way that is known. */
export async function examineImage(
  bytes: ByteStore,
  options: ExamineOptions = {},
): Promise<Examination> {
  if (bytes.sizeBytes === 0) return { candidates: [blank], otherwise: undefined };
  const facts = await gatherFacts(bytes, options);
  const twti = await twtiCandidate(facts);
  if (twti.score === 1) return { candidates: [twti, ...none], otherwise: undefined };
  const candidates = [
    ...segmentCandidates(facts),
    ...(await wholeDataCandidates(facts)),
    await volumeDataCandidate(facts),
    twti,
  ];
  candidates.sort((a, b) => b.score - a.score); // stable: of two that fit alike the first is the commoner
  return { candidates, otherwise: otherContents(facts) };
}

/** An examination in words. */
export function recognitionOf({ candidates, otherwise }: Examination): Recognition {
  const [best, ...others] = candidates;
  const recognized = best !== undefined && best.score >= RecognizedScore;
  const rejected = recognized ? others : candidates;
  return {
    kind: recognized ? best.kind : undefined,
    firstSegment: recognized && best.plan && "base" in best.plan ? best.plan.firstSegment : 0,
    otherwise: recognized ? undefined : otherwise,
    score: recognized ? best.score : 0,
    reasons: recognized ? best.reasons : [],
    alternatives: rejected.map(({ kind, score, against }) => ({
      kind,
      score,
      reason: against || "it would fit too, but the kind chosen is the commoner one",
    })),
    findings: recognized ? best.findings : [],
  };
}

/** An emulator's cartridge that was never formatted. */
const blank: Candidate = {
  kind: "segments",
  score: 0.5,
  reasons: ["the file is empty, as the 86Box emulator has a cartridge that was never formatted"],
  against: "",
  findings: [],
  plan: { kind: "segments", base: 0, firstSegment: 0, header: undefined, headerIsKnown: false },
};

const kinds = ["segments", "packed-segments", "data", "volume-data", "slots"] as const;
/** What a TWTI file is not. */
const none = kinds.map((kind) => impossible(kind, `it begins with ${TwtiMagic}`));

async function twtiCandidate({ head, bytes }: ImageFacts): Promise<Candidate> {
  if (asciiOf(head.subarray(0, 4)) !== TwtiMagic)
    return impossible("twti", `it does not begin with ${TwtiMagic}`);
  const magic = `it begins with ${TwtiMagic}, and so do the images of tapewyrm`;
  try {
    const plan = { kind: "twti", head: await readTwtiHead(bytes) } as const;
    return { kind: "twti", score: 1, reasons: [magic], against: "", findings: [], plan };
  } catch (error) {
    if (!(error instanceof CartridgeError) || error.code !== "BAD_IMAGE") throw error;
    const finding = { code: error.code, severity: "warning", message: error.message } as const;
    const broken = { plan: undefined, findings: [finding], against: error.message };
    return { kind: "twti", score: 0.9, reasons: [magic], ...broken };
  }
}
