import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import {
  createMemoryBytes,
  createMemoryStore,
  createRawImageStore,
  type MemoryStore,
  rescueMapOf,
  SectorFlag,
  type SegmentStore,
} from "../src/index.js";

type Sectors = Readonly<Record<string, readonly number[]>>;

export interface RecordedVolume {
  readonly startSegment: number;
  readonly endSegment: number;
  readonly sizeBytes: number;
  readonly crcFailedSectorsSeen?: number;
  readonly sectorsCorrected?: number;
}

export interface Manifest {
  readonly name: string;
  readonly image: { readonly bytes: number; readonly sha256: string };
  readonly geometry: {
    readonly formatCode: number;
    readonly segmentsPerTrack: number;
    readonly tracks: number;
    readonly floppyHeadMax: number;
    readonly floppyTrackMax: number;
    readonly floppySectorMax: number;
    readonly qicStandard: string;
    readonly tapeStatus: number;
  };
  readonly segments: number;
  readonly label: string;
  readonly headerSegments: readonly [number, number];
  readonly firstDataSegment: number;
  readonly lastDataSegment: number;
  readonly badSectorMapAtFormat: Readonly<Record<string, string>>;
  readonly badSectorMapFinal?: Readonly<Record<string, string>>;
  readonly sectors: Readonly<
    Record<"crcError" | "deletedMark" | "noId" | "unwritable", Sectors | undefined>
  >;
  readonly silentlyCorrupted?: Sectors;
  readonly unrecoverableSegments?: readonly number[];
  readonly volumeTable: readonly { readonly hex: string; readonly signature: string }[];
  readonly readByDriver404: {
    readonly capacityKb: number;
    readonly volumes: readonly RecordedVolume[];
    readonly error?: string;
  };
}

const folder = new URL("./vectors/", import.meta.url);

/** Names of all recorded cartridges. */
export const recordedNames: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith(".img.gz"))
  .map((file) => file.slice(0, -".img.gz".length));

export function manifestOf(name: string): Manifest {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
}

/** The bytes of an image, checked against the manifest. */
export function imageOf(manifest: Manifest): Uint8Array {
  const bytes = gunzipSync(readFileSync(new URL(`${manifest.name}.img.gz`, folder)));
  const sha256 = sha256Of(bytes);
  if (sha256 !== manifest.image.sha256 || bytes.length !== manifest.image.bytes)
    throw new Error(`${manifest.name}: the recompressed image is not the recorded one`);
  return bytes;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Sector maps of a list of sectors per segment. */
export function mapsOf(sectors: Sectors | undefined): Map<number, number> {
  const maps = new Map<number, number>();
  for (const [segment, list] of Object.entries(sectors ?? {}))
    maps.set(Number(segment), list.reduce((map, sector) => map | (1 << sector), 0) >>> 0);
  return maps;
}

/** A hexadecimal map per segment, as in the manifests. */
export function hexMaps(maps: Readonly<Record<string, string>>): Map<number, number> {
  return new Map(
    Object.entries(maps).map(([segment, hex]) => [Number(segment), Number.parseInt(hex, 16)]),
  );
}

/** The cartridge in the simulated drive that it was recorded in: marks and failing sectors included. */
export function memoryStoreOf(manifest: Manifest, image: Uint8Array): MemoryStore {
  const store = createMemoryStore({ segmentCount: manifest.segments, image });
  const flags = new Map<string, number>();
  const kinds = {
    crcError: SectorFlag.CrcError,
    deletedMark: SectorFlag.Deleted,
    noId: SectorFlag.NoId,
    unwritable: SectorFlag.Unwritable,
  };
  for (const [kind, bit] of Object.entries(kinds) as [keyof typeof kinds, number][])
    for (const [segment, sectors] of Object.entries(manifest.sectors[kind] ?? {}))
      for (const sector of sectors) {
        const place = `${segment}/${sector}`;
        flags.set(place, (flags.get(place) ?? 0) | bit);
        store.flag(Number(segment), sector, flags.get(place)!);
      }
  return store;
}

/** The image file, with the unreadable sectors in a rescue map. */
export function rawStoreOf(manifest: Manifest, image: Uint8Array): SegmentStore {
  const holes = mapsOf(manifest.sectors.crcError);
  for (const [segment, map] of mapsOf(manifest.sectors.noId))
    holes.set(segment, ((holes.get(segment) ?? 0) | map) >>> 0);
  return createRawImageStore(createMemoryBytes(image), { map: rescueMapOf(holes, image.length) });
}
