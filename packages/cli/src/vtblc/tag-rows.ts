import type { VolumeLayout } from "@floppytape/qic-format";
import {
  bytesAt,
  entryPlaces,
  type Place,
  type PlaceName,
  readNumber,
  writeNumber,
} from "./entry-places.js";
import { parseTableDate, tableDateText } from "./table-date.js";
import {
  hexValue,
  parseHexValue,
  parseNumberValue,
  parseTextValue,
  textValue,
} from "./tagged-values.js";

/** One keyword of an entry: how its value is written down and read back. */
export interface TagRow {
  readonly keyword: string;
  /** The value as `--print=tagged` shows it. */
  show(entry: Uint8Array, layout: VolumeLayout): string;
  /** Writes a value into the entry; false when it is not what the keyword takes. */
  apply(entry: Uint8Array, layout: VolumeLayout, value: string, now: number): boolean;
}

const Blank = 0x20;

/** Keywords of a volume in the order in which they are printed. */
export const tagRows: readonly TagRow[] = [
  decimal("START"),
  decimal("END"),
  segmentCountRow(),
  text("DESCRIPTION", Blank),
  dateRow(),
  ...[
    "VENDOR_SPECIFIC",
    "MULTI_CARTRIDGE",
    "NOT_VERIFIED",
    "REDIRECTION_INHIBIT",
    "SEGMENT_SPANNING",
    "DIRECTORY_LAST",
    "RESERVED_6",
    "RESERVED_7",
  ].map((name, bit) => flag(`FLAG_${name}`, bit)),
  decimal("MULTI_CARTRIDGE_COUNT"),
  bytes("VENDOR_EXTENSION"),
  bytes("PASSWORD"),
  decimal("DIRECTORY_SIZE"),
  decimal("DATA_SIZE"),
  hexadecimal("OS_VERSION"),
  text("SOURCE_DRIVE", 0),
  hexadecimal("DEVICE"),
  hexadecimal("RESERVED_1"),
  hexadecimal("COMPRESSION_FLAGS"),
  hexadecimal("FORMAT"),
  hexadecimal("RESERVED_2"),
  hexadecimal("RESERVED_3"),
];

function row(
  name: PlaceName,
  show: (entry: Uint8Array, place: Place) => string,
  apply: (entry: Uint8Array, place: Place, value: string, now: number) => boolean,
  keyword: string = name,
): TagRow {
  return {
    keyword,
    show: (entry, layout) => show(entry, entryPlaces(layout)[name]),
    apply: (entry, layout, value, now) => apply(entry, entryPlaces(layout)[name], value, now),
  };
}

function putNumber(entry: Uint8Array, place: Place, value: string): boolean {
  const number = parseNumberValue(value, place.size);
  if (number === undefined) return false;
  writeNumber(entry, place, number);
  return true;
}

function putBytes(entry: Uint8Array, place: Place, value: Uint8Array | undefined): boolean {
  if (value) entry.set(value, place.offset);
  return value !== undefined;
}

function decimal(name: PlaceName): TagRow {
  return row(name, (entry, place) => String(readNumber(entry, place)), putNumber);
}

function hexadecimal(name: PlaceName): TagRow {
  return row(
    name,
    (entry, place) => {
      // More than a number's worth of reserved bytes: one number while only the first is used.
      const many = place.size > 2 && bytesAt(entry, place).some((byte) => byte !== 0);
      if (many) return hexValue(bytesAt(entry, place));
      const digits = place.size > 2 ? 2 : 2 * place.size;
      return `0x${readNumber(entry, place).toString(16).padStart(digits, "0")}`;
    },
    (entry, place, value) =>
      value.startsWith('"')
        ? putBytes(entry, place, parseHexValue(value, place.size))
        : putNumber(entry, place, value),
  );
}

function text(name: PlaceName, pad: number): TagRow {
  return row(
    name,
    (entry, place) =>
      pad === 0 ? trimmedText(bytesAt(entry, place)) : textValue(bytesAt(entry, place)),
    (entry, place, value) => putBytes(entry, place, parseTextValue(value, place.size, pad)),
  );
}

/** Text padded with zeros needs no mark for them. */
function trimmedText(field: Uint8Array): string {
  return textValue(field).replace(/\\0"$/, '"');
}

function bytes(name: PlaceName): TagRow {
  return row(
    name,
    (entry, place) => hexValue(bytesAt(entry, place)),
    (entry, place, value) => putBytes(entry, place, parseHexValue(value, place.size)),
  );
}

function flag(keyword: string, bit: number): TagRow {
  const mask = 1n << BigInt(bit);
  return row(
    "FLAGS",
    (entry, place) => ((readNumber(entry, place) & mask) === 0n ? "0" : "1"),
    (entry, place, value) => {
      const on = parseNumberValue(value, 1);
      if (on === undefined || on > 1n) return false;
      const others = readNumber(entry, place) & ~mask;
      writeNumber(entry, place, on === 1n ? others | mask : others);
      return true;
    },
    keyword,
  );
}

/** Stored only in entries of format code 6; elsewhere it follows from START and END. */
function segmentCountRow(): TagRow {
  return {
    keyword: "NUM_SEGMENTS",
    show(entry, layout) {
      const places = entryPlaces(layout);
      if (layout === "big") return String(readNumber(entry, places.NUM_SEGMENTS));
      return String(readNumber(entry, places.END) - readNumber(entry, places.START) + 1n);
    },
    apply(entry, layout, value) {
      if (layout === "big") return putNumber(entry, entryPlaces(layout).NUM_SEGMENTS, value);
      return /^-?[0-9]*$/.test(value);
    },
  };
}

/** A date that can't be said in the two-digit form is printed as its packed number. */
function dateRow(): TagRow {
  return row(
    "DATE",
    (entry, place) => {
      const packed = Number(readNumber(entry, place));
      const shown = tableDateText(packed);
      return parseTableDate(shown) === packed
        ? `"${shown}"`
        : `0x${packed.toString(16).padStart(8, "0")}`;
    },
    (entry, place, value, now) => {
      if (value === "" || value === '""') return putNumber(entry, place, String(now));
      if (!value.startsWith('"')) return putNumber(entry, place, value);
      const packed = parseTableDate(value.slice(1, -1));
      return packed !== undefined && putNumber(entry, place, String(packed));
    },
  );
}
