import type { Finding } from "@floppytape/qic-format";
import type { ContentChunk, FileSet, FileSetItem, ItemReport } from "@floppytape/qic113";
import { addSpans, type ByteSpan, EmptyAccount } from "../../byte-state.js";
import type { AccountedChunk, ContentEntry, EntryReport, VolumeContents } from "../recording.js";
import { spansOf } from "./byte-fates.js";
import { fileTime } from "./recorded-date.js";

const padBytes = 65536;

/**
 * The files of a file set. `limitBytes` bounds what all of them together may hold: sizes beyond it are
 * not believed, so that a directory that lies cannot have its reader write zeros without end.
 */
export function fileSetContents(fileSet: FileSet, limitBytes: number): VolumeContents {
  const isBelieved = believedItems(fileSet.items, limitBytes);
  return {
    kind: fileSet.format === "basic" ? "qic113-basic" : "qic113-extended",
    findings: fileSet.findings,
    async *entries({ signal } = {}) {
      for (const item of fileSet.items) {
        signal?.throwIfAborted();
        yield entryOf(fileSet, item, isBelieved(item) ? limitBytes : 0);
      }
    },
  };
}

/** Whether the size of an item is to be believed: those in front of it and its own fit into the limit. */
function believedItems(
  items: readonly FileSetItem[],
  limitBytes: number,
): (item: FileSetItem) => boolean {
  let sum = 0;
  let firstTooFar = items.length;
  for (const { index, sizeBytes } of items) {
    sum += sizeBytes ?? 0;
    if (sum <= limitBytes) continue;
    firstTooFar = index;
    break;
  }
  return ({ index }) => index < firstTooFar;
}

/** @param mostBytes a size is believed up to this; 0: that of the directory is not to be believed */
function entryOf(fileSet: FileSet, item: FileSetItem, mostBytes: number): ContentEntry {
  const believed = mostBytes > 0;
  return {
    originalPath: item.originalPath.join("/"),
    path: item.path,
    type: item.kind === "file" ? "file" : "directory",
    sizeBytes: item.unreadable ? 0 : believed ? item.sizeBytes : undefined,
    modified: fileTime(item.modified),
    mode: undefined,
    linkTarget: undefined,
    dosAttributes: lettersOf(item),
    unreadableAtBackup: item.unreadable,
    carved: item.foundBy === "signature",
    async deliveredBytes() {
      const size = await fileSet.sizeOf(item);
      return size !== undefined && size <= mostBytes ? size : undefined;
    },
    read: ({ signal } = {}) => readEntry(fileSet, item, mostBytes, signal),
  };
}

function lettersOf({ attributes }: FileSetItem): string {
  const { readOnly, hidden, system, archive } = attributes;
  return [readOnly && "R", hidden && "H", system && "S", archive && "A"].filter(Boolean).join("");
}

async function* readEntry(
  fileSet: FileSet,
  item: FileSetItem,
  mostBytes: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<AccountedChunk, EntryReport, undefined> {
  let account = EmptyAccount;
  const holes: ByteSpan[] = [];
  let at = 0;
  const accounted = (bytes: Uint8Array, fates: Omit<ContentChunk, "bytes" | "position">) => {
    const spans = spansOf(at, at + bytes.length, fates);
    account = addSpans(account, spans);
    for (const span of spans) if (span.state === "lost") appendHole(holes, span);
    const chunk = { position: at, bytes, spans };
    at += bytes.length;
    return chunk;
  };
  const reading = fileSet.read(item, signal ? { signal } : {});
  let report: ItemReport;
  for (;;) {
    const { done, value } = await reading.next();
    if (done) {
      report = value;
      break;
    }
    yield accounted(value.bytes, value);
  }
  const disagreements = [...report.disagreements];
  const { sizeBytes = at } = report;
  const padded = sizeBytes <= mostBytes;
  // What lies behind the end of the volume is as lost as any other byte.
  for (const zeros = new Uint8Array(padBytes); padded && at < sizeBytes; ) {
    signal?.throwIfAborted();
    const end = Math.min(at + zeros.length, sizeBytes);
    yield accounted(zeros.subarray(0, end - at), {
      holes: [{ start: at, end }],
      corrected: [],
      unverified: [],
    });
  }
  if (at < sizeBytes) disagreements.push(notBelieved(item, sizeBytes));
  const whole = report.grade === "unreadable-at-backup" ? report.grade : "whole";
  return {
    grade: holes.length > 0 || at < sizeBytes ? "holes" : whole,
    account,
    holes,
    disagreements,
  };
}

function appendHole(holes: ByteSpan[], hole: ByteSpan): void {
  const last = holes.at(-1);
  if (last?.end === hole.start) holes[holes.length - 1] = { ...last, end: hole.end };
  else holes.push(hole);
}

function notBelieved({ index }: FileSetItem, sizeBytes: number): Finding {
  return {
    code: "SIZE_NOT_BELIEVED",
    message: `item ${index} claims ${sizeBytes} bytes, more than the volume has room for: only what is there is delivered`,
    severity: "warning",
    details: { item: index, sizeBytes },
  };
}
