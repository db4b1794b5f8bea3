import type {
  CartridgeReport,
  ReportedEntry,
  ReportedSegment,
  ReportedVolume,
  SegmentState,
} from "@floppytape/rescue/report";

/** Numbers that only look like chance. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const hash = (seed: number) =>
  Array.from({ length: 8 }, (_, i) =>
    (Math.imul(seed + 1, 2654435761 + i * 40503) >>> 0).toString(16).padStart(8, "0"),
  ).join("");

function entryOf(
  path: string,
  sizeBytes: number,
  more: Partial<ReportedEntry> = {},
): ReportedEntry {
  return {
    path,
    type: "file",
    sizeBytes,
    modified: "1994-05-03T17:21:00",
    mode: undefined,
    linkTarget: undefined,
    grade: "whole",
    account: { read: sizeBytes, corrected: 0, lost: 0, unverified: 0 },
    holes: [],
    sha256: hash(sizeBytes),
    carved: false,
    disagreements: [],
    ...more,
  };
}

function volumeOf(index: number, more: Partial<ReportedVolume>): ReportedVolume {
  const sizeBytes = 29 * 1024 * 40;
  return {
    index,
    label: `Backup ${index}`,
    date: "1994-11-06T12:00:00",
    origin: "zftape",
    compressed: false,
    firstSegment: 3 + index * 40,
    lastSegment: 42 + index * 40,
    contents: "tar",
    sizeBytes,
    account: { read: sizeBytes, corrected: 0, lost: 0, unverified: 0 },
    sha256: hash(index + 77),
    entries: [],
    findings: [],
    ...more,
  };
}

function reportOf(more: Partial<CartridgeReport>): CartridgeReport {
  return {
    schema: "floppytape-report/1",
    created: "2026-11-21T19:00:00Z",
    program: "floppytape 1.0.0",
    source: {
      name: "attic.img",
      sizeBytes: 2621440,
      kind: "raw image with parity",
      parityStored: true,
      sha256: hash(1),
      sha512: hash(2) + hash(3),
    },
    cartridge: undefined,
    segments: "",
    segmentDetails: [],
    account: { read: 0, corrected: 0, lost: 0, unverified: 0 },
    volumes: [],
    findings: [],
    ...more,
  };
}

const qic80 = {
  label: "ATTIC",
  standard: "QIC-80",
  formatCode: 3,
  tracks: 28,
  segmentsPerTrack: 150,
  formatted: "1994-01-02T10:00:00",
  written: "1994-11-06T12:00:00",
  headerSegments: [0, 1],
  tableSegment: 2,
  badSectors: [],
} as const;

const words = ["letters", "1994", "taxes", "photos", "old", "games", "source", "work"];
const endings = ["txt", "doc", "gif", "c", "zip", "wk1"];

/** A small cartridge on which all is well. */
const healthy = reportOf({
  cartridge: { ...qic80, label: "", tracks: 20, segmentsPerTrack: 4, standard: "QIC-40" },
  segments: `${".".repeat(31)}${"-".repeat(49)}`,
  account: { read: 31 * 29696, corrected: 0, lost: 0, unverified: 0 },
  volumes: [
    volumeOf(0, {
      label: "Letters",
      firstSegment: 3,
      lastSegment: 30,
      sizeBytes: 28 * 29696,
      entries: [
        entryOf("letters", 0, { type: "directory", sha256: undefined }),
        entryOf("letters/anna.txt", 2211),
        entryOf("letters/bert.txt", 40120, { modified: undefined }),
        entryOf("letters/latest", 0, {
          type: "symlink",
          linkTarget: "bert.txt",
          sha256: undefined,
        }),
      ],
    }),
  ],
});

/** A full cartridge with every kind of damage, and hundreds of files. */
const damaged = makeDamaged();

function makeDamaged(): CartridgeReport {
  const random = createRandom(7);
  const states: SegmentState[] = [];
  const details: ReportedSegment[] = [];
  const bad: [number, number][] = [];
  const detail = (segment: number, state: SegmentState, corrected: number, lost: number) =>
    details.push({ segment, state, corrected, unreadable: corrected | lost, silent: 0, lost });
  for (let segment = 0; segment < 28 * 150; segment++) {
    const track = Math.floor(segment / 150);
    const place = track % 2 === 0 ? segment % 150 : 149 - (segment % 150);
    const crease = Math.abs(place - 96) < 2;
    const chance = random(1000);
    if (segment > 3700) states.push(chance < 6 ? "x" : "-");
    else if (chance < 3) states.push("x");
    else if (crease && chance < 700) {
      states.push("L");
      detail(segment, "L", 0, (0xff << random(20)) >>> 0);
    } else if ((crease && chance < 900) || chance < 40) {
      states.push("c");
      detail(segment, "c", 1 << random(29), 0);
    } else if (chance < 48) {
      states.push("u");
      detail(segment, "u", 7 << random(26), 0);
    } else if (chance < 49) {
      states.push("d");
      detail(segment, "d", 0, 0);
    } else states.push(".");
    if (states.at(-1) === "x") bad.push([segment, 0xffffffff]);
    else if (random(60) === 0) bad.push([segment, (3 << random(28)) >>> 0]);
  }
  const volumes: ReportedVolume[] = [];
  for (let index = 0; index < 9; index++) {
    const entries: ReportedEntry[] = [];
    for (let i = 0; i < 60; i++) {
      const path = [
        ...Array.from({ length: 1 + random(3) }, () => words[random(words.length)]),
        `${words[random(words.length)]}${i}.${endings[random(endings.length)]}`,
      ].join("/");
      const size = 20 + random(300_000);
      const lost = i % 13 === 0 ? Math.min(size, 1024 * (1 + random(9))) : 0;
      const corrected = i % 5 === 0 ? Math.min(size - lost, 1024) : 0;
      entries.push(
        entryOf(path, size, {
          grade: lost > 0 ? "holes" : i === 17 ? "unreadable-at-backup" : "whole",
          account: { read: size - lost - corrected, corrected, lost, unverified: corrected / 2 },
          holes: lost > 0 ? [[size - lost, size]] : [],
          carved: i === 26,
        }),
      );
    }
    const sizeBytes = 410 * 29696;
    const lost = 40960 + index * 1024;
    volumes.push(
      volumeOf(index, {
        label: index === 4 ? "" : `Backup of drive ${"CDEFGHIJK"[index]}:`,
        origin: index % 2 === 0 ? "file-set" : "zftape",
        contents: index % 2 === 0 ? "qic113-extended" : "tar",
        compressed: index % 3 === 0,
        firstSegment: 3 + index * 410,
        lastSegment: 412 + index * 410,
        sizeBytes,
        account: { read: sizeBytes - lost - 92160, corrected: 92160, lost, unverified: 2048 },
        entries,
        findings:
          index === 2
            ? [
                {
                  code: "DIRECTORY_DAMAGED",
                  severity: "warning",
                  message: "2,048 bytes of the directory are lost; 4 files were found by signature",
                },
              ]
            : [],
      }),
    );
  }
  return reportOf({
    source: { ...reportOf({}).source, sizeBytes: 28 * 150 * 32768 },
    cartridge: { ...qic80, badSectors: bad },
    segments: states.join(""),
    segmentDetails: details,
    account: volumes.reduce(
      (sum, { account }) => ({
        read: sum.read + account.read,
        corrected: sum.corrected + account.corrected,
        lost: sum.lost + account.lost,
        unverified: sum.unverified + account.unverified,
      }),
      { read: 59392, corrected: 0, lost: 0, unverified: 0 },
    ),
    volumes,
    findings: [
      {
        code: "HEADER_COPY_LOST",
        severity: "warning",
        message: "the header in segment 1 cannot be read; the other one serves",
      },
      { code: "HEAD_MAX", severity: "note", message: "floppy head maximum is 6 instead of 5" },
    ],
  });
}

/** An image whose volume table is lost, without parity. */
const withoutTable = reportOf({
  source: { ...reportOf({}).source, kind: "data sectors only", parityStored: false },
  cartridge: { ...qic80, label: "", tracks: 20, segmentsPerTrack: 68 },
  segments: `..L${".".repeat(600)}${"-".repeat(20 * 68 - 603)}`,
  segmentDetails: [
    { segment: 2, state: "L", corrected: 0, unreadable: 0xff, silent: 0, lost: 0xff },
  ],
  account: { read: 600 * 29696, corrected: 0, lost: 8192, unverified: 600 * 29696 },
  volumes: [
    volumeOf(0, {
      label: "",
      date: undefined,
      origin: "found",
      contents: "raw",
      firstSegment: 3,
      lastSegment: 602,
      sizeBytes: 600 * 29696,
      entries: [entryOf("volume-0", 600 * 29696, { modified: undefined })],
    }),
  ],
  findings: [
    {
      code: "TABLE_LOST",
      severity: "warning",
      message: "the volume table in segment 2 is lost; volumes were looked for instead",
    },
  ],
});

const evil = '"><script>document.title="owned"</script><img src=x onerror=alert(1)>';

/** Names that try to become something else than names. */
const hostile = reportOf({
  source: { ...reportOf({}).source, name: `</title>${evil}.img` },
  cartridge: { ...qic80, label: evil, segmentsPerTrack: 10, tracks: 4 },
  segments: `${".".repeat(12)}c${".".repeat(27)}`,
  segmentDetails: [{ segment: 12, state: "c", corrected: 1, unreadable: 0, silent: 1, lost: 0 }],
  account: { read: 900000, corrected: 1024, lost: 0, unverified: 0 },
  volumes: [
    volumeOf(0, {
      label: "</script><script>document.title='owned'</script>",
      firstSegment: 3,
      lastSegment: 39,
      entries: [
        entryOf(evil, 10),
        entryOf("invoice\u202etxt.exe", 20),
        entryOf(`${"very-long-".repeat(120)}.txt`, 30),
        entryOf("\u0000\u0007\u001b[31mred\n\ttab\u2028\ud800", 40),
        entryOf(`${"a/".repeat(200)}deep`, 50),
        entryOf(`Z${"\u0301\u0302\u0316".repeat(60)}algo`, 60),
        entryOf("\u05e9\u05dc\u05d5\u05dd/\u0645\u0631\u062d\u0628\u0627.txt", 70),
        entryOf("__proto__", 80, { linkTarget: "javascript:alert(1)", type: "symlink" }),
      ],
    }),
  ],
  findings: [{ code: "X", severity: "note", message: `${evil} &amp; 'quoted'` }],
});

/** As large as cartridges were: 59,000 segments on 40 tracks. */
const large = makeLarge();

function makeLarge(): CartridgeReport {
  const random = createRandom(3);
  const details: ReportedSegment[] = [];
  const states = Array.from({ length: 40 * 1480 }, (_, segment): SegmentState => {
    const chance = random(2000);
    if (segment > 50_000) return "-";
    if (chance >= 12) return ".";
    const state = chance < 3 ? "L" : "c";
    const map = (1 << random(32)) >>> 0;
    details.push({
      segment,
      state,
      corrected: state === "c" ? map : 0,
      unreadable: map,
      silent: 0,
      lost: state === "L" ? map : 0,
    });
    return state;
  });
  return reportOf({
    source: { ...reportOf({}).source, sizeBytes: 40 * 1480 * 32768 },
    cartridge: {
      ...qic80,
      label: "SERVER 3 FULL",
      standard: "QIC-3020",
      formatCode: 4,
      tracks: 40,
      segmentsPerTrack: 1480,
    },
    segments: states.join(""),
    segmentDetails: details,
    account: { read: 1_480_000_000, corrected: 300_000, lost: 76_800, unverified: 0 },
    volumes: Array.from({ length: 30 }, (_, index) =>
      volumeOf(index, { firstSegment: 3 + index * 1600, lastSegment: 1602 + index * 1600 }),
    ),
  });
}

/** All of them, by name. */
export const exampleReports = { healthy, damaged, withoutTable, hostile, large } as const;
