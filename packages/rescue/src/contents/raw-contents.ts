import type { Finding } from "@floppytape/qic-format";
import { entryOfMember } from "./archive-member.js";
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
