import type { EccEngine } from "@floppytape/ecc";
import { decodeHeaderSegment, type Finding } from "@floppytape/qic-format";
import type { ByteStore } from "../byte-store.js";
import type { RescueMap } from "../rescue-map.js";
import type { SegmentStore } from "../segment-store.js";
import { borrowed, headerInSegments } from "./image-facts.js";
import { type ImageLayout, SlotBytes } from "./image-layout.js";
import { createImportedStore } from "./imported-store.js";
import { hasTwtiData, type TwtiHead, TwtiState, twtiEntryAt } from "./twti-format.js";
import { headerBytesOfTwti } from "./twti-header.js";

/**
 * A TWTI file as segments. Segments of which it does not say which sectors are good are lost as a whole. Where no
 * header segment can be read, the file's JSON object takes its place.
 * @throws {CartridgeError} `BAD_IMAGE` when that is of no use either.
 */
export async function openTwti(
  bytes: ByteStore,
  head: TwtiHead,
  options: { readonly map: RescueMap | undefined; readonly engine: EccEngine },
): Promise<{ store: SegmentStore; findings: readonly Finding[] }> {
  const findings = tableFindings(head, bytes.sizeBytes);
  const own = layoutOf(head, new Map());
  const found = await headerInSegments(
    createImportedStore(borrowed(bytes), own, options),
    options.engine,
  );
  if (found) {
    const differing = segmentsThatDiffer(head, (segment) => found.badSectors.get(segment));
    if (differing > 0)
      findings.push({
        code: "MAPS_DIFFER",
        severity: "warning",
        message: `in ${differing} segments the bad sectors of the file's table are not those of its header segment`,
        details: { segments: differing },
      });
    return { store: createImportedStore(bytes, own, options), findings };
  }
  const header = headerBytesOfTwti(head); // decodes, for it is of our own making
  findings.push({
    code: "HEADER_FROM_JSON",
    severity: "warning",
    message:
      "no header segment can be read from the file; the header is made from its JSON object and its segment table",
  });
  const { headerSegments } = decodeHeaderSegment(header).header;
  const known = new Map(headerSegments.map((segment) => [segment, header]));
  return { store: createImportedStore(bytes, layoutOf(head, known), options), findings };
}

function layoutOf(head: TwtiHead, known: ReadonlyMap<number, Uint8Array>): ImageLayout {
  return {
    kind: "twti",
    parityStored: false,
    segmentCount: head.segmentCount,
    segmentAt(segment) {
      const data = known.get(segment);
      if (data) return { order: "known", data };
      const entry = twtiEntryAt(head, segment);
      if (!hasTwtiData(entry)) return { order: "absent" };
      const position = head.dataPosition + segment * SlotBytes;
      return { order: "data", position, bad: entry.excluded };
    },
  };
}

function tableFindings(head: TwtiHead, fileBytes: number): Finding[] {
  const findings: Finding[] = [];
  const end = head.dataPosition + head.segmentCount * SlotBytes;
  if (fileBytes < end)
    findings.push({
      code: "IMAGE_TRUNCATED",
      severity: "warning",
      message: `the file has ${fileBytes} bytes, its ${head.segmentCount} segments need ${end}`,
      details: { fileBytes, needed: end },
    });
  let odd = 0;
  for (let segment = 0; segment < head.segmentCount; segment++) {
    const entry = twtiEntryAt(head, segment);
    const checked = entry.state === TwtiState.Clean || entry.state === TwtiState.Corrected;
    if (entry.state > TwtiState.Bad || (checked && !hasTwtiData(entry))) odd++;
  }
  if (odd > 0)
    findings.push({
      code: "TABLE_ENTRIES",
      severity: "warning",
      message: `${odd} entries of the file's segment table make no sense; their segments are lost`,
      details: { segments: odd },
    });
  return findings;
}

function segmentsThatDiffer(head: TwtiHead, badOf: (segment: number) => number): number {
  let differing = 0;
  for (let segment = 0; segment < head.segmentCount; segment++) {
    const entry = twtiEntryAt(head, segment);
    if (hasTwtiData(entry) && entry.excluded !== badOf(segment)) differing++;
  }
  return differing;
}
