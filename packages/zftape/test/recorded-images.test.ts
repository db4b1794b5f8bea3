import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import {
  createMemoryBytes,
  createMemoryStore,
  createRawImageStore,
  formatCartridge,
  type MemoryStore,
  openCartridge,
  SectorFlag,
} from "@floppytape/cartridge";
import { MtOp, TapeError } from "@floppytape/magtape";
import type { FormatCode, QicStandard } from "@floppytape/qic-format";
import { describe, expect, test } from "vitest";
import { createZftape, type ZftapeUnit } from "../src/index.js";
import { payload } from "./replay/payload.js";
import { perform, type Run, stepOfScript } from "./replay/replay.js";
import { sha256Of } from "./replay/sha256.js";

interface ReadVolume {
  readonly volno: number;
  readonly startSegment: number;
  readonly endSegment: number;
  readonly sizeBytes: number;
  readonly volinfo: {
    volno: number;
    blksz: number;
    rawsizeKb: number;
    sizeKb: number;
    cmpr: number;
  };
  readonly compressed: boolean;
  readonly zftapeVolume: boolean;
  readonly readBytes: number;
  readonly sha256?: string;
  readonly stopsWith?: string;
}

interface Manifest {
  readonly name: string;
  readonly writtenBy: string;
  readonly image: { readonly bytes: number };
  readonly geometry: {
    readonly formatCode: number;
    readonly segmentsPerTrack: number;
    readonly tracks: number;
    readonly floppyHeadMax: number;
    readonly floppyTrackMax: number;
    readonly floppySectorMax: number;
    readonly qicStandard: string;
  };
  readonly segments: number;
  readonly label: string;
  readonly firstDataSegment: number;
  readonly lastDataSegment: number;
  readonly badSectorMapAtFormat: Readonly<Record<string, string>>;
  readonly silentlyCorrupted?: Readonly<Record<string, readonly number[]>>;
  readonly volumeTable: readonly { readonly hex: string; readonly zftape?: boolean }[];
  readonly script: readonly string[];
  readonly sectors: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  readonly payloads: readonly {
    readonly volno: number;
    readonly bytes: number;
    readonly sha256: string;
    readonly recipe: readonly { gen: string; from: number; length: number }[];
  }[];
  readonly readByDriver404: {
    readonly open: number;
    readonly error?: string;
    readonly statusAfterOpen?: readonly [number, number, number, string];
    readonly statusAtEom?: readonly [number, number, number, string];
    readonly capacityKb?: number;
    readonly usedKb?: number;
    readonly volumes?: readonly ReadVolume[];
  };
}

const folder = new URL("../../cartridge/test/vectors/", import.meta.url);
const manifests: Manifest[] = readdirSync(folder)
  .filter((file) => file.endsWith(".img.gz"))
  .map((file) =>
    JSON.parse(readFileSync(new URL(file.replace(".img.gz", ".json"), folder), "utf8")),
  );

function imageOf({ name }: Manifest): Uint8Array {
  return gunzipSync(readFileSync(new URL(`${name}.img.gz`, folder)));
}

function driveOf(manifest: Manifest): MemoryStore {
  const store = createMemoryStore({ segmentCount: manifest.segments, image: imageOf(manifest) });
  const bits = {
    crcError: SectorFlag.CrcError,
    noId: SectorFlag.NoId,
    deletedMark: SectorFlag.Deleted,
  };
  const flags = new Map<string, number>();
  for (const [kind, bit] of Object.entries(bits))
    for (const [segment, sectors] of Object.entries(manifest.sectors[kind] ?? {}))
      for (const sector of sectors) {
        const place = `${segment}/${sector}`;
        flags.set(place, (flags.get(place) ?? 0) | bit);
        store.flag(Number(segment), sector, flags.get(place)!);
      }
  return store;
}

async function statusOf(unit: ZftapeUnit): Promise<unknown> {
  const { fileno, blkno, resid, gstat } = await unit.status();
  return [fileno, blkno, resid, gstat.toString(16).padStart(8, "0")];
}

/** What a volume reads like in pieces, up to its file mark or the first failure. */
async function readVolume(
  unit: ZftapeUnit,
  pieceBytes: number,
): Promise<{ bytes: Uint8Array; stopsWith: string }> {
  const pieces: Uint8Array[] = [];
  let stopsWith = "";
  while (stopsWith === "") {
    const piece = new Uint8Array(pieceBytes);
    const count = await unit.read(piece).catch((error: unknown) => {
      if (!(error instanceof TapeError)) throw error;
      stopsWith = error.code;
      return 0;
    });
    if (count === 0) stopsWith ||= "0";
    pieces.push(piece.subarray(0, count));
  }
  return { bytes: Buffer.concat(pieces), stopsWith };
}

/** The file ends early: its reading was recorded before the cut. */
const cut = "truncated";

describe.each(
  manifests.filter(({ name, readByDriver404 }) => readByDriver404.volumes && name !== cut),
)("$name", (manifest) => {
  const { volumes, capacityKb, usedKb, statusAfterOpen, statusAtEom } = manifest.readByDriver404;

  test("every volume reads as it was written", async () => {
    const zftape = createZftape(driveOf(manifest), { retries: 0 });
    const plain = await zftape.open("nqft", "r");
    await plain.operation(MtOp.Nop, 1);
    expect(await statusOf(plain)).toEqual(statusAfterOpen);
    expect(await plain.sizeInfo()).toEqual({ capacityKb, usedKb });
    await plain.operation(MtOp.Eom, 1);
    expect(await statusOf(plain)).toEqual(statusAtEom);
    expect(
      (await plain.volumes()).map(({ firstSegment, lastSegment, zftape: own }) => ({
        firstSegment,
        lastSegment,
        own,
      })),
    ).toEqual(
      volumes!.map(({ startSegment, endSegment, zftapeVolume }) => ({
        firstSegment: startSegment,
        lastSegment: endSegment,
        own: zftapeVolume,
      })),
    );
    await plain.close();
    const unit = await zftape.open("nzqft", "r");
    for (const volume of volumes!) {
      await unit.operation(MtOp.Rewind, 1);
      if (volume.volno > 0) await unit.operation(MtOp.Fsf, volume.volno);
      const info = await unit.volumeInfo();
      expect({
        volno: info.volno,
        blksz: info.blockSize,
        rawsizeKb: info.rawSizeKb,
        sizeKb: info.sizeKb,
        cmpr: Number(info.compressed),
      }).toEqual(volume.volinfo);
      const blockSize = await unit.recordedBlockSize();
      const pieceBytes =
        manifest.name === "crc-dead"
          ? 1024
          : Math.max(1, Math.floor(131072 / blockSize)) * blockSize;
      const { bytes, stopsWith } = await readVolume(unit, pieceBytes);
      expect(bytes.length).toBe(volume.readBytes);
      if (volume.sha256) expect(sha256Of(bytes)).toBe(volume.sha256);
      expect(stopsWith).toBe(volume.stopsWith ?? "0");
      const written = manifest.payloads.find(({ volno }) => volno === volume.volno);
      if (written?.bytes === bytes.length) expect(sha256Of(bytes)).toBe(written.sha256);
    }
    await unit.close();
  });
});

test("headers-damaged: nothing can be read, and every operation says so", async () => {
  const manifest = manifests.find(({ name }) => name === "headers-damaged")!;
  expect(manifest.readByDriver404.error).toBe("EIO");
  const unit = await createZftape(driveOf(manifest), { retries: 0 }).open("nqft", "r");
  await unit.operation(MtOp.Nop, 1);
  await expect(unit.read(new Uint8Array(10240))).rejects.toMatchObject({ code: "EIO" });
  await expect(unit.volumeInfo()).rejects.toMatchObject({ code: "EIO" });
  expect((await unit.status()).fileno).toBe(-1);
});

test("truncated: what is in the file is read, then EIO", async () => {
  const manifest = manifests.find(({ name }) => name === cut)!;
  const store = createRawImageStore(createMemoryBytes(imageOf(manifest)));
  const unit = await createZftape(store, { retries: 0 }).open("nqft", "r");
  const whole = await readVolume(unit, 10240);
  expect([sha256Of(whole.bytes), whole.stopsWith]).toEqual([manifest.payloads[0]!.sha256, "0"]);
  const part = await readVolume(unit, 10240);
  expect([part.bytes.length, part.stopsWith]).toEqual([3 * 29696, "EIO"]);
  const [recipe] = manifest.payloads[1]!.recipe;
  expect(part.bytes).toEqual(Buffer.from(payload(recipe!.gen, recipe!.from, 3 * 29696)));
});

const SegmentBytes = 32768;

/** What was done to an image after the driver had written it, from the manifests' `operations`. */
const changedAfterwards: Readonly<Record<string, readonly number[]>> = {
  "ditto2gb-header": [0, 1], // scrambled
  "q40-rev-e": [0, 1], // geometry cleared
  "erased-404": [2], // the first volume survives the original's erase
};

/** The cartridge as it was before the script ran. */
async function formatted(manifest: Manifest, image: Uint8Array): Promise<MemoryStore> {
  const { tracks, qicStandard, formatCode, ...numbers } = manifest.geometry;
  const store = createMemoryStore({ segmentCount: manifest.segments });
  const { floppyHeadMax, floppyTrackMax, floppySectorMax, segmentsPerTrack } = numbers;
  const geometry = {
    formatCode: formatCode as FormatCode,
    tracksPerCartridge: tracks,
    ...{ floppyHeadMax, floppyTrackMax, floppySectorMax, segmentsPerTrack },
  };
  await formatCartridge(store, {
    type: { standard: qicStandard as QicStandard, geometry },
    label: manifest.label,
    date: 0x3adf7e70,
    badSectors: Object.entries(manifest.badSectorMapAtFormat).map(
      ([segment, map]) => [Number(segment), Number.parseInt(map, 16)] as const,
    ),
    lastDataSegment: manifest.lastDataSegment,
    prescribedBadSegments: false,
  });
  const foreign = manifest.volumeTable.findIndex(({ zftape }) => zftape === true);
  if (foreign > 0) {
    const table = manifest.volumeTable.slice(0, foreign).map(({ hex }) => hex.padEnd(256, "0"));
    await (await openCartridge(store)).writeTable(Buffer.from(table.join(""), "hex"));
    const firstOwn = manifest.readByDriver404.volumes!.find(({ zftapeVolume }) => zftapeVolume)!;
    for (let segment = manifest.firstDataSegment + 1; segment < firstOwn.startSegment; segment++)
      await store.writeSegment(
        segment,
        image.subarray(segment * SegmentBytes, (segment + 1) * SegmentBytes),
        { skip: 0 },
      );
  }
  return store;
}

describe("the recorded operations write the recorded bytes", () => {
  test.each(manifests.filter(({ script }) => script.length > 0))("$name", async (manifest) => {
    const image = imageOf(manifest);
    const store = await formatted(manifest, image);
    const run: Run = { store, zftape: createZftape(store) };
    for (const command of manifest.script) await perform(run, stepOfScript(command));
    expect(run.unit).toBeUndefined();
    const damaged = [
      ...Object.keys(manifest.sectors.crcError ?? {}),
      ...Object.keys(manifest.silentlyCorrupted ?? {}),
    ].map(Number);
    const different: number[] = [];
    const ours = manifest.writtenBy === "zftape 4.04a";
    const from = ours ? 0 : manifest.firstDataSegment + 1;
    for (let segment = from; (segment + 1) * SegmentBytes <= image.length; segment++) {
      const map = Number.parseInt(manifest.badSectorMapAtFormat[segment] ?? "0", 16);
      const badSectors = map.toString(2).replaceAll("0", "").length;
      if ((badSectors >= 29 && badSectors < 32) || damaged.includes(segment)) continue;
      const recorded = image.subarray(segment * SegmentBytes, (segment + 1) * SegmentBytes);
      if (Buffer.compare(store.segmentBytes(segment), recorded) !== 0) different.push(segment);
    }
    expect(different).toEqual(changedAfterwards[manifest.name] ?? []);
  });
});
