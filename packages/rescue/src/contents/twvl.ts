/**
 * TWVL files of tapewyrm: one uncompressed volume behind a description in JSON.
 * A preamble (magic, u16 version, u32 length), the description, then the bytes of the volume.
 */
import type { ByteStore } from "@floppytape/cartridge";
import { decodeQicTime, type Finding } from "@floppytape/qic-format";
import { contentsOfBytes } from "./detect-contents.js";
import { localTime } from "./file-sets/recorded-date.js";
import { warning } from "./findings.js";
import type { RecordedVolume, Recording } from "./recording.js";
import { createStoreBytes } from "./store-bytes.js";

const preambleBytes = 10;
const magic = "TWVL";
/** A description with a hole in every segment is far smaller. */
const mostDescriptionBytes = 16 * 1024 * 1024;

/** What is taken from a description; all of it may be missing or nonsense. */
interface Description {
  readonly volume_size?: unknown;
  readonly holes?: unknown;
  readonly vtbl?: unknown;
}

/** Opens a TWVL file; undefined when it is none. */
export async function openTwvl(store: ByteStore): Promise<Recording | undefined> {
  const preamble = new Uint8Array(preambleBytes);
  if ((await store.read(0, preamble)) < preambleBytes) return undefined;
  if (String.fromCharCode(...preamble.subarray(0, 4)) !== magic) return undefined;
  const view = new DataView(preamble.buffer);
  const version = view.getUint16(4, true);
  const start = preambleBytes + view.getUint32(6, true);
  if (start > Math.min(store.sizeBytes, preambleBytes + mostDescriptionBytes)) return undefined;
  const text = new Uint8Array(start - preambleBytes);
  await store.read(preambleBytes, text);
  const description = parse(text);
  if (description === undefined) return undefined;

  const findings: Finding[] = [];
  if (version !== 1)
    findings.push(warning("TWVL_VERSION", `the file is of version ${version}; 1 is known`));
  const there = store.sizeBytes - start;
  const stated = description.volume_size;
  const sizeBytes = isSize(stated) && stated <= 2 * there + mostDescriptionBytes ? stated : there;
  if (sizeBytes !== stated || sizeBytes > there)
    findings.push(
      warning("TWVL_SIZE", `the file states ${stated} bytes for the volume, ${there} are there`),
    );
  const holes = holesOf(description.holes);
  if (holes === undefined)
    findings.push(
      warning("TWVL_HOLES", "the list of holes makes no sense: all bytes count as lost"),
    );
  const bytes = createStoreBytes(store, {
    start,
    sizeBytes,
    holes: holes ?? [{ start: 0, end: sizeBytes }],
  });
  return { volumes: [volumeOf(description, bytes)], findings };
}

function volumeOf(
  { vtbl }: Description,
  bytes: ReturnType<typeof createStoreBytes>,
): RecordedVolume {
  const entry: Record<string, unknown> = isRecord(vtbl) ? vtbl : {};
  const { description, date, compressed, start_seg, end_seg } = entry;
  const index = 0;
  return {
    index,
    label: typeof description === "string" ? description.trimEnd() : "",
    date: isSize(date) && date <= 0xffffffff ? localTime(decodeQicTime(date)) : undefined,
    origin: "found",
    compressed: compressed === true,
    firstSegment: isSize(start_seg) ? start_seg : undefined,
    lastSegment: isSize(end_seg) ? end_seg : undefined,
    findings: [],
    bytes: async () => bytes,
    contents: ({ signal } = {}) => contentsOfBytes(bytes, index, signal),
  };
}

function parse(text: Uint8Array): Description | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(text));
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Ascending parts; undefined when they are anything else. */
function holesOf(value: unknown): { start: number; end: number }[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const holes: { start: number; end: number }[] = [];
  for (const part of value as unknown[]) {
    if (!Array.isArray(part)) return undefined;
    const [start, end] = part as unknown[];
    if (!isSize(start) || !isSize(end) || start < (holes.at(-1)?.end ?? 0) || end < start)
      return undefined;
    holes.push({ start, end });
  }
  return holes;
}

const isSize = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
