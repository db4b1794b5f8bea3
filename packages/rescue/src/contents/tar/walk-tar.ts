import type { Finding } from "@floppytape/qic-format";
import { type ArchiveMember, gmtDate } from "../archive-member.js";
import { cutContents, type UnstoredBytes, unstoredBytes } from "../cut-contents.js";
import { type FindingList, warning } from "../findings.js";
import { lostPieces, type Piece } from "../piece-reader.js";
import type { AccountedBytes, EntryType } from "../recording.js";
import { peek, type ScanTarget, scanFor } from "../volume-scan.js";
import type { WalkOptions } from "../walk-options.js";
import { readSparseFile } from "./sparse-file.js";
import { readHeaders, type TarHeaderGroup } from "./tar-extension.js";
import { readTarHeader, TarBlockBytes } from "./tar-header.js";
import { createTarDecoder, type TarMember } from "./tar-member.js";

/** What a header looks like; extensions in front of it included. */
export const tarHeaderTarget: ScanTarget = {
  step: TarBlockBytes,
  mayBeginWith: (byte) => byte !== 0,
  bytes: TarBlockBytes,
  test: (block) => readTarHeader(block) !== undefined,
};

/** How far behind the end of an archive another one is looked for: padding is shorter. */
const searchedBehindEnd = 1024 * 1024;

/**
 * The members of a tar archive in the order of the tape. Contents are passed over. Where no header is
 * right the next one that is goes on with the list.
 * @returns the position behind the archive
 */
export async function* walkTar(
  volume: AccountedBytes,
  findings: FindingList,
  { signal, single = false }: WalkOptions,
): AsyncGenerator<ArchiveMember, number, undefined> {
  const decoder = createTarDecoder();
  const { sizeBytes } = volume;
  const unstored = unstoredBytes(sizeBytes);
  let shared: Uint8Array | undefined;
  let carved = false;
  let at = 0;

  /** Goes on at the next header; false when there is none. */
  const resume = async (from: number, limit: number): Promise<boolean> => {
    const found = await scanFor(volume, tarHeaderTarget, from, Math.min(limit, sizeBytes), signal);
    carved = true;
    at = found ?? sizeBytes;
    return found !== undefined;
  };

  for (;;) {
    signal?.throwIfAborted();
    const position = at;
    const group = await readHeaders(volume, position, shared);
    if (group === "end") {
      findings.note(
        "TAR_ENDS_EARLY",
        "the archive ends without the two blocks of zeros that end one",
      );
      return sizeBytes;
    }
    if (group === "zeros") {
      const next = await peek(volume, position + TarBlockBytes, TarBlockBytes);
      const lone = !next.lost && readTarHeader(next.bytes) !== undefined;
      const end = position + 2 * TarBlockBytes;
      const searched = lone || !single ? position + searchedBehindEnd : end;
      if (!(await resume(position + TarBlockBytes, searched))) return Math.min(end, sizeBytes);
      findings.note(
        lone ? "TAR_SINGLE_ZEROS" : "TAR_FOLLOWED",
        lone
          ? `a single block of zeros is at ${position}; the archive goes on behind it`
          : `the archive ends at ${position}; another one begins at ${at}`,
        { position, next: at },
      );
      carved = false;
      continue;
    }
    const member = group === "damage" ? undefined : await decoder.decode(group.blocks);
    if (group === "damage" || member === undefined) {
      const found = await resume(position + TarBlockBytes, sizeBytes);
      const skipped = at - position;
      findings.warn(
        "TAR_HEADER_LOST",
        found
          ? `no header can be read at ${position}: ${skipped} bytes up to the next one are passed over`
          : `no header can be read at ${position} nor behind it: the last ${skipped} bytes are passed over`,
        { position, skipped },
      );
      if (!found) return sizeBytes;
      continue;
    }
    shared = group.shared ?? shared;
    const placed = await placeContents(volume, group, member, unstored, signal);
    const listed = memberOf(group, member, placed, carved);
    carved = placed.cut;
    at = placed.end;
    reportKind(group, member, listed, findings);
    if (listed.type !== undefined) yield { ...listed, type: listed.type };
  }
}

interface Placed {
  readonly pieces: readonly Piece[];
  /** The position of the next header. */
  readonly end: number;
  /** The contents end at the next header instead of where the header says. */
  readonly cut: boolean;
  readonly disagreements: readonly Finding[];
}

/** Types that have contents; others state sizes, if they do, of what is elsewhere. */
const withContents = "07SM";
/** Links, devices, directories and FIFOs. */
const withoutContents = "123456D";

async function placeContents(
  volume: AccountedBytes,
  { header, headerBlock, end: start }: TarHeaderGroup,
  { paxSizeBytes }: TarMember,
  unstored: UnstoredBytes,
  signal: AbortSignal | undefined,
): Promise<Placed> {
  const stated = paxSizeBytes ?? header.sizeBytes;
  const none = { pieces: [], end: start, cut: false, disagreements: [] };
  if (stated === 0) return none;
  if (withoutContents.includes(header.type) && !(await hasContents(volume, start, stated)))
    return none;
  const room = volume.sizeBytes - start;
  if (stated === undefined || !(stated >= 0 && stated <= room)) {
    const next = await scanFor(volume, tarHeaderTarget, start, volume.sizeBytes, signal);
    const end = next ?? volume.sizeBytes;
    const atHeader = next !== undefined;
    const found = end - start;
    const { lostBytes, disagreements } = isFile(header.type)
      ? cutContents({ stated, found, atHeader }, unstored)
      : { lostBytes: 0, disagreements: [] };
    const pieces = [...piecesOf(header.type, start, found), ...lostPieces(lostBytes)];
    return { pieces, end, cut: atHeader, disagreements };
  }
  const end = start + Math.ceil(stated / TarBlockBytes) * TarBlockBytes;
  if (header.type !== "S") return { ...none, pieces: piecesOf(header.type, start, stated), end };
  const sparse = await readSparseFile(volume, headerBlock, start, stated);
  const holes = sparse === undefined ? 0 : sparse.sizeBytes - stated;
  if (sparse === undefined || holes > unstored.bytes) {
    const disagreement = warning(
      "SPARSE_NOT_EXPANDED",
      "the map of this sparse file cannot be used: its contents are delivered as they are stored",
    );
    return { ...none, pieces: piecesOf("0", start, stated), end, disagreements: [disagreement] };
  }
  unstored.bytes -= holes;
  const behindMap = sparse.dataStart - start;
  return { ...none, pieces: sparse.pieces, end: end + behindMap };
}

/** Old tars state sizes of links and directories that have no contents: the next header tells. */
async function hasContents(
  volume: AccountedBytes,
  start: number,
  stated: number | undefined,
): Promise<boolean> {
  if (stated === undefined) return false;
  const { bytes, lost } = await peek(volume, start, TarBlockBytes);
  return lost || (readTarHeader(bytes) === undefined && bytes.some((byte) => byte !== 0));
}

function isFile(type: string): boolean {
  return withContents.includes(type) || (!withoutContents.includes(type) && type !== "V");
}

function piecesOf(type: string, position: number, sizeBytes: number): readonly Piece[] {
  return isFile(type) && sizeBytes > 0 ? [{ position, sizeBytes }] : [];
}

type Listed = Omit<ArchiveMember, "type"> & { readonly type: EntryType | undefined };

function memberOf(
  { header }: TarHeaderGroup,
  { path, linkTarget, mode, modified }: TarMember,
  { pieces, disagreements }: Placed,
  carved: boolean,
): Listed {
  const type = typeOf(header.type, path);
  const isLink = type === "symlink" || type === "hardlink";
  return {
    originalPath: path,
    type,
    modified: modified === undefined ? undefined : gmtDate(modified),
    mode: mode === undefined ? undefined : mode & 0o7777,
    linkTarget: isLink ? linkTarget : undefined,
    carved,
    pieces,
    disagreements,
  };
}

/** Undefined for what only names the archive. */
function typeOf(flag: string, path: string): EntryType | undefined {
  switch (flag) {
    case "1":
      return "hardlink";
    case "2":
      return "symlink";
    case "3":
    case "4":
    case "6":
      return "other";
    case "5":
    case "D":
      return "directory";
    case "V":
      return undefined;
    default:
      return flag === "0" && path.endsWith("/") ? "directory" : "file";
  }
}

/** Says what is special about a member. */
function reportKind(
  { header }: TarHeaderGroup,
  { path, pax }: TarMember,
  { type }: Listed,
  findings: FindingList,
): void {
  const shown = JSON.stringify(path);
  if (type === undefined) findings.note("TAR_LABEL", `the archive is labelled ${shown}`);
  if (header.type === "M")
    findings.warn(
      "TAR_CONTINUED",
      `${shown} is the end of a file that begins on another cartridge`,
    );
  if (Object.keys(pax).some((key) => key.startsWith("GNU.sparse.")))
    findings.warn(
      "TAR_PAX_SPARSE",
      `${shown} is a sparse file in a newer form: its contents are delivered as they are stored`,
    );
}
