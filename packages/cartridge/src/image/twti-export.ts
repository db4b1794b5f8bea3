import { sectorCount, segmentCountOf } from "@floppytape/qic-format";
import type { Cartridge } from "../cartridge.js";
import { CartridgeError } from "../errors.js";
import { dataSegments } from "./data-segments.js";
import { type ExportOptions, type ExportTally, lostSectorsOf } from "./export-tally.js";
import type { ExportedSegment } from "./exported-segments.js";
import { SlotBytes } from "./image-layout.js";
import {
  encodeTwtiHead,
  hasTwtiData,
  setTwtiEntry,
  type TwtiEntry,
  TwtiEntryBytes,
  TwtiState,
  twtiEntryAt,
} from "./twti-format.js";

/** Most sectors that can be rebuilt. */
const maxRebuilt = 3;

/**
 * The bytes of a TWTI file. Its table comes before the data, so that the cartridge is read twice. Returns
 * how many bytes there were.
 * @throws {CartridgeError} `EIO` when a segment cannot be read the second time.
 */
export async function* exportTwti(
  cartridge: Cartridge,
  tally: ExportTally,
  { created, signal, onProgress }: ExportOptions,
): AsyncGenerator<Uint8Array, number, undefined> {
  const count = segmentCountOf(cartridge.geometry);
  const table = new Uint8Array(count * TwtiEntryBytes);
  const abortable = signal ? { signal } : {};
  const told = (part: number) =>
    onProgress && {
      onProgress: ({ done }: { done: number }) =>
        onProgress({
          phase: "export",
          done: part * count + done,
          total: 2 * count,
          unit: "segments",
        }),
    };
  for await (const segment of dataSegments(cartridge, 0, count - 1, {
    ...abortable,
    ...told(0),
  })) {
    tally.count(segment);
    setTwtiEntry(table, segment.segment, entryOf(segment));
  }
  const head = encodeTwtiHead(jsonOf(cartridge, created), table);
  yield head;
  const slot = new Uint8Array(SlotBytes);
  for await (const again of dataSegments(cartridge, 0, count - 1, {
    ...abortable,
    ...told(1),
  })) {
    const { segment, data } = again;
    const stated = twtiEntryAt({ table }, segment);
    // A drive may not read again what it read before, and the table is written.
    if (hasTwtiData(stated) && !hasTwtiData(entryOf(again)))
      throw new CartridgeError(
        "EIO",
        `segment ${segment} was read for the table and can't be read again: make an image with parity first`,
        { segment },
      );
    slot.fill(0);
    if (stated.state !== TwtiState.Missing) slot.set(data);
    yield slot;
  }
  return head.length + count * SlotBytes;
}

function entryOf({ bad, data, report, blank }: ExportedSegment): TwtiEntry {
  const all = bad === 0xffffffff;
  if (all) return { state: TwtiState.Bad, erasures: 0, dataBytes: 0, excluded: 0 };
  const entry = { erasures: 0, dataBytes: data.length, excluded: bad };
  const unreadable = sectorCount(report.unreadable);
  if (unreadable === 32 - sectorCount(bad))
    return { ...entry, state: TwtiState.Missing, dataBytes: 0 };
  if (lostSectorsOf(report, blank) !== 0)
    return {
      ...entry,
      state: TwtiState.Uncorrectable,
      erasures: Math.max(maxRebuilt + 1, unreadable),
    };
  if (report.how !== "corrected") return { ...entry, state: TwtiState.Clean };
  const erasures = Math.min(maxRebuilt, sectorCount(report.corrected));
  return { ...entry, state: TwtiState.Corrected, erasures };
}

/** The JSON object, with the names that tapewyrm gives the fields of a header segment. */
function jsonOf({ geometry, header }: Cartridge, created: string | undefined): object {
  return {
    format: "TWTI",
    version: 1,
    segment_count: segmentCountOf(geometry),
    segment_stride: SlotBytes,
    geometry: {
      tracks: geometry.tracksPerCartridge,
      segments_per_track: geometry.segmentsPerTrack,
      sectors_per_segment: 32,
      ftk_per_side: geometry.floppyTrackMax + 1,
    },
    qic80_header: {
      valid_signature: true,
      format_code: header.formatCode,
      revision: header.revision,
      header_seg: header.headerSegments[0],
      dup_header_seg: header.headerSegments[1],
      first_data_seg: header.firstDataSegment,
      last_data_seg: header.lastDataSegment,
      format_date: header.formatDate,
      write_date: header.writeDate,
      segments_per_track: header.segmentsPerTrack,
      tracks: header.tracksPerCartridge,
      max_fsd: header.floppyHeadMax,
      max_ftk: header.floppyTrackMax,
      max_fsc: header.floppySectorMax,
      tape_name: header.label,
      name_date: header.labelDate,
      reformat_error: header.reformatError === 0xff,
      segments_written: header.segmentsWritten,
      initial_format_date: header.initialFormatDate,
      format_count: header.formatCount,
      manufacturer: header.manufacturer,
      lot_code: header.lotCode,
    },
    ...(created === undefined ? {} : { created }),
    drive: null,
  };
}
