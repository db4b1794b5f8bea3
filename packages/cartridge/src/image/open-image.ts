import { type EccEngine, eccEngine } from "@floppytape/ecc";
import type { Finding } from "@floppytape/qic-format";
import type { ByteStore } from "../byte-store.js";
import { CartridgeError } from "../errors.js";
import { createRawImageStore } from "../raw-image.js";
import type { RescueMap } from "../rescue-map.js";
import type { SegmentStore } from "../segment-store.js";
import type { Candidate, ImagePlan } from "./candidate.js";
import { examineImage, recognitionOf } from "./examine-image.js";
import type { ExamineOptions } from "./image-facts.js";
import type { ImageKind } from "./image-kind.js";
import { createLayout } from "./image-layout.js";
import { createImportedStore } from "./imported-store.js";
import type { Recognition } from "./recognition.js";
import { RecognizedScore } from "./recognition.js";
import { openTwti } from "./twti-image.js";

export interface OpenImageOptions extends ExamineOptions {
  /** Read it as this kind, whatever it looks like. Default: the kind that it is recognised as. */
  readonly kind?: ImageKind | undefined;
}

/** A cartridge image of any kind, opened for reading. */
export interface ImportedImage {
  readonly kind: ImageKind;
  readonly recognition: Recognition;
  /** Writing to it fails with `WRITE_PROTECTED`. Closing it closes the bytes. */
  readonly store: SegmentStore;
  /** What was assumed, and what is odd about the file. */
  readonly findings: readonly Finding[];
}

/**
 * Says what kind of cartridge image some bytes are, by their contents only. Reads a few megabytes at most.
 * @throws {FormatError} when `options.header` is no header segment.
 */
export async function recognizeImage(
  bytes: ByteStore,
  options: ExamineOptions = {},
): Promise<Recognition> {
  return recognitionOf(await examineImage(bytes, options));
}

/**
 * Opens a cartridge image of any kind as segments. The store takes the bytes over; when opening fails they
 * stay the caller's.
 * @throws {CartridgeError} `UNKNOWN_IMAGE` for what is none, `BAD_IMAGE` for one that cannot be read as the
 *   kind that was asked for.
 * @throws {FormatError} when `options.header` is no header segment.
 */
export async function openImage(
  bytes: ByteStore,
  options: OpenImageOptions = {},
): Promise<ImportedImage> {
  const { kind, map, engine = eccEngine() } = options;
  const examination = await examineImage(bytes, options);
  const recognition = recognitionOf(examination);
  const candidate = kind
    ? examination.candidates.find((one) => one.kind === kind)
    : examination.candidates.find(({ score }) => score >= RecognizedScore);
  if (candidate === undefined) throw unknownImage(recognition);
  if (candidate.plan === undefined)
    throw new CartridgeError(
      "BAD_IMAGE",
      `as an image of the kind ${candidate.kind}: ${candidate.against}`,
      {
        kind: candidate.kind,
      },
    );
  const { store, findings } = await openPlanned(bytes, candidate.plan, { map, engine });
  return {
    kind: candidate.kind,
    recognition,
    store,
    findings: [...candidate.findings, ...findings],
  };
}

async function openPlanned(
  bytes: ByteStore,
  plan: NonNullable<Candidate["plan"]>,
  options: { map: RescueMap | undefined; engine: EccEngine },
): Promise<Pick<ImportedImage, "store" | "findings">> {
  if (plan.kind === "twti") return openTwti(bytes, plan.head, options);
  if (plan.kind === "segments" && plan.firstSegment === 0 && !plan.headerIsKnown)
    return {
      store: createRawImageStore(bytes, { map: options.map, writeProtected: true }),
      findings: [],
    };
  const { kind, base, firstSegment, header } = plan;
  const layout = createLayout({
    kind,
    base,
    firstSegment,
    fileBytes: bytes.sizeBytes,
    badSectors: header?.badSectors,
    stated: header?.segmentCount,
    known: knownHeaders(plan),
  });
  return { store: createImportedStore(bytes, layout, options), findings: [] };
}

function knownHeaders({ header, headerIsKnown }: Extract<ImagePlan, { base: number }>) {
  const known = new Map<number, Uint8Array>();
  if (!headerIsKnown || header === undefined) return known;
  const { decoded, segmentCount } = header;
  for (const segment of decoded.header.headerSegments)
    if (segment < segmentCount) known.set(segment, decoded.plain);
  return known;
}

function unknownImage({ otherwise }: Recognition): CartridgeError {
  return new CartridgeError(
    "UNKNOWN_IMAGE",
    otherwise ? `no cartridge image: ${otherwise}` : "no cartridge image of any kind that is known",
  );
}
