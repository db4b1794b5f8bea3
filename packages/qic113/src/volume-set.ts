/** File sets that go over several cartridges. */
import { type Finding, VolumeFlag } from "@floppytape/qic-format";
import { type FileSet, type FileSetOptions, openFileSet, openRuns } from "./file-set.js";
import { createFindingList } from "./findings.js";
import { positionsContinue } from "./open-volume.js";
import type { MissingRun } from "./plain-stream.js";
import { requireDataBytes, type SegmentDataSource } from "./segment-data-source.js";
import { createSegmentSequence, type SegmentRun } from "./segment-sequence.js";
import type { FileSetVolume } from "./volume-entry.js";

/** One volume and the cartridge, or file, that it is on. */
export interface SetMember {
  readonly volume: FileSetVolume;
  readonly source: SegmentDataSource;
}

/** Volumes that belong together. */
export interface VolumeSet {
  /** By their number in the set, one each. */
  readonly members: readonly SetMember[];
  /** Numbers between 1 and the last member's that are not there; what may follow the last nobody knows. */
  readonly missing: readonly number[];
  readonly findings: readonly Finding[];
}

/**
 * Puts volumes that were written as one set together: those of the same description and date that
 * say that they continue. Any other volume is a set of its own.
 */
export function groupVolumes(members: readonly SetMember[]): VolumeSet[] {
  const groups = new Map<string, SetMember[]>();
  members.forEach((member, index) => {
    const { flags, description, date, contents } = member.volume;
    const several = (flags & VolumeFlag.MultiCartridge) !== 0;
    const key = several ? JSON.stringify([description, date, contents]) : String(index);
    groups.set(key, [...(groups.get(key) ?? []), member]);
  });
  return [...groups.values()].map(setOf);
}

function setOf(group: readonly SetMember[]): VolumeSet {
  const findings = createFindingList();
  const several = (group[0]!.volume.flags & VolumeFlag.MultiCartridge) !== 0;
  const numberOf = ({ volume }: SetMember) => volume.cartridgeNumber;
  const members: SetMember[] = [];
  for (const member of [...group].sort((a, b) => numberOf(a) - numberOf(b))) {
    const previous = members.at(-1);
    if (previous !== undefined && numberOf(previous) === numberOf(member))
      findings.warn(
        "DUPLICATE_MEMBER",
        `number ${numberOf(member)} of "${member.volume.description}" is there twice; the first one is used`,
        { number: numberOf(member) },
      );
    else members.push(member);
  }
  const present = new Set(members.map(numberOf));
  const missing: number[] = [];
  if (several)
    for (let number = 1; number < numberOf(members.at(-1)!); number++)
      if (!present.has(number)) missing.push(number);
  if (missing.length > 0)
    findings.warn(
      "MEMBERS_MISSING",
      `of "${members[0]!.volume.description}" number ${missing.join(", ")} is missing`,
      { missing: missing.join(" ") },
    );
  const sizes = new Set(members.map(({ volume }) => volume.dataBytes));
  if (sizes.size > 1)
    findings.warn(
      "SIZES_DIFFER",
      `the members state different sizes of the whole set: ${[...sizes].join(", ")} bytes`,
    );
  return { members, missing, findings: findings.all };
}

/**
 * Opens the file sets of a volume set. With the directory in front it is one, over all members from
 * the first on; its files behind a missing member are found by their signatures. With directories
 * behind the data every member has its own and gives a file set of its own, and so do members whose
 * first one is missing or whose compressed bytes are counted anew; a file that goes on on another
 * cartridge has a hole there.
 * @throws {Qic113Error} as `openFileSet`.
 */
export async function openVolumeSet(
  { members }: VolumeSet,
  options: FileSetOptions = {},
): Promise<FileSet[]> {
  const [first] = members;
  if (first === undefined) return [];
  const { volume } = first;
  const inFront = (options.format ?? volume.contents) !== "extended" && !isDirectoryLast(volume);
  if (members.length > 1 && inFront && volume.cartridgeNumber === 1) {
    const runs = members.map(runOf);
    if (await positionsContinue(volume, createSegmentSequence(runs)))
      return [await openRuns(volume, runs, { missing: gapsOf(members) }, options)];
  }
  const fileSets: FileSet[] = [];
  // One after the other: members may share a source, which is asked for one segment at a time.
  for (const { volume: part, source } of members)
    fileSets.push(await openFileSet(part, source, options));
  return fileSets;
}

function isDirectoryLast({ flags }: FileSetVolume): boolean {
  return (flags & VolumeFlag.DirectoryLast) !== 0;
}

function runOf({ volume: { firstSegment, lastSegment }, source }: SetMember): SegmentRun {
  return { source, firstSegment, lastSegment };
}

/** Missing members, taken to hold what the others leave of the set, all in equal parts. */
function gapsOf(members: readonly SetMember[]): MissingRun[] {
  const { directoryBytes, dataBytes } = members[0]!.volume;
  const gaps: { index: number; members: number }[] = [];
  let index = 0;
  let known = 0;
  members.forEach((member, place) => {
    const { firstSegment, lastSegment, cartridgeNumber } = member.volume;
    const before = place === 0 ? 0 : members[place - 1]!.volume.cartridgeNumber;
    if (place > 0 && cartridgeNumber > before + 1)
      gaps.push({ index, members: cartridgeNumber - before - 1 });
    for (let segment = firstSegment; segment <= lastSegment; segment++, index++)
      known += requireDataBytes(member.source, segment);
  });
  const absent = gaps.reduce((sum, gap) => sum + gap.members, 0);
  const each = Math.max(0, (directoryBytes + dataBytes - known) / Math.max(1, absent));
  return gaps.map((gap) => ({ index: gap.index, bytes: Math.floor(each * gap.members) }));
}
