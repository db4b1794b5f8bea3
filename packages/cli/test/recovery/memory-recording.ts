import { addSpans, type ByteSpan, EmptyAccount } from "@floppytape/rescue";
import type { ContentEntry, EntryType, RecordedVolume } from "@floppytape/rescue/contents";

/** An entry to be: contents as text or bytes, lost ranges of them, and whatever else it is to have. */
export interface MadeEntry extends Partial<Omit<ContentEntry, "read">> {
  readonly originalPath: string;
  readonly contents?: string | Uint8Array;
  readonly lost?: readonly (readonly [start: number, end: number])[];
}

const PieceBytes = 4096;

/** An entry as a recording would give it; zeros where bytes are lost. */
function makeEntry(made: MadeEntry): ContentEntry {
  const { contents = "", lost = [], ...traits } = made;
  const bytes =
    typeof contents === "string" ? new TextEncoder().encode(contents) : contents.slice();
  for (const [start, end] of lost) bytes.fill(0, start, end);
  const holes: ByteSpan[] = lost.map(([start, end]) => ({
    start,
    end,
    state: "lost",
    verified: false,
  }));
  const type: EntryType = made.type ?? "file";
  const entry = {
    path: made.originalPath
      .split("/")
      .filter((part) => part !== "" && part !== "." && part !== "..")
      .join("/"),
    type,
    sizeBytes: bytes.length,
    modified: undefined,
    mode: undefined,
    linkTarget: undefined,
    dosAttributes: undefined,
    unreadableAtBackup: false,
    carved: false,
    ...traits,
  };
  return {
    ...entry,
    async *read() {
      for (let at = 0; at < bytes.length; at += PieceBytes) {
        // A buffer that is used again, as real recordings do.
        const piece = bytes.slice(at, at + PieceBytes);
        yield { position: at, bytes: piece, spans: [] };
        piece.fill(0xee);
      }
      const whole = { start: 0, end: bytes.length, state: "read", verified: true } as const;
      const account = addSpans(EmptyAccount, [whole]);
      const lostBytes = lost.reduce((sum, [start, end]) => sum + end - start, 0);
      return {
        grade: holes.length > 0 ? "holes" : "whole",
        account: { ...account, read: account.read - lostBytes, lost: lostBytes },
        holes,
        disagreements: [],
      };
    },
  };
}

/** A volume of entries. */
export function makeVolume(
  index: number,
  entries: readonly MadeEntry[],
  traits: Partial<RecordedVolume> & { kind?: "tar" | "raw" | "qic113-basic" } = {},
): RecordedVolume {
  const { kind = "tar", ...rest } = traits;
  return {
    index,
    label: `volume ${index}`,
    date: "1994-11-06T12:00:00",
    origin: "zftape",
    compressed: false,
    firstSegment: 3 + index,
    lastSegment: 3 + index,
    findings: [],
    async bytes() {
      return {
        sizeBytes: 29696,
        async read() {
          throw new Error("the bytes of a volume made for a test can't be read");
        },
      };
    },
    async contents() {
      return {
        kind,
        findings: [],
        async *entries() {
          for (const entry of entries) yield makeEntry(entry);
        },
      };
    },
    ...rest,
  };
}
