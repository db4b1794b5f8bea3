import type { Finding } from "@floppytape/qic-format";
import {
  type FileSet,
  type FileSetVolume,
  findFileSets,
  openFileSet,
  openVolume,
  Qic113Error,
  type SegmentDataSource,
  type SetMember,
} from "@floppytape/qic113";
import type { AccountedBytes, RecordedVolume, VolumeContents } from "../recording.js";
import { accountedVolume } from "./accounted-volume.js";
import { fileSetContents } from "./file-set-contents.js";
import { localTime } from "./recorded-date.js";
import { roomOf } from "./volume-room.js";

/** A volume that is taken for a file set, and where its segments come from. */
export interface FileSetPlace {
  /** From 0, as `RecordedVolume.index`. */
  readonly index: number;
  readonly volume: FileSetVolume;
  readonly source: SegmentDataSource;
  /** `found` when no entry of a table told of it. Default `file-set`. */
  readonly origin?: "file-set" | "found";
  /** What else is odd about the volume. */
  readonly findings?: readonly Finding[];
  /** Opens the file set where an entry and segments do not suffice, as in containers. Default: `openFileSet`. */
  readonly open?: (options: { signal?: AbortSignal }) => Promise<FileSet>;
  /** Likewise its bytes. Default: `openVolume`. */
  readonly bytes?: (volume: FileSetVolume) => Promise<AccountedBytes>;
  /** What is in the volume when no file can be found in it: told from its bytes alone. */
  readonly otherwise: (
    bytes: AccountedBytes,
    options: { signal?: AbortSignal },
  ) => Promise<VolumeContents>;
}

/** QIC-123 code of QIC-122, the only algorithm that is known. */
const qic122 = 1;

/** A volume of a recording that is taken for a file set. */
export interface RecordedFileSet extends RecordedVolume {
  /** What it was taken from, to be joined with those of other cartridges. */
  readonly member: SetMember;
}

/** Whether a volume is taken for a file set. */
export function isFileSet(volume: RecordedVolume): volume is RecordedFileSet {
  return "member" in volume;
}

/** The volume as part of a recording. */
export function recordedFileSet(place: FileSetPlace): RecordedFileSet {
  const { index, source, origin = "file-set", findings = [], otherwise } = place;
  const unknown = place.volume.compressed && place.volume.compression > qic122;
  // What cannot be expanded is given as it lies on the tape.
  const volume = unknown ? { ...place.volume, compressed: false } : place.volume;
  const open = place.open ?? ((options) => openFileSet(volume, source, options));
  const bytes = place.bytes
    ? () => place.bytes!(volume)
    : async () => accountedVolume(await openVolume(volume, source));
  return {
    member: { volume, source },
    index,
    label: volume.description,
    date: localTime(volume.date),
    origin,
    compressed: place.volume.compressed,
    firstSegment: volume.firstSegment,
    lastSegment: volume.lastSegment,
    findings: [...findings, ...entryFindings(place.volume, unknown)],
    bytes,
    async contents(options = {}) {
      const stop = options.signal ? { signal: options.signal } : {};
      let noFileSet: Finding | undefined;
      if (!unknown) {
        const fileSet = await open(stop).catch((error: unknown) => {
          noFileSet = noFileSetFinding(error);
          return undefined;
        });
        if (fileSet && fileSet.items.length > 0)
          return fileSetContents(fileSet, roomOf(volume, source));
        // The entry may be wrong about where things are.
        const [found] = await findFileSets(source, volume, stop);
        if (found?.compressed === volume.compressed) {
          const carved = await openFileSet(found, source, stop);
          return withFinding(
            fileSetContents(carved, roomOf(found, source)),
            noFileSet ?? entryWrong(found),
          );
        }
      }
      const contents = await otherwise(await bytes(), stop);
      return noFileSet ? withFinding(contents, noFileSet) : contents;
    },
  };
}

function withFinding(contents: VolumeContents, finding: Finding): VolumeContents {
  return {
    ...contents,
    get findings() {
      return [finding, ...contents.findings];
    },
  };
}

/**
 * Why a volume with an entry is no file set: what begins like an entry may be anything.
 * @throws any other error
 */
function noFileSetFinding(error: unknown): Finding {
  if (!(error instanceof Qic113Error && error.code === "NOT_A_FILE_SET")) throw error;
  const { code, message, details } = error;
  return { code, message, severity: "warning", details };
}

function entryWrong({ firstSegment, lastSegment }: FileSetVolume): Finding {
  return {
    code: "ENTRY_WRONG",
    message: `the entry leads to no file; those of segments ${firstSegment} to ${lastSegment} were found without it`,
    severity: "warning",
    details: { firstSegment, lastSegment },
  };
}

/** What users should know of an entry before they look inside. */
function entryFindings(
  { tied, layout, passwordPresent, compression }: FileSetVolume,
  unknownCompression: boolean,
): Finding[] {
  const findings: Finding[] = [];
  const add = (severity: Finding["severity"], code: string, message: string) =>
    findings.push({ code, message, severity, details: {} });
  if (tied.length > 0)
    add(
      "note",
      "LAYOUT_TIED",
      `the entry makes as much sense in layout ${tied.join(", ")} as in ${layout}, which was taken`,
    );
  if (passwordPresent)
    add("note", "PASSWORD", "the entry has a password, which nothing here asks for");
  if (unknownCompression)
    add(
      "warning",
      "UNKNOWN_COMPRESSION",
      `the volume is compressed with algorithm ${compression}; only QIC-122 (1) is known`,
    );
  return findings;
}
