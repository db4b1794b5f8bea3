import type { Finding } from "@floppytape/qic-format";
import type { ContentEntry, ContentsKind, RecordedVolume } from "../../src/contents/index.js";
import {
  addSpans,
  appendSpan,
  type ByteSpan,
  type ByteState,
  EmptyAccount,
} from "../../src/index.js";

/** Bytes, and what became of each stretch of them. */
export interface MemoryBytes {
  readonly bytes: Uint8Array;
  /** Everything else was read. */
  readonly odd?: readonly (readonly [start: number, end: number, state: ByteState])[];
}

/** A file of a {@link memoryVolume}. */
export interface MemoryEntry extends MemoryBytes, Partial<Omit<ContentEntry, "read">> {
  readonly path: string;
  readonly disagreements?: readonly Finding[];
}

function spansOf({ bytes, odd = [] }: MemoryBytes, from = 0, to = bytes.length): ByteSpan[] {
  const spans: ByteSpan[] = [];
  const cut = (start: number, end: number, state: ByteState): void =>
    appendSpan(spans, {
      start: Math.max(start, from),
      end: Math.min(end, to),
      state,
      verified: state !== "lost",
    });
  let position = 0;
  for (const [start, end, state] of odd) {
    cut(position, start, "read");
    cut(start, end, state);
    position = end;
  }
  cut(position, bytes.length, "read");
  return spans;
}

function memoryEntry(entry: MemoryEntry): ContentEntry {
  const { bytes, odd: _, disagreements = [], ...traits } = entry;
  return {
    originalPath: entry.path,
    type: "file",
    sizeBytes: bytes.length,
    modified: undefined,
    mode: undefined,
    linkTarget: undefined,
    dosAttributes: undefined,
    unreadableAtBackup: false,
    carved: false,
    ...traits,
    async *read() {
      for (let position = 0; position < bytes.length; position += 1000) {
        const end = Math.min(position + 1000, bytes.length);
        yield {
          position,
          bytes: bytes.subarray(position, end),
          spans: spansOf(entry, position, end),
        };
      }
      const spans = spansOf(entry);
      const holes = spans.filter(({ state }) => state === "lost");
      return {
        grade: entry.unreadableAtBackup
          ? "unreadable-at-backup"
          : holes.length > 0
            ? "holes"
            : "whole",
        account: addSpans(EmptyAccount, spans),
        holes,
        disagreements,
      };
    },
  };
}

/** A volume in memory, with files that need not have anything to do with its bytes. */
export function memoryVolume(
  content: MemoryBytes,
  files: readonly MemoryEntry[],
  more: Partial<RecordedVolume> & { readonly kind?: ContentsKind } = {},
): RecordedVolume {
  const { kind = "tar", ...traits } = more;
  return {
    index: 0,
    label: "",
    date: undefined,
    origin: "zftape",
    compressed: false,
    firstSegment: undefined,
    lastSegment: undefined,
    findings: [],
    bytes: async () => ({
      sizeBytes: content.bytes.length,
      async read(position, into) {
        into.set(content.bytes.subarray(position, position + into.length));
        return spansOf(content, position, position + into.length);
      },
    }),
    contents: async () => ({
      kind,
      findings: [],
      async *entries() {
        for (const file of files) yield memoryEntry(file);
      },
    }),
    ...traits,
  };
}
