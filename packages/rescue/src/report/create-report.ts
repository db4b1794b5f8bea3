import type { Cartridge } from "@floppytape/cartridge";
import {
  AllSectors,
  decodeQicTime,
  type Finding,
  fixedBadSegments,
  standardOf,
} from "@floppytape/qic-format";
import { addAccounts, EmptyAccount } from "../byte-state.js";
import { passedOverBytes } from "../contents/findings.js";
import type { RecordedVolume } from "../contents/recording.js";
import type { CartridgeReport, ReportedCartridge, ReportedVolume } from "./cartridge-report.js";
import type { ReportInput, ReportOptions } from "./report-options.js";
import { type EntryBudget, reportVolume } from "./reported-volume.js";
import { lastOf, readSegmentStates, recordedRanges, type SegmentStates } from "./segment-states.js";

const SegmentBytes = 32768;
const MostEntries = 1_000_000;

/**
 * Reads everything that is recorded, segments, volumes and files, and says what became of it. Entries are
 * kept, contents are not. Damage is never an error.
 */
export async function createReport(
  { source, recording, cartridge }: ReportInput,
  options: ReportOptions,
): Promise<CartridgeReport> {
  const sized: { volume: RecordedVolume; sizeBytes: number }[] = [];
  for (const volume of recording.volumes)
    sized.push({ volume, sizeBytes: (await volume.bytes()).sizeBytes });
  const written = sized.filter(({ sizeBytes }) => sizeBytes > 0).map(({ volume }) => volume);

  const scanBytes = cartridge ? lastRecorded(cartridge, written) * SegmentBytes : 0;
  // Volumes are read as they are, then file by file.
  const total = scanBytes + sized.reduce((sum, { sizeBytes }) => sum + 2 * sizeBytes, 0);
  let done = 0;
  const progress = (count: number): void => {
    done = Math.min(total, done + count);
    options.onProgress?.({ done, total });
  };

  const states = cartridge
    ? await readSegmentStates(cartridge, written, options, () => progress(SegmentBytes))
    : noSegments;
  const budget: EntryBudget = { left: options.entryLimit ?? MostEntries, refused: 0 };
  const volumes: ReportedVolume[] = [];
  for (const { volume } of sized)
    volumes.push(await reportVolume(volume, options, budget, progress));

  return {
    schema: "floppytape-report/1",
    created: `${new Date(options.now).toISOString().slice(0, 19)}Z`,
    program: options.program,
    source,
    cartridge: cartridge && describeCartridge(cartridge),
    segments: states.segments,
    segmentDetails: states.details,
    account: volumes.map(({ account }) => account).reduce(addAccounts, states.account),
    volumes,
    findings: [
      ...(cartridge?.findings ?? []),
      ...recording.findings.filter((one) => !cartridge?.findings.includes(one)),
      ...limitFindings(budget),
    ],
  };
}

/** Whether any byte of a report is lost: of volumes, of their files, or of the volume table. */
export function hasLost({ account, volumes }: CartridgeReport): boolean {
  return (
    account.lost > 0 ||
    volumes.some(
      ({ entries, findings }) =>
        entries.some((entry) => entry.account.lost > 0) || passedOverBytes(findings) > 0,
    )
  );
}

const noSegments: SegmentStates = { segments: "", details: [], account: EmptyAccount };

function lastRecorded(cartridge: Cartridge, volumes: readonly RecordedVolume[]): number {
  return lastOf(recordedRanges(cartridge, volumes)) + 1;
}

function describeCartridge(cartridge: Cartridge): ReportedCartridge {
  const { header, geometry, badSectors, firstDataSegment } = cartridge;
  return {
    label: header.label,
    standard: recordingStandard(cartridge),
    formatCode: geometry.formatCode,
    tracks: geometry.tracksPerCartridge,
    segmentsPerTrack: geometry.segmentsPerTrack,
    formatted: dateText(header.formatDate),
    written: dateText(header.writeDate),
    headerSegments: header.headerSegments,
    tableSegment: firstDataSegment,
    badSectors: [...badSectors.entries()]
      .filter(([segment]) => segment < badSectors.segmentCount)
      .map(([segment, map]) => [segment, map] as const),
  };
}

/** No header states it; QIC-3010 and QIC-3020 share geometries and differ in what they map out. */
function recordingStandard({ geometry, badSectors }: Cartridge): string | undefined {
  const likely = standardOf(geometry);
  if (likely !== "QIC-3010") return likely;
  const prescribed = fixedBadSegments("QIC-3020", geometry);
  return prescribed.every((segment) => badSectors.get(segment) === AllSectors)
    ? "QIC-3020"
    : likely;
}

function dateText(packed: number): string | undefined {
  const time = decodeQicTime(packed);
  if (time === undefined) return undefined;
  const two = (value: number) => String(value).padStart(2, "0");
  const { year, month, day, hour, minute, second } = time;
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
}

function limitFindings({ refused }: EntryBudget): Finding[] {
  if (refused === 0) return [];
  return [
    {
      code: "ENTRIES_NOT_LISTED",
      severity: "warning",
      message: `${refused} more files were neither listed nor read: the report has no room for them`,
      details: { refused },
    },
  ];
}
