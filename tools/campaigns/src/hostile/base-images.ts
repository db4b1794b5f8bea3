import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { SegmentBytes } from "@floppytape/ecc";
import { writeImage } from "../damage/written-image.js";
import type { Random } from "../seeded-random.js";

/** Images recorded from the original driver, which the package cartridge keeps. */
const folder = new URL("../../../../packages/cartridge/test/vectors/", import.meta.url);
const suffix = ".img.gz";
/** What is kept of a large image: enough for headers, table and the first volumes. */
const mostSegments = 192;

const recordedNames = readdirSync(folder).filter((name) => name.endsWith(suffix));
const cache = new Map<string, Uint8Array>();

/** A copy of an image that is as it should be, but for a large one's end. */
export async function baseImage(random: Random): Promise<{ name: string; bytes: Uint8Array }> {
  if (random.oneIn(3)) return { name: "fresh", bytes: (await writeImage(random)).bytes };
  const file = random.pick(recordedNames);
  let bytes = cache.get(file);
  if (bytes === undefined) {
    const whole = gunzipSync(readFileSync(new URL(file, folder)));
    bytes = Uint8Array.from(whole.subarray(0, mostSegments * SegmentBytes));
    cache.set(file, bytes);
  }
  return { name: file.slice(0, -suffix.length), bytes: bytes.slice() };
}
