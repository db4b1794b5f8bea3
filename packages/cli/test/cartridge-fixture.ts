import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

// Recorded from the original driver; see the README beside them.
const folder = fileURLToPath(new URL("../../cartridge/test/vectors/", import.meta.url));

/** The parts of an image's manifest that these tests look at. */
export interface Manifest {
  readonly name: string;
  readonly segments: number;
  readonly geometry: { readonly segmentsPerTrack: number; readonly tracks: number };
  readonly sectors: { readonly crcError: Readonly<Record<string, readonly number[]>> };
  readonly payloads: readonly {
    readonly volno: number;
    readonly blockSize: number;
    readonly compressed: boolean;
    readonly bytes: number;
    readonly sha256: string;
  }[];
  readonly unrecoverableSegments?: readonly number[];
  readonly silentlyCorrupted?: Readonly<Record<string, readonly number[]>>;
  readonly readByDriver404: {
    readonly capacityKb?: number;
    readonly usedKb?: number;
    readonly volumes?: readonly {
      readonly volinfo: {
        readonly volno: number;
        readonly blksz: number;
        readonly rawsizeKb: number;
        readonly sizeKb: number;
      };
    }[];
  };
}

/** Names of all recorded cartridges. */
export const cartridgeNames: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith(".img.gz"))
  .map((name) => name.replace(".img.gz", ""));

/** What is known of a recorded cartridge. */
export function manifestOf(name: string): Manifest {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
}

/**
 * Puts a recorded cartridge into a folder as `NAME.img`, with a ddrescue map of the sectors that
 * failed to read, and returns the file's name.
 */
export function placeCartridge(target: string, name: string): string {
  const image = `${name}.img`;
  const bytes = gunzipSync(readFileSync(join(folder, `${image}.gz`)));
  writeFileSync(join(target, image), bytes);
  const failed = Object.entries(manifestOf(name).sectors.crcError).flatMap(([segment, sectors]) =>
    sectors.map((sector) => Number(segment) * 32 + sector),
  );
  if (failed.length > 0)
    writeFileSync(join(target, `${image}.map`), rescueMap(failed, bytes.length));
  return image;
}

/** A ddrescue map that lists sectors of 1024 bytes as unreadable. */
export function rescueMap(sectors: readonly number[], size: number): string {
  const hex = (value: number) => `0x${value.toString(16).toUpperCase()}`;
  const lines = ["0x0 + 1"];
  let position = 0;
  for (const sector of [...new Set(sectors)].sort((a, b) => a - b)) {
    const first = sector * 1024;
    if (first > position) lines.push(`${hex(position)} ${hex(first - position)} +`);
    lines.push(`${hex(first)} ${hex(1024)} -`);
    position = first + 1024;
  }
  if (size > position) lines.push(`${hex(position)} ${hex(size - position)} +`);
  return `${lines.join("\n")}\n`;
}
