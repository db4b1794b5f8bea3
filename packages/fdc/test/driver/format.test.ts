import {
  createGeometry,
  type QicStandard,
  sectorIdOf,
  segmentCountOf,
} from "@floppytape/qic-format";
import { describe, expect, test } from "vitest";
import { type ChipName, openDrive } from "../../src/index.js";
import {
  createFaults,
  createSimulator,
  type DriveModelName,
  driveModels,
  MediumFlag,
  type TapeMedium,
} from "../../src/sim/index.js";
import { openBench, smallMedium } from "./drive-bench.js";

/** Two tracks with three heads: every part of a sector id changes. */
const toy = createGeometry({
  formatCode: 4,
  segmentsPerTrack: 12,
  tracksPerCartridge: 2,
  floppyTrackMax: 1,
});
const plan = { geometry: toy, standard: "QIC-80", filler: 0x6b } as const;

function blank(numbers: Parameters<typeof smallMedium>[0] = {}): TapeMedium {
  return smallMedium({ formatted: false, tracksPerCartridge: 2, floppyTrackMax: 1, ...numbers });
}

/** Ids as they are on the tape, four bytes a sector. */
function idsOf(medium: TapeMedium, segment: number): number[] {
  const unusual = medium.unusualIds(segment);
  if (unusual) return [...unusual];
  const id = medium.firstId(segment);
  const bytes = [id & 0xff, (id >>> 8) & 0xff, (id >>> 16) & 0xff, id >>> 24];
  return Array.from({ length: 32 }, (_, sector) => [
    bytes[0]!,
    bytes[1]!,
    bytes[2]! + sector,
    bytes[3]!,
  ]).flat();
}

describe("formatting", () => {
  for (const transfer of ["dma", "pio"] as const)
    test(`a toy cartridge gets the sector ids of the standard, ${transfer}`, async () => {
      // By the processor every byte is a port access: half as many segments will do.
      const segmentsPerTrack = transfer === "dma" ? 12 : 6;
      const geometry = createGeometry({ ...toy, segmentsPerTrack });
      const total = segmentCountOf(geometry);
      const medium = blank({ segmentsPerTrack });
      const { store } = await openBench({ cartridge: medium }, { transfer });
      const { bad } = await store.format({ ...plan, geometry });
      expect(bad.size).toBe(0);
      for (let segment = 0; segment < total; segment++) {
        const expected = Array.from({ length: 32 }, (_, sector) => {
          const { cylinder, head, record, sizeCode } = sectorIdOf(segment, sector, geometry);
          return [cylinder, head, record, sizeCode];
        }).flat();
        expect(idsOf(medium, segment)).toEqual(expected);
      }
      const into = new Uint8Array(total * 32768);
      const { unreadable } = await store.readRun(0, total, into);
      expect(unreadable.every((map) => map === 0)).toBe(true);
      expect(into.every((byte) => byte === 0x6b)).toBe(true);
      expect(await store.status()).toMatchObject({ formatted: true });
      expect(store.counters.tracksFormatted).toBe(2);
      await store.close();
    });

  const standards: readonly (readonly [QicStandard, DriveModelName, ChipName])[] = [
    ["QIC-40", "colorado-dj10-old", "8272A"],
    ["QIC-40", "colorado-dj20", "82077AA"],
    ["QIC-80", "archive-5580i", "82072"],
    ["QIC-3010", "conner-tsm850r", "82077"],
    ["QIC-3020", "colorado-1400", "82078-1"],
    ["QIC-3020", "iomega-3200", "82077AA"],
  ];
  for (const [standard, model, chip] of standards)
    test(`${standard} in ${model} with ${chip}`, async () => {
      const medium = blank({ standard });
      const { store } = await openBench({ cartridge: medium, drive: driveModels[model], chip });
      const { bad } = await store.format({ ...plan, standard, filler: 0xaa });
      expect(bad.size).toBe(0);
      const into = new Uint8Array(32768);
      await store.readRun(23, 1, into);
      expect(into.every((byte) => byte === 0xaa)).toBe(true);
      await store.close();
    });

  test("a drive that records several standards is switched", async () => {
    const medium = blank();
    const { store } = await openBench({ cartridge: medium });
    const geometry = createGeometry({
      formatCode: 2,
      segmentsPerTrack: 8,
      tracksPerCartridge: 20,
    });
    const { bad } = await store.format({ ...plan, geometry, standard: "QIC-40" });
    expect(bad.size).toBe(0);
    expect(store.standard).toBe("QIC-40");
    expect(store.rate).toBe(500);
    expect(medium.recording?.standard).toBe("QIC-40");
    await store.close();
  });

  test("dead sectors are found, and their neighbours are taken for bad with them", async () => {
    const medium = blank();
    medium.flag(4, 0, MediumFlag.NoId);
    medium.flag(4, 16, MediumFlag.NoId);
    medium.flag(15, 31, MediumFlag.NoId);
    const { store } = await openBench({ cartridge: medium });
    const { bad } = await store.format(plan);
    expect([...bad.keys()]).toEqual([4, 15]);
    expect(bad.get(4)! & 0x00038003).toBe(0x00038003);
    expect(bad.get(15)! >>> 30).toBe(3);
    await store.close();
  });

  test("a controller that does not know VERIFY, although it should, finds them by reading", async () => {
    const cartridge = blank();
    cartridge.flag(15, 8, MediumFlag.NoId);
    const { store } = await openBench({ cartridge, quirks: { unknownVerify: true } });
    const { bad } = await store.format(plan);
    expect([...bad.keys()]).toEqual([15]);
    expect(bad.get(15)! & 0x380).toBe(0x380);
    await store.close();
  });

  test("progress goes over both passes", async () => {
    const { store } = await openBench({ cartridge: blank() });
    const seen: string[] = [];
    await store.format(plan, {
      onProgress: ({ phase, done, total, unit }) =>
        void seen.push(`${phase} ${done}/${total} ${unit}`),
    });
    expect(seen.length).toBe(48);
    expect(seen[0]).toBe("format 1/24 segments");
    expect(seen.at(-1)).toBe("verify 24/24 segments");
    await store.close();
  });
});

describe("refusals, before anything moves", () => {
  const refusals: readonly (readonly [string, RegExp, Parameters<typeof openBench>[0]])[] = [
    ["a Ditto 2GB", /DITTO 2GB drives cannot format/, { drive: driveModels["ditto-2gb"] }],
    ["a Ditto Max", /DITTO MAX drives cannot format/, { drive: driveModels["ditto-max"] }],
    ["a T3000 with QIC-80", /read QIC-80 .* cannot write/, { drive: driveModels["hp-t3000"] }],
  ];
  for (const [what, message, options] of refusals)
    test(what, async () => {
      const standard = what.includes("Ditto") ? "QIC-3020" : "QIC-80";
      const medium = smallMedium({ standard });
      const { store, records } = await openBench({
        ...options,
        cartridge: medium,
        chip: "82078-1",
      });
      records.length = 0;
      await expect(store.format({ ...plan, standard })).rejects.toThrow(message);
      expect(medium.recording).toBeDefined();
      expect(records.filter(({ event }) => event === "drive.command")).toEqual([]);
      expect((await store.status()).formatted).toBe(true);
      await store.close();
    });

  test("a write-protected cartridge", async () => {
    const medium = smallMedium();
    medium.writeProtected = true;
    const { store } = await openBench({ cartridge: medium });
    await expect(store.format(plan)).rejects.toMatchObject({ code: "WRITE_PROTECTED" });
    await store.close();
  });

  test("a standard that the drive does not record", async () => {
    const medium = smallMedium();
    const { store } = await openBench({ cartridge: medium, chip: "82078-1" });
    const failure = store.format({ ...plan, standard: "QIC-3020" });
    await expect(failure).rejects.toThrow(/stays with QIC-80 for this cartridge/);
    expect(medium.recording).toBeDefined();
    expect((await store.readRun(3, 1, new Uint8Array(32768))).unreadable[0]).toBe(0);
    await store.close();
  });

  test("QIC-3020 on a controller without perpendicular mode", async () => {
    const { store } = await openBench({
      cartridge: blank({ standard: "QIC-3020" }),
      drive: driveModels["colorado-1400"],
      chip: "8272A",
    });
    const failure = store.format({ ...plan, standard: "QIC-3020" });
    await expect(failure).rejects.toThrow(/no perpendicular mode/);
    await store.close();
  });

  test("more segments than the tape has room for", async () => {
    const medium = smallMedium();
    const { store } = await openBench({ cartridge: medium });
    const geometry = createGeometry({ formatCode: 4, segmentsPerTrack: 13, tracksPerCartridge: 3 });
    await expect(store.format({ ...plan, geometry })).rejects.toThrow(
      "13 segments per track do not fit on this tape: the drive measured room for 12",
    );
    expect(medium.recording).toBeDefined();
    await store.close();
  });
});

describe("when it fails or is stopped", () => {
  test("a lost index spoils one try of a track", async () => {
    const faults = createFaults([{ kind: "lostIndex", when: { nth: 5 } }]);
    const { store } = await openBench({ cartridge: blank(), faults });
    const { bad } = await store.format(plan);
    expect(bad.size).toBe(0);
    expect(store.counters.tracksFormatted).toBeGreaterThanOrEqual(2);
    await store.close();
  });

  test("an abort before the burst leaves the cartridge alone", async () => {
    const medium = smallMedium();
    const { store } = await openBench({ cartridge: medium });
    const reason = new Error("enough");
    await expect(store.format(plan, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect((await store.status()).formatted).toBe(true);
    expect((await store.readRun(3, 1, new Uint8Array(32768))).unreadable[0]).toBe(0);
    await store.close();
  });

  for (const phase of ["format", "verify"])
    test(`an abort while it is at ${phase} stops the tape`, async () => {
      const medium = smallMedium({ tracksPerCartridge: 2 });
      const { store } = await openBench({ cartridge: medium });
      const controller = new AbortController();
      const reason = new Error("enough");
      const formatting = store.format(plan, {
        signal: controller.signal,
        onProgress(progress) {
          if (progress.phase === phase && progress.done === 15) controller.abort(reason);
        },
      });
      await expect(formatting).rejects.toBe(reason);
      const into = new Uint8Array(32768);
      expect((await store.status()).formatted).toBe(phase === "verify");
      if (phase === "format")
        await expect(store.readRun(3, 1, into)).rejects.toMatchObject({ code: "NOT_FORMATTED" });
      const { bad } = await store.format(plan);
      expect(bad.size).toBe(0);
      expect((await store.readRun(3, 1, into)).unreadable[0]).toBe(0);
      await store.close();
    });
});

describe("what others throw meanwhile", () => {
  test("a progress callback that throws stops the tape", async () => {
    const { store } = await openBench({ cartridge: blank() });
    const thrown = new Error("no room on the screen");
    const onProgress = ({ done }: { done: number }) => {
      if (done === 5) throw thrown;
    };
    await expect(store.format(plan, { onProgress })).rejects.toBe(thrown);
    expect((await store.format(plan)).bad.size).toBe(0);
    await store.close();
  });

  test("ids that cannot be stored while a segment is formatted leave no command behind", async () => {
    const cartridge = blank({ tracksPerCartridge: 6 });
    const { hardware } = createSimulator({ cartridge });
    const thrown = new Error("bus");
    let stores = Number.POSITIVE_INFINITY;
    const dma = hardware.dma!.map((memory) => ({
      ...memory,
      store: (offset: number, bytes: Uint8Array) =>
        --stores === 0 ? Promise.reject(thrown) : memory.store(offset, bytes),
    }));
    const store = await openDrive({ ...hardware, dma });
    stores = 2;
    const geometry = createGeometry({ ...toy, tracksPerCartridge: 6 });
    await expect(store.format({ ...plan, geometry })).rejects.toBe(thrown);
    expect((await store.format(plan)).bad.size).toBe(0);
    await store.close();
  });

  test("a drive that cannot be told to format leaves a cartridge formatted", async () => {
    const cartridge = smallMedium();
    const { hardware } = createSimulator({ cartridge });
    const thrown = new Error("bus");
    let fails = false;
    const trace = {
      level: 5,
      add: ({ event }: { event: string }) => {
        if (event === "format.begins") fails = true;
      },
    };
    const transfer = hardware.transfer!;
    const store = await openDrive(
      {
        ...hardware,
        transfer: {
          ...transfer,
          sendCommand: (base, bytes, limitUs) => {
            if (!fails) return transfer.sendCommand(base, bytes, limitUs);
            fails = false;
            return Promise.reject(thrown);
          },
        },
      },
      { trace },
    );
    await expect(store.format(plan)).rejects.toBe(thrown);
    expect((await store.status()).formatted).toBe(true);
    expect((await store.readRun(3, 1, new Uint8Array(32768))).unreadable[0]).toBe(0);
    await store.close();
  });
});
