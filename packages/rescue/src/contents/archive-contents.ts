import { type ArchiveMember, entryOfMember } from "./archive-member.js";
import { walkCpio } from "./cpio/walk-cpio.js";
import { createFindingList, type FindingList } from "./findings.js";
import type { AccountedBytes, VolumeContents } from "./recording.js";
import { walkTar } from "./tar/walk-tar.js";
import type { WalkOptions } from "./walk-options.js";

/** Archives that are taken apart. */
export type ArchiveKind = "tar" | "cpio";

/** Lists the members of an archive that begins where the volume does, and returns where it ends. */
type Walk = (
  volume: AccountedBytes,
  findings: FindingList,
  options: WalkOptions,
) => AsyncGenerator<ArchiveMember, number, undefined>;

const walks: Record<ArchiveKind, Walk> = { tar: walkTar, cpio: walkCpio };

/** The members of an archive as contents of a volume. */
export function archiveContents(bytes: AccountedBytes, kind: ArchiveKind): VolumeContents {
  const findings = createFindingList();
  return {
    kind,
    findings: findings.all,
    async *entries({ signal } = {}) {
      for await (const member of walks[kind](bytes, findings, { signal }))
        yield entryOfMember(bytes, member);
    },
  };
}

/** The position behind an archive: that of the volume's end when its own is not to be found. */
export async function archiveEnd(
  bytes: AccountedBytes,
  kind: ArchiveKind,
  signal?: AbortSignal,
): Promise<number> {
  const members = walks[kind](bytes, createFindingList(), { signal, single: true });
  for (;;) {
    const { done, value } = await members.next();
    if (done) return value;
  }
}
