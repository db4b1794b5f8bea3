import {
  type CartridgeType,
  createGeometry,
  type FormatCode,
  type Geometry,
  type QicStandard,
  qicStandardByte,
} from "@floppytape/qic-format";
import { parseSuboptions, type Suboption, suboptionNumber } from "../suboptions.js";
import { UsageError } from "../usage-error.js";

/** Everything that tells a formatter what to make of a cartridge. */
export interface FormatParameters {
  readonly standard: QicStandard;
  /** 8 mm tape. */
  readonly wide: boolean;
  readonly geometry: Geometry;
  /** Gap 3 length of the controller's format command. */
  readonly gap3: number;
  /** Byte that fills every sector. */
  readonly filler: number;
}

/** Suboptions of `--format-parameters` with their greatest values. */
const maxima: Readonly<Record<string, number>> = {
  "qic-standard": 0xff,
  "format-code": 6,
  "floppy-head-max": 0xff,
  "floppy-track-max": 0xff,
  "segments-per-track": 0xffff,
  "tracks-per-tape": 0xff,
  gap3: 0xff,
  "format-filler-byte": 0xff,
};

/** What is customary where nothing else is asked for. */
const DefaultFiller = 0x6b;

const gap3Of: Readonly<Record<QicStandard, number>> = {
  "QIC-40": 233,
  "QIC-80": 233,
  "QIC-3010": 241,
  "QIC-3020": 248,
  "Ditto Max": 248,
};

/** Low bits of the standard's byte; bit 7 is the width. */
const standards: readonly QicStandard[] = ["QIC-40", "QIC-80", "QIC-3010", "QIC-3020"];
const WideBit = 0x80;

const standardNames: Readonly<Record<string, { standard: QicStandard; wide: boolean }>> = {
  "QIC-40": { standard: "QIC-40", wide: false },
  "QIC-80": { standard: "QIC-80", wide: false },
  "QIC-3010": { standard: "QIC-3010", wide: false },
  "QIC-3020": { standard: "QIC-3020", wide: false },
  "TR-1": { standard: "QIC-80", wide: true },
  "TR-2": { standard: "QIC-3010", wide: true },
  "TR-3": { standard: "QIC-3020", wide: true },
};

/** The parameters of a cartridge type. */
export function parametersOf(
  type: Pick<CartridgeType, "standard" | "wide" | "geometry">,
): FormatParameters {
  const { standard, wide, geometry } = type;
  return { standard, wide, geometry, gap3: gap3Of[standard], filler: DefaultFiller };
}

/** The form in which ftformat shows parameters and takes them. */
export function parametersText({
  standard,
  wide,
  geometry,
  gap3,
  filler,
}: FormatParameters): string {
  const hex = (byte: number) => `0x${byte.toString(16).padStart(2, "0")}`;
  return [
    `qic-standard=${hex(qicStandardByte(standard, wide))}`,
    `format-code=${geometry.formatCode}`,
    `floppy-head-max=${geometry.floppyHeadMax}`,
    `floppy-track-max=${geometry.floppyTrackMax}`,
    `segments-per-track=${geometry.segmentsPerTrack}`,
    `tracks-per-tape=${geometry.tracksPerCartridge}`,
    `gap3=${gap3}`,
    `format-filler-byte=${hex(filler)}`,
  ].join(",");
}

/**
 * Parameters from `--format-parameters`, what is missing there from `base`.
 * @throws {UsageError} naming the suboption, its value and what was expected.
 */
export function parseParameters(
  list: string,
  base: Partial<FormatParameters> = {},
): FormatParameters {
  const options = parseSuboptions([list], Object.keys(maxima));
  const number = (name: string): number | undefined => {
    const option = options.findLast((row) => row.name === name);
    return option && suboptionNumber(option, name === "format-code" ? 2 : 0, maxima[name] ?? 0);
  };
  const named = options.findLast((row) => row.name === "qic-standard");
  const { standard, wide } = named ? standardOf(named) : required(standardIn(base), "qic-standard");
  const geometryBase = base.geometry;
  const geometry = checked(() =>
    createGeometry({
      formatCode: (number("format-code") ??
        required(geometryBase, "format-code").formatCode) as FormatCode,
      segmentsPerTrack:
        number("segments-per-track") ??
        required(geometryBase, "segments-per-track").segmentsPerTrack,
      tracksPerCartridge:
        number("tracks-per-tape") ?? required(geometryBase, "tracks-per-tape").tracksPerCartridge,
      ...optional("floppyTrackMax", number("floppy-track-max") ?? geometryBase?.floppyTrackMax),
    }),
  );
  const headMax = number("floppy-head-max");
  if (headMax !== undefined && headMax !== geometry.floppyHeadMax)
    throw new UsageError(
      `floppy-head-max=${headMax}: these segments and tracks need ${geometry.floppyHeadMax}`,
    );
  return {
    standard,
    wide,
    geometry,
    gap3: number("gap3") ?? (named ? gap3Of[standard] : (base.gap3 ?? gap3Of[standard])),
    filler: number("format-filler-byte") ?? base.filler ?? DefaultFiller,
  };
}

function standardOf(option: Suboption): { standard: QicStandard; wide: boolean } {
  const text = option.value ?? "";
  const known = standardNames[text.toUpperCase()];
  if (known) return known;
  const byte = /^[0-9]/.test(text) ? suboptionNumber(option, 0, maxima["qic-standard"] ?? 0) : 0;
  const standard = standards.find((name) => qicStandardByte(name, false) === (byte & ~WideBit));
  if (!standard)
    throw new UsageError(
      `qic-standard='${text}': expected ${Object.keys(standardNames).join(", ")} or a byte such as 0x83`,
    );
  return { standard, wide: (byte & WideBit) !== 0 };
}

function standardIn({
  standard,
  wide,
}: Partial<FormatParameters>): { standard: QicStandard; wide: boolean } | undefined {
  return standard && { standard, wide: wide ?? false };
}

function required<T>(base: T | undefined, name: string): T {
  if (base === undefined)
    throw new UsageError(
      `--format-parameters: ${name}= is missing, and no cartridge type gives it`,
    );
  return base;
}

function optional<K extends string>(name: K, value: number | undefined): { [P in K]?: number } {
  return (value === undefined ? {} : { [name]: value }) as { [P in K]?: number };
}

/** The geometry's own complaints are about what the user typed. */
function checked(make: () => Geometry): Geometry {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--format-parameters: ${error.message}`);
    throw error;
  }
}
