import type { Finding } from "@floppytape/qic-format";
import type { ContentPlace } from "./contents.js";
import type { Entry, EntryFormat } from "./entry.js";
import { AreaHeadBytes, hasAreaHead } from "./extended-areas.js";
import type { ItemPlace, ItemPlaces } from "./item-places.js";
import { readRange, type VolumeStream } from "./volume-stream.js";

/** Where one area of an item is, as far as that can be believed. */
export interface FoundContents {
  /** Undefined when there is nothing that could be delivered. */
  readonly place: ContentPlace | undefined;
  /** Of the contents, when they cannot be delivered; undefined when nothing says it. */
  readonly sizeBytes: number | undefined;
  readonly disagreements: readonly Finding[];
}

export interface ContentQuery {
  readonly stream: VolumeStream;
  readonly format: EntryFormat;
  readonly places: ItemPlaces;
  /** End of the data section, exclusive. */
  readonly dataEnd: number;
  readonly index: number;
  readonly entry: Entry;
  readonly place: ItemPlace;
  /** What is wanted of the item, see `DescriptionId`. */
  readonly areaId: number;
}

/** Finds an area of an item within its data entry. */
export async function findContents(query: ContentQuery): Promise<FoundContents> {
  const { stream, format, dataEnd, index, entry, place, areaId } = query;
  const disagreements = [...place.disagreements];
  const report = (code: string, message: string) =>
    disagreements.push({ code, message, severity: "warning", details: { item: index } });
  const { start, header, headerBytes } = place;
  // A guess counts only where the entry itself does not know.
  const guessed = place.guessed && describedBytes(header?.entry ?? entry, areaId) === undefined;
  const size = place.guessed && !guessed ? undefined : place.size;
  const nothing = (): FoundContents => ({
    place: undefined,
    sizeBytes: contentBytes(format, entry, headerBytes, size, areaId),
    disagreements,
  });
  if (start === undefined) return nothing();
  const incomplete = entry.descriptions.some(({ areaBytes }) => areaBytes === undefined);
  const areas = format.areas(incomplete && header ? header.entry : entry, headerBytes, size);
  if (areas === undefined) {
    report("SIZES_CONTRADICT", `item ${index} states sizes that do not fit into each other`);
    return nothing();
  }
  const area = areas.find(({ id }) => id === areaId);
  if (area === undefined) return { place: undefined, sizeBytes: 0, disagreements };
  const from = start + area.start;
  const end = Math.min(size === undefined ? dataEnd : start + size, dataEnd);
  if (format.kind === "extended" && area.bytes !== 0 && from <= end) {
    const { bytes, holes } = await readRange(stream, from - AreaHeadBytes, AreaHeadBytes);
    if (holes.length === 0 && !hasAreaHead(bytes, areaId)) {
      report("AREA_NOT_THERE", `the contents of item ${index} do not begin where its sizes say`);
      return { place: undefined, sizeBytes: area.bytes, disagreements };
    }
  }
  if (guessed)
    report(
      "SIZE_GUESSED",
      `item ${index} is taken to end where the next one that was found begins`,
    );
  const believedEnd = await believedUpTo(query, start, from + (area.bytes ?? end - from), report);
  return {
    place: { start: from, bytes: area.bytes, end, believedEnd, guessed },
    sizeBytes: area.bytes,
    disagreements,
  };
}

/** What an entry itself says of an area, whatever the size of the data entry is. */
function describedBytes({ descriptions }: Entry, areaId: number): number | undefined {
  return descriptions.find(({ id }) => id === areaId)?.areaBytes;
}

/** Size of an area by sizes alone. */
export function contentBytes(
  format: EntryFormat,
  entry: Entry,
  headerBytes: number,
  size: number | undefined,
  areaId: number,
): number | undefined {
  const areas = format.areas(entry, headerBytes, size);
  if (areas === undefined) return describedBytes(entry, areaId);
  const area = areas.find(({ id }) => id === areaId);
  return area === undefined ? 0 : area.bytes;
}

/**
 * Bytes behind a joint of two cartridges may be displaced. They are believed when the item's header
 * stands behind the joint too, or else the next one where it should; across a cartridge that is missing
 * nothing else counts, across others only what speaks against it.
 */
async function believedUpTo(
  { stream, places, index, place }: ContentQuery,
  start: number,
  end: number,
  report: (code: string, message: string) => void,
): Promise<number> {
  const anchor = place.header === undefined ? 0 : start;
  const crossed = stream.joints.filter(({ position }) => anchor < position && position < end);
  if (crossed.length === 0) return Number.POSITIVE_INFINITY;
  const next = await places.nextStands(index);
  if (next === "yes") return Number.POSITIVE_INFINITY;
  const doubtful = next === "no" ? crossed[0] : crossed.find(({ missing }) => missing);
  if (doubtful === undefined) {
    report("JOINED", `item ${index} goes on on another cartridge, and nothing confirms the place`);
    return Number.POSITIVE_INFINITY;
  }
  report("JOINT_DOUBTFUL", `of item ${index} only what precedes the end of a cartridge is certain`);
  return doubtful.position;
}
