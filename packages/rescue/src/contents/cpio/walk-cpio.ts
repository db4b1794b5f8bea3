import type { Finding } from "@floppytape/qic-format";
import { type ArchiveMember, gmtDate } from "../archive-member.js";
import { cutContents, type UnstoredBytes, unstoredBytes } from "../cut-contents.js";
import type { FindingList } from "../findings.js";
import { lostPieces } from "../piece-reader.js";
import { recordedText } from "../recorded-text.js";
import type { AccountedBytes, EntryType } from "../recording.js";
import { peek, type ScanTarget, scanFor } from "../volume-scan.js";
import type { WalkOptions } from "../walk-options.js";
import { type CpioHeader, MostCpioHeaderBytes, readCpioHeader } from "./cpio-header.js";

/** A header with a name behind it that is one: the magic of the binary form is too short to go by. */
export const cpioHeaderTarget: ScanTarget = {
  step: 1,
  mayBeginWith: (byte) => byte === 0x30 || byte === 0xc7 || byte === 0x71,
  bytes: MostCpioHeaderBytes + 256,
  test(bytes) {
    const header = readCpioHeader(bytes);
    if (header === undefined) return false;
    const name = bytes.subarray(header.headerBytes, header.headerBytes + header.nameBytes);
    const end = name.indexOf(0);
    if (end < 0) return name.length < header.nameBytes && header.form !== "binary";
    return end === header.nameBytes - 1 && (header.form !== "binary" || isPlain(name));
  },
};

/** How far behind the end of an archive another one is looked for: padding is shorter. */
const searchedBehindEnd = 1024 * 1024;
/** A symbolic link's contents are a path. */
const mostTargetBytes = 64 * 1024;
/** Links that wait for the member with their contents. */
const mostWaiting = 10_000;

const trailer = "TRAILER!!!";

/**
 * The members of a cpio archive. Where no header is right the next one that is goes on with the list.
 * Of files with several names the newer forms store the contents with the last one only: the others are
 * listed behind it, as links to it.
 * @returns the position behind the archive
 */
export async function* walkCpio(
  volume: AccountedBytes,
  findings: FindingList,
  { signal, single = false }: WalkOptions,
): AsyncGenerator<ArchiveMember, number, undefined> {
  const { sizeBytes } = volume;
  const waiting = new Map<string, ArchiveMember[]>();
  const unstored = unstoredBytes(sizeBytes);
  let waitingCount = 0;
  let carved = false;
  let at = 0;

  /** Goes on at the next header; false when there is none. */
  const resume = async (from: number, limit: number): Promise<boolean> => {
    const found = await scanFor(volume, cpioHeaderTarget, from, Math.min(limit, sizeBytes), signal);
    at = found ?? sizeBytes;
    return found !== undefined;
  };

  while (at < sizeBytes) {
    signal?.throwIfAborted();
    const position = at;
    const group = await readMember(volume, position);
    if (group === undefined) {
      const found = await resume(position + 1, sizeBytes);
      const skipped = at - position;
      findings.warn(
        "CPIO_HEADER_LOST",
        `no header can be read at ${position}${found ? "" : " nor behind it"}: ${skipped} bytes are passed over`,
        { position, skipped },
      );
      carved = true;
      continue;
    }
    const { header, name, start } = group;
    if (name === trailer && header.sizeBytes === 0) {
      yield* unlinked(waiting);
      waiting.clear();
      waitingCount = 0;
      if (single || !(await resume(start, position + searchedBehindEnd))) return start;
      findings.note(
        "CPIO_FOLLOWED",
        `the archive ends at ${position}; another one begins at ${at}`,
        {
          position,
          next: at,
        },
      );
      carved = false;
      continue;
    }
    const placed = await placeContents(volume, group, unstored, signal);
    const member = await memberOf(volume, group, placed, carved);
    at = placed.end;
    carved = placed.cut;
    const laterContents =
      header.alignment === 4 &&
      header.links > 1 &&
      header.sizeBytes === 0 &&
      member.type === "file";
    if (laterContents && waitingCount < mostWaiting) {
      waiting.set(header.inode, [...(waiting.get(header.inode) ?? []), member]);
      waitingCount++;
      continue;
    }
    yield member;
    if (member.type !== "file") continue;
    for (const link of waiting.get(header.inode) ?? []) {
      waitingCount--;
      yield { ...link, type: "hardlink", linkTarget: member.originalPath };
    }
    waiting.delete(header.inode);
  }
  yield* unlinked(waiting);
  findings.note("CPIO_ENDS_EARLY", "the archive ends without its trailer");
  return sizeBytes;
}

/** Links whose contents never came: empty files. */
function* unlinked(waiting: ReadonlyMap<string, readonly ArchiveMember[]>) {
  for (const members of waiting.values()) yield* members;
}

interface Group {
  readonly header: CpioHeader;
  readonly name: string;
  readonly position: number;
  /** Where the contents begin. */
  readonly start: number;
}

async function readMember(volume: AccountedBytes, position: number): Promise<Group | undefined> {
  const head = await peek(volume, position, MostCpioHeaderBytes);
  const header = readCpioHeader(head.bytes);
  if (header === undefined) return undefined;
  const { headerBytes, nameBytes, alignment } = header;
  const whole = await peek(volume, position, headerBytes + nameBytes);
  if (whole.lost || whole.bytes.length < headerBytes + nameBytes) return undefined;
  const name = whole.bytes.subarray(headerBytes);
  if (name.indexOf(0) !== nameBytes - 1) return undefined;
  const start = position + aligned(headerBytes + nameBytes, alignment);
  return { header, name: recordedText(name), position, start };
}

interface Placed {
  /** As far as they are there. */
  readonly sizeBytes: number;
  /** Behind those, where they are cut. */
  readonly lostBytes: number;
  readonly end: number;
  readonly cut: boolean;
  readonly disagreements: readonly Finding[];
}

async function placeContents(
  volume: AccountedBytes,
  { header, start }: Group,
  unstored: UnstoredBytes,
  signal: AbortSignal | undefined,
): Promise<Placed> {
  const { sizeBytes: stated, alignment } = header;
  const room = Math.max(0, volume.sizeBytes - start);
  if (stated <= room) {
    const end = start + aligned(stated, alignment);
    return { sizeBytes: stated, lostBytes: 0, end, cut: false, disagreements: [] };
  }
  const next = await scanFor(volume, cpioHeaderTarget, start, volume.sizeBytes, signal);
  const end = next ?? volume.sizeBytes;
  const cut = next !== undefined;
  const found = Math.max(0, end - start);
  if (typeOf(header.mode) !== "file")
    return { sizeBytes: found, lostBytes: 0, end, cut, disagreements: [] };
  const short = cutContents({ stated, found, atHeader: cut }, unstored);
  return { sizeBytes: found, end, cut, ...short };
}

async function memberOf(
  volume: AccountedBytes,
  { header, name, start }: Group,
  { sizeBytes, lostBytes, disagreements }: Placed,
  carved: boolean,
): Promise<ArchiveMember> {
  const type = typeOf(header.mode);
  const isFile = type === "file" && sizeBytes + lostBytes > 0;
  const target =
    type === "symlink"
      ? recordedText((await peek(volume, start, Math.min(sizeBytes, mostTargetBytes))).bytes)
      : undefined;
  return {
    originalPath: name,
    type,
    modified: gmtDate(header.modified),
    mode: header.mode & 0o7777,
    linkTarget: target,
    carved,
    pieces: isFile ? [{ position: start, sizeBytes }, ...lostPieces(lostBytes)] : [],
    disagreements,
    ...(isFile && header.byteSum !== undefined && { byteSum: header.byteSum }),
  };
}

function typeOf(mode: number): EntryType {
  switch (mode & 0o170000) {
    case 0o040000:
      return "directory";
    case 0o120000:
      return "symlink";
    case 0o100000:
      return "file";
    default:
      return "other";
  }
}

function aligned(size: number, alignment: number): number {
  return Math.ceil(size / alignment) * alignment;
}

/** A name without control characters. */
function isPlain(name: Uint8Array): boolean {
  return name.subarray(0, -1).every((byte) => byte >= 0x20 && byte !== 0x7f);
}
