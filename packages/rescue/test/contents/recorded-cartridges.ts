import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { createMemoryStore, type MemoryStore, SectorFlag } from "@floppytape/cartridge";

type Sectors = Readonly<Record<string, readonly number[]>>;

export interface RecordedPayload {
  readonly compressed: boolean;
  readonly bytes: number;
  readonly sha256: string;
  readonly recipe: readonly { readonly gen: string; readonly length: number }[];
  readonly recoverableSegments?: readonly number[];
}

export interface Manifest {
  readonly segments: number;
  readonly sectors: Readonly<Record<"crcError" | "deletedMark" | "noId", Sectors | undefined>>;
  readonly payloads: readonly RecordedPayload[];
  readonly unrecoverableSegments?: readonly number[];
}

const folder = new URL("../vectors/", import.meta.url);

export function manifestOf(name: string): Manifest {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
}

/** The cartridge in a drive, marks and failing sectors included. */
export function recordedStore(name: string): MemoryStore {
  const { segments, sectors } = manifestOf(name);
  const image = gunzipSync(readFileSync(new URL(`${name}.img.gz`, folder)));
  const store = createMemoryStore({ segmentCount: segments, image, filler: 0 });
  const kinds = {
    crcError: SectorFlag.CrcError,
    deletedMark: SectorFlag.Deleted,
    noId: SectorFlag.NoId,
  };
  const flags = new Map<string, number>();
  for (const [kind, bit] of Object.entries(kinds) as [keyof typeof kinds, number][])
    for (const [segment, list] of Object.entries(sectors[kind] ?? {}))
      for (const sector of list) {
        const place = `${segment}/${sector}`;
        flags.set(place, (flags.get(place) ?? 0) | bit);
        store.flag(Number(segment), sector, flags.get(place)!);
      }
  // What a torn dump lacks cannot be read.
  for (let place = image.length / 1024; place < segments * 32; place++)
    store.flag(Math.floor(place / 32), place % 32, SectorFlag.CrcError);
  return store;
}

/** The bytes of `rand:S` and `text:S`. */
export function generated(recipe: RecordedPayload["recipe"]): Uint8Array {
  return Buffer.concat(
    recipe.map(({ gen, length }) => {
      const [kind, seed] = gen.split(":");
      const draw = draws(Number(seed));
      return kind === "rand" ? Uint8Array.from({ length }, draw) : textOf(draw, length);
    }),
  );
}

function draws(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  };
}

const words =
  "tape floppy segment sector volume header block erase rewind motor track cartridge the of and a to in is was for with quick brown fox jumps over lazy dog backup archive data".split(
    " ",
  );

function textOf(draw: () => number, length: number): Uint8Array {
  const lines: string[] = [];
  let size = 0;
  while (size < length) {
    const count = 6 + (draw() % 7);
    const line = `${Array.from({ length: count }, () => words[draw() & 31]).join(" ")}\n`;
    lines.push(line);
    size += line.length;
  }
  return Buffer.from(lines.join("").slice(0, length), "latin1");
}
