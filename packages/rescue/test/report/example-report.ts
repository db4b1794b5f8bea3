import type { CartridgeReport, ReportedEntry, ReportedVolume } from "../../src/report/index.js";

const whole = { read: 100, corrected: 0, lost: 0, unverified: 0 };

/** A file of 100 bytes. */
export function exampleEntry(more: Partial<ReportedEntry> = {}): ReportedEntry {
  return {
    path: "letters/anna.txt",
    type: "file",
    sizeBytes: 100,
    modified: "1994-05-03T17:21:00",
    mode: undefined,
    linkTarget: undefined,
    grade: "whole",
    account: whole,
    holes: [],
    sha256: "ab".repeat(32),
    carved: false,
    disagreements: [],
    ...more,
  };
}

/** A volume of two segments. */
export function exampleVolume(more: Partial<ReportedVolume> = {}): ReportedVolume {
  return {
    index: 0,
    label: "Letters",
    date: "1994-11-06T12:00:00",
    origin: "zftape",
    compressed: false,
    firstSegment: 3,
    lastSegment: 4,
    contents: "tar",
    sizeBytes: 100,
    account: whole,
    sha256: "cd".repeat(32),
    entries: [exampleEntry()],
    findings: [],
    ...more,
  };
}

/** A cartridge of four tracks with five segments each. */
export function exampleReport(more: Partial<CartridgeReport> = {}): CartridgeReport {
  return {
    schema: "floppytape-report/1",
    created: "1994-11-06T12:00:00Z",
    program: "floppytape 1.2.3",
    source: {
      name: "attic.img",
      sizeBytes: 655360,
      kind: "raw image",
      parityStored: true,
      sha256: "12".repeat(32),
      sha512: undefined,
    },
    cartridge: {
      label: "ATTIC",
      standard: "QIC-40",
      formatCode: 2,
      tracks: 4,
      segmentsPerTrack: 5,
      formatted: undefined,
      written: undefined,
      headerSegments: [0, 1],
      tableSegment: 2,
      badSectors: [[7, 0b1010]],
    },
    segments: "....cL-----x--------",
    segmentDetails: [
      { segment: 4, state: "c", corrected: 1, unreadable: 1, silent: 0, lost: 0 },
      { segment: 5, state: "L", corrected: 0, unreadable: 0b11101, silent: 0, lost: 0b11101 },
    ],
    account: { read: 900, corrected: 80, lost: 20, unverified: 0 },
    volumes: [exampleVolume()],
    findings: [],
    ...more,
  };
}
