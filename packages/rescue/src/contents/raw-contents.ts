import type { Finding } from "@floppytape/qic-format";
import { entryOfMember } from "./archive-member.js";
import { warning } from "./findings.js";
import type { KnownFormat } from "./known-formats.js";
import type { AccountedBytes, VolumeContents } from "./recording.js";

/** A volume of which no files are known: one entry with all its bytes, named after its number. */
export function rawContents(
  bytes: AccountedBytes,
  index: number,
  format: KnownFormat | undefined,
): VolumeContents {
  const name = `volume-${String(index).padStart(3, "0")}${format?.ending ?? ""}`;
  const { sizeBytes } = bytes;
  const findings: Finding[] = format
    ? [
        {
          code: "NOT_TAKEN_APART",
          severity: "note",
          message: `the volume holds ${format.title}, which is delivered as it is`,
        },
      ]
    : [];
  return {
    kind: "raw",
    findings,
    async *entries() {
      yield entryOfMember(bytes, {
        originalPath: name,
        type: "file",
        modified: undefined,
        mode: undefined,
        linkTarget: undefined,
        carved: false,
        pieces: sizeBytes > 0 ? [{ position: 0, sizeBytes }] : [],
        disagreements: [],
      });
    },
  };
}

/** The bytes of a compressed volume of which no block can be expanded: what looks like files in them is in pieces. */
export function compressedRemains(bytes: AccountedBytes, index: number): VolumeContents {
  const contents = rawContents(bytes, index, undefined);
  const finding = warning(
    "COMPRESSED_REMAINS",
    "the segments look like those of a compressed volume that cannot be expanded: they are delivered as they are stored",
  );
  return { ...contents, findings: [finding] };
}
