/** File sets that go over several cartridges, as one recording. */
import { VolumeFlag } from "@floppytape/qic-format";
import { groupVolumes, openVolumeSet, Qic113Error, type VolumeSet } from "@floppytape/qic113";
import type { ByteSpan } from "../../byte-state.js";
import { appendSpan } from "../../byte-state.js";
import type {
  AccountedBytes,
  ContentEntry,
  RecordedVolume,
  Recording,
  VolumeContents,
} from "../recording.js";
import { fileSetContents } from "./file-set-contents.js";
import { isFileSet, type RecordedFileSet } from "./recorded-file-set.js";
import { roomOf } from "./volume-room.js";

/**
 * Joins the volumes of several recordings: those that say that they continue on another cartridge and
 * have the same description and date become one, whatever the order of the recordings; members that are
 * missing are named in its findings. All others stay as they are, behind each other. Volumes are
 * numbered anew.
 */
export function openFileSetsOver(recordings: readonly Recording[]): Recording {
  const volumes = recordings.flatMap((recording) => recording.volumes);
  const parts = volumes.filter((volume) => isFileSet(volume) && isPart(volume));
  const byMember = new Map(
    parts.filter(isFileSet).map((volume) => [volume.member, volume] as const),
  );
  const sets = groupVolumes([...byMember.keys()]).map((set) => ({
    set,
    parts: set.members.map((member) => byMember.get(member)!),
  }));
  const joined = volumes.flatMap((volume): RecordedVolume[] => {
    if (!isFileSet(volume) || !isPart(volume)) return [volume];
    // A set stands where the first of its parts does; of a number that is there twice one is left out.
    const own = sets.find((one) => volumes.find((other) => isIn(one.parts, other)) === volume);
    return own === undefined ? [] : [joinedVolume(own.set, own.parts)];
  });
  return {
    volumes: joined.map((volume, index) => ({ ...volume, index })),
    findings: recordings.flatMap(({ findings }) => findings),
  };
}

function isPart({ member }: RecordedFileSet): boolean {
  return (member.volume.flags & VolumeFlag.MultiCartridge) !== 0;
}

function isIn(parts: readonly RecordedFileSet[], volume: RecordedVolume): boolean {
  return parts.some((part) => part === volume);
}

function joinedVolume(set: VolumeSet, parts: readonly RecordedFileSet[]): RecordedVolume {
  const [first] = parts;
  if (parts.length === 1) return { ...first!, findings: [...first!.findings, ...set.findings] };
  const { index, label, date, origin } = first!;
  return {
    index,
    label,
    date,
    origin,
    compressed: parts.some(({ compressed }) => compressed),
    firstSegment: undefined,
    lastSegment: undefined,
    findings: [...set.findings, ...parts.flatMap(({ findings }) => findings)],
    async bytes() {
      const all: AccountedBytes[] = [];
      // One after the other: parts may share a tape, which is asked for one segment at a time.
      for (const part of parts) all.push(await part.bytes());
      return concatenated(all);
    },
    contents: ({ signal } = {}) => joinedContents(set, parts, signal ? { signal } : {}),
  };
}

async function joinedContents(
  set: VolumeSet,
  parts: readonly RecordedFileSet[],
  options: { signal?: AbortSignal },
): Promise<VolumeContents> {
  const limit = set.members.reduce((sum, { volume, source }) => sum + roomOf(volume, source), 0);
  const fileSets = await openVolumeSet(set, options).catch((error: unknown) => {
    if (error instanceof Qic113Error && error.code === "NOT_A_FILE_SET") return [];
    throw error;
  });
  const all = fileSets
    .filter(({ items }) => items.length > 0)
    .map((one) => fileSetContents(one, limit));
  const [first] = all;
  if (first === undefined) return parts[0]!.contents(options);
  if (all.length === 1) return first;
  return {
    kind: first.kind,
    get findings() {
      return all.flatMap(({ findings }) => findings);
    },
    async *entries(stop): AsyncGenerator<ContentEntry, void, undefined> {
      for (const { entries } of all) yield* entries(stop);
    },
  };
}

/** Bytes of several volumes, one behind the other. */
function concatenated(parts: readonly AccountedBytes[]): AccountedBytes {
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  return {
    sizeBytes,
    async read(position, into) {
      const spans: ByteSpan[] = [];
      const end = position + into.length;
      let start = 0;
      let at = position;
      for (const part of parts) {
        const to = Math.min(end, start + part.sizeBytes);
        if (at < to) {
          const own = await part.read(at - start, into.subarray(at - position, to - position));
          for (const span of own)
            appendSpan(spans, { ...span, start: span.start + start, end: span.end + start });
          at = to;
        }
        start += part.sizeBytes;
      }
      into.fill(0, at - position);
      appendSpan(spans, { start: at, end, state: "lost", verified: false });
      return spans;
    },
  };
}
