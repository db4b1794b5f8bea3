import type { RecordedVolume, Recording } from "@floppytape/rescue/contents";
import type { NameMask } from "@floppytape/rescue/report";
import { alignColumns } from "../floppytape/align-columns.js";
import { kindOfVolume } from "./kind-of-volume.js";
import { visible } from "./visible-text.js";

/** The volumes of a recording as a table, with what is odd about it. */
export async function volumesText(recording: Recording, mask?: NameMask): Promise<string> {
  const rows: string[][] = [];
  for (const volume of recording.volumes)
    rows.push([
      String(volume.index),
      String(volume.firstSegment ?? "-"),
      String(volume.lastSegment ?? "-"),
      String((await volume.bytes()).sizeBytes),
      volume.date?.replace("T", " ") ?? "-",
      kindOfVolume(volume),
      visible(mask?.label(volume.label) ?? volume.label),
    ]);
  const heading = ["Volume", "First", "Last", "Bytes", "Date", "Kind", "Label"];
  const findings = recording.findings.map((finding) => mask?.finding(finding) ?? finding);
  return [
    alignColumns(heading, rows, { leftFrom: 4 }),
    ...findings.map(({ message }) => `${visible(message)}\n`),
  ].join("");
}

/** One volume for programs. */
export async function volumeJson(volume: RecordedVolume, mask?: NameMask): Promise<object> {
  return {
    volume: volume.index,
    firstSegment: volume.firstSegment,
    lastSegment: volume.lastSegment,
    bytes: (await volume.bytes()).sizeBytes,
    compressed: volume.compressed,
    kind: kindOfVolume(volume),
    zftape: volume.origin === "zftape",
    date: volume.date?.replace("T", " "),
    label: mask?.label(volume.label) ?? volume.label,
  };
}
