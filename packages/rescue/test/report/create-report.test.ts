import { createHash } from "node:crypto";
import {
  buildSegment,
  createMemoryStore,
  formatCartridge,
  openCartridge,
  SectorFlag,
} from "@floppytape/cartridge";
import { eccEngine } from "@floppytape/ecc";
import { createGeometry } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import type { Recording } from "../../src/contents/index.js";
import {
  createReport,
  hasLost,
  maskReport,
  type ReportInput,
  type ReportOptions,
  type ReportProgress,
} from "../../src/report/index.js";
import { type MemoryEntry, memoryVolume } from "./memory-recording.js";

const source: ReportInput["source"] = {
  name: "attic.img",
  sizeBytes: 10,
  kind: "raw image",
  parityStored: true,
  sha256: undefined,
  sha512: undefined,
};
const newHash = () => {
  const hash = createHash("sha256");
  return {
    update: (bytes: Uint8Array) => {
      hash.update(bytes);
    },
    digest: () => hash.digest("hex"),
  };
};
const options: ReportOptions = {
  program: "floppytape 1.0.0",
  now: Date.UTC(1994, 10, 6, 12),
  createHash: newHash,
};
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const bytes = (count: number, seed = 1) => Uint8Array.from({ length: count }, (_, i) => i * seed);
const recordingOf = (...volumes: Recording["volumes"]): Recording => ({ volumes, findings: [] });

async function smallCartridge() {
  const geometry = createGeometry({
    formatCode: 2,
    segmentsPerTrack: 4,
    tracksPerCartridge: 20,
  });
  const store = createMemoryStore({ segmentCount: 80 });
  await formatCartridge(store, { type: { standard: "QIC-40", geometry }, label: "ATTIC" });
  for (const segment of [3, 4]) {
    const sectors = new Uint8Array(32768);
    buildSegment(bytes(29696), 0, eccEngine(), sectors);
    await store.writeSegment(segment, sectors, { skip: 0 });
  }
  return { store, cartridge: await openCartridge(store) };
}

test("volumes and files are accounted for, and hashed with zeros for what is lost", async () => {
  const content = bytes(600_000, 7);
  content.fill(0, 1000, 3000);
  const file = bytes(2500);
  file.fill(0, 100, 200);
  const volume = memoryVolume({ bytes: content, odd: [[1000, 3000, "lost"]] }, [
    { path: "a/whole.txt", bytes: bytes(1200), modified: "1994-05-03T17:21:00" },
    {
      path: "a/holes.txt",
      bytes: file,
      odd: [
        [100, 200, "lost"],
        [1500, 1700, "corrected"],
      ],
    },
    { path: "a", type: "directory", bytes: bytes(0) },
  ]);
  const report = await createReport({ source, recording: recordingOf(volume) }, options);
  expect(report).toMatchObject({
    schema: "floppytape-report/1",
    created: "1994-11-06T12:00:00Z",
    cartridge: undefined,
    segments: "",
    account: { read: 598_000, corrected: 0, lost: 2000, unverified: 0 },
  });
  const [reported] = report.volumes;
  expect(reported?.sha256).toBe(sha256(content));
  expect(reported?.entries).toMatchObject([
    { path: "a/whole.txt", grade: "whole", holes: [], sha256: sha256(bytes(1200)) },
    {
      path: "a/holes.txt",
      grade: "holes",
      holes: [[100, 200]],
      account: { read: 2200, corrected: 200, lost: 100, unverified: 0 },
      sha256: sha256(file),
    },
    { path: "a", type: "directory", sha256: undefined },
  ]);
  expect(hasLost(report)).toBe(true);
});

test("a report is plain JSON", async () => {
  const volume = memoryVolume({ bytes: bytes(10) }, [{ path: "x", bytes: bytes(10) }]);
  const report = await createReport({ source, recording: recordingOf(volume) }, options);
  expect(JSON.parse(JSON.stringify(report))).toEqual(JSON.parse(JSON.stringify({ ...report })));
  expect(hasLost(report)).toBe(false);
});

test("every segment gets a state: what is recorded is read, the rest is not", async () => {
  const { store, cartridge } = await smallCartridge();
  store.poke(1, 4, 0x55); // a header sector that is wrong and can't be read
  store.flag(1, 4, SectorFlag.CrcError);
  for (const sector of [0, 1, 2, 3]) store.flag(2, sector, SectorFlag.CrcError); // the table is lost but for its end
  const volume = memoryVolume({ bytes: bytes(29696 * 2) }, [], {
    firstSegment: 3,
    lastSegment: 4,
  });
  const report = await createReport({ source, recording: recordingOf(volume), cartridge }, options);
  expect(report.segments).toMatch(/^\.cL..-{75}$/);
  expect(report.segmentDetails).toMatchObject([
    { segment: 1, state: "c", corrected: 1 << 4, unreadable: 1 << 4 },
    { segment: 2, state: "L", lost: 0b1111 },
  ]);
  // One header, the table, and the volume.
  expect(report.account).toEqual({
    read: 29696 + (29 - 4) * 1024 + 29696 * 2,
    corrected: 0,
    lost: 4096,
    unverified: 0,
  });
  expect(report.cartridge).toMatchObject({
    label: "ATTIC",
    tracks: 20,
    segmentsPerTrack: 4,
    headerSegments: [0, 1],
    tableSegment: 2,
  });
});

test("a header copy that is lost is no loss while the other one serves", async () => {
  const { store, cartridge } = await smallCartridge();
  for (const sector of [0, 1, 2, 3]) store.flag(1, sector, SectorFlag.NoId);
  const report = await createReport({ source, recording: recordingOf(), cartridge }, options);
  expect(report.segments).toMatch(/^\.L\.-/);
  expect(report.account).toEqual({ read: 29696 * 2, corrected: 0, lost: 0, unverified: 0 });
});

test("a file mark alone takes a segment that nothing is written to", async () => {
  const { cartridge } = await smallCartridge();
  const mark = memoryVolume({ bytes: bytes(0) }, [], { firstSegment: 3, lastSegment: 3 });
  const report = await createReport({ source, recording: recordingOf(mark), cartridge }, options);
  expect(report.segments).toMatch(/^\.\.\.-{77}$/);
});

test("progress grows up to its total", async () => {
  const { cartridge } = await smallCartridge();
  const seen: ReportProgress[] = [];
  const content = bytes(29696);
  const volume = memoryVolume({ bytes: content }, [{ path: "x", bytes: content }], {
    firstSegment: 3,
    lastSegment: 3,
  });
  await createReport(
    { source, recording: recordingOf(volume), cartridge },
    { ...options, onProgress: (progress) => seen.push(progress) },
  );
  const total = 4 * 32768 + 2 * 29696;
  expect(seen.at(-1)).toEqual({ done: total, total });
  expect(seen.map(({ done }) => done)).toEqual(
    seen.map(({ done }) => done).toSorted((a, b) => a - b),
  );
});

test("entries without room are counted, not listed", async () => {
  const files = Array.from({ length: 5 }, (_, i) => ({ path: `f${i}`, bytes: bytes(3) }));
  const volume = memoryVolume({ bytes: bytes(15) }, files);
  const report = await createReport(
    { source, recording: recordingOf(volume) },
    { ...options, entryLimit: 2 },
  );
  expect(report.volumes[0]?.entries.map(({ path }) => path)).toEqual(["f0", "f1"]);
  expect(report.findings).toMatchObject([{ code: "ENTRIES_NOT_LISTED", details: { refused: 3 } }]);
});

test("files that claim more than their volume can hold are not read to the end", async () => {
  const huge = bytes(17 * 1024 * 1024);
  const files = Array.from({ length: 1000 }, (_, i) => ({ path: `f${i}`, bytes: huge }));
  const report = await createReport(
    { source, recording: recordingOf(memoryVolume({ bytes: bytes(1000) }, files)) },
    options,
  );
  expect(report.volumes[0]?.entries).toEqual([]);
  expect(report.volumes[0]?.findings).toMatchObject([
    { code: "FILES_CLAIM_TOO_MUCH", details: { oversized: 1000 } },
  ]);
});

test("an aborted signal ends the work", async () => {
  const volume = memoryVolume({ bytes: bytes(10) }, []);
  const made = createReport(
    { source, recording: recordingOf(volume) },
    { ...options, signal: AbortSignal.abort(new Error("stop")) },
  );
  await expect(made).rejects.toThrow("stop");
});

test("a masked report has no name in it", async () => {
  const secret: MemoryEntry[] = [
    { path: "ANNA/LETTER.TXT", bytes: bytes(4), modified: "1994-05-03T17:21:00" },
    { path: "ANNA", type: "directory", bytes: bytes(0) },
    { path: "ANNA/LINK", type: "symlink", linkTarget: "ANNA/LETTER.TXT", bytes: bytes(0) },
    {
      path: "x",
      bytes: bytes(4),
      disagreements: [
        { code: "SIZE_DISAGREES", severity: "note", message: "ANNA says 3", details: { size: 3 } },
      ],
    },
  ];
  const { cartridge } = await smallCartridge();
  const volume = memoryVolume({ bytes: bytes(10) }, secret, {
    label: "ANNA 1994",
    firstSegment: 3,
    lastSegment: 3,
  });
  const recording: Recording = {
    volumes: [volume],
    findings: [{ code: "ODD", severity: "note", message: "ANNA again" }],
  };
  const report = await createReport(
    { source: { ...source, name: "ANNA.img" }, recording, cartridge },
    options,
  );
  const masked = maskReport(report);
  expect(JSON.stringify(report)).toContain("ANNA");
  expect(JSON.stringify(masked)).not.toMatch(/ANNA|ATTIC|LETTER|LINK/);
  expect(masked.source.name).toBe("image-0001.img");
  expect(masked.volumes[0]?.entries).toMatchObject([
    { path: "folder-0001/file-0001.TXT" },
    { path: "folder-0001" },
    { path: "folder-0001/file-0002", linkTarget: "folder-0001/file-0001.TXT" },
    { path: "file-0003", disagreements: [{ message: "size disagrees (size 3)" }] },
  ]);
});
