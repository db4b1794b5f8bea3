/**
 * Where the data entry of every item is. The directory's arithmetic says it; the signature and the copy
 * of the entry that stand there confirm it. Where they do not, the item is looked for by its signature,
 * and what is found or not is reported: bytes that may be another file's are never delivered.
 */
import type { Finding } from "@floppytape/qic-format";
import type { CarvedEntry } from "./carve.js";
import { type CarvedIndex, createCarvedIndex } from "./carved-index.js";
import { compareHeader, type HeaderAt, readDataEntry } from "./data-entry-reader.js";
import { parentsOf } from "./directory-tree.js";
import type { DataEntryHeader, EntryFormat } from "./entry.js";
import type { Placement } from "./placement.js";
import type { Sections } from "./sections.js";
import type { VolumeStream } from "./volume-stream.js";

/** The data entry of one item. */
export interface ItemPlace {
  /** Position in the stream; undefined when the item is nowhere. */
  readonly start: number | undefined;
  /** Undefined when it cannot be read. */
  readonly header: DataEntryHeader | undefined;
  readonly headerBytes: number;
  /** Of the whole data entry; undefined when not known. */
  readonly size: number | undefined;
  /** The size is only that up to the next data entry that was found. */
  readonly guessed: boolean;
  readonly disagreements: readonly Finding[];
}

export interface ItemPlaces {
  /** Place of a node of the directory. */
  placeOf(index: number): Promise<ItemPlace>;
  /**
   * Whether the data entry behind a node's own stands where the arithmetic puts it: `unknown` when its
   * header is lost or there is none.
   */
  nextStands(index: number): Promise<"yes" | "no" | "unknown">;
}

export interface ItemPlacesParts {
  readonly stream: VolumeStream;
  readonly format: EntryFormat;
  readonly sections: Sections;
  readonly placement: Placement;
  /** All data entries that signatures show; asked for only when the arithmetic fails. */
  readonly carved: () => Promise<readonly CarvedEntry[]>;
}

/** Places the nodes of a directory. */
export function createItemPlaces(parts: ItemPlacesParts): ItemPlaces {
  const { stream, format, sections, placement, carved } = parts;
  const { nodes } = sections.directory;

  const expectedStart = (index: number): number | undefined => {
    const start = placement.startOf(index);
    return start === undefined ? undefined : sections.dataStart + start;
  };
  const headerAt = (start: number): Promise<HeaderAt> =>
    readDataEntry(stream, format, start, sections.dataEnd);

  let known: CarvedIndex | undefined;
  const carvedIndex = async (): Promise<CarvedIndex> => {
    known ??= createCarvedIndex(await carved());
    return known;
  };

  /** Bytes up to the next entry that was found. */
  const upToNext = async (start: number): Promise<number> =>
    ((await carvedIndex()).nextStart(start) ?? sections.dataEnd) - start;

  const nextStands: ItemPlaces["nextStands"] = async (index) => {
    const next = nodes.findIndex(({ entry }, other) => other > index && entry.dataEntryBytes !== 0);
    const start = next < 0 ? undefined : expectedStart(next);
    if (start === undefined || start >= sections.dataEnd) return "unknown";
    const header = await headerAt(start);
    if (header === "hole") return "unknown";
    return header !== "none" && header.entry.name === nodes[next]!.entry.name ? "yes" : "no";
  };

  return {
    async placeOf(index) {
      const node = nodes[index]!;
      const { entry } = node;
      const parents = parentsOf(nodes, node);
      const headerBytes = format.headerBytes(entry, parents);
      const start = expectedStart(index);
      const size = placement.sizeOf(index);
      const disagreements: Finding[] = [];
      const report = (code: string, message: string) =>
        disagreements.push({ code, message, severity: "warning", details: { item: index } });
      if (start !== undefined) {
        if (start >= sections.dataEnd)
          return { start, header: undefined, headerBytes, size, guessed: false, disagreements };
        const header = await headerAt(start);
        const doubtful = header === "hole" && sections.displaced === true;
        if (header === "hole" && !(doubtful && (await nextStands(index)) !== "yes")) {
          const next = size ?? (await upToNext(start));
          const guessed = size === undefined;
          return { start, header: undefined, headerBytes, size: next, guessed, disagreements };
        }
        if (typeof header === "object" && header.entry.name === entry.name) {
          for (const what of compareHeader(header, entry, parents))
            report(
              `${what.toUpperCase()}_DIFFERS`,
              `the ${what} in front of the data of item ${index} is not that of the directory`,
            );
          const { headerBytes: exact } = header;
          if (size !== undefined)
            return { start, header, headerBytes: exact, size, guessed: false, disagreements };
          const found = (await carvedIndex()).at(start);
          const guess = { size: found?.size, guessed: found?.guessed ?? true };
          return { start, header, headerBytes: exact, ...guess, disagreements };
        }
        if (header === "hole")
          report(
            "PLACE_UNCONFIRMED",
            `item ${index} may begin at byte ${start} of the volume: the directory is displaced, and nothing that can be read confirms it`,
          );
        else
          report(
            "NOT_AT_ITS_PLACE",
            `item ${index} should begin at byte ${start} of the volume, where something else stands`,
          );
      }
      const found = (await carvedIndex()).nearest(entry, parents, start ?? 0);
      if (found === undefined) {
        report("NOT_FOUND", `item ${index} is not where the directory puts it nor elsewhere`);
        return {
          start: undefined,
          header: undefined,
          headerBytes,
          size,
          guessed: false,
          disagreements,
        };
      }
      report(
        "FOUND_BY_SIGNATURE",
        `item ${index} was found by its signature at byte ${found.start} of the volume`,
      );
      return {
        start: found.start,
        header: found.header,
        headerBytes: found.header.headerBytes,
        size: entry.dataEntryBytes ?? found.size,
        guessed: entry.dataEntryBytes === undefined && found.guessed,
        disagreements,
      };
    },
    nextStands,
  };
}
