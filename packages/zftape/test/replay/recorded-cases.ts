import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { buildSegment, createMemoryStore, type MemoryStore } from "@floppytape/cartridge";
import { eccEngine } from "@floppytape/ecc";
import { sha256Of } from "./sha256.js";

/** One step of a recorded case; fields as explained at the top of the vector files. */
export interface RecordedStep {
  readonly op: string;
  readonly ret?: number;
  readonly errno?: string;
  readonly st?: readonly [file: number, block: number, resid: number, gstat: string];
  readonly residFixed?: number;
  readonly [field: string]: unknown;
}

export interface RecordedCase {
  readonly name: string;
  readonly cart: string;
  readonly category?: string;
  /** Absent where the original never returned. */
  readonly segmentsChanged?: Readonly<Record<string, string>>;
  /** Spoilt by a defect of the original (D2). */
  readonly doNotCompareSegments?: readonly number[];
  readonly steps: readonly RecordedStep[];
}

interface RecordedCart {
  readonly geometry: {
    readonly segmentsPerTrack: number;
    readonly tracks: number;
    readonly tapeStatus: number;
  };
  readonly badSectorMap: Readonly<Record<string, string>>;
  readonly segmentData: Readonly<Record<string, string>>;
  readonly filler: string;
  readonly imageSha256: string;
}

export interface Recording {
  readonly carts: Readonly<Record<string, RecordedCart>>;
  readonly cases: readonly RecordedCase[];
}

/** A vector file of this package. */
export function vectors<T = Recording>(name: string): T {
  const file = new URL(`../vectors/${name}.json.gz`, import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(file)).toString());
}

const SegmentBytes = 32768;
const images = new Map<RecordedCart, Uint8Array>();

/** The formatted cartridge that a case begins with, checked against its recorded digest. */
export function imageOfCart(cart: RecordedCart): Uint8Array {
  const known = images.get(cart);
  if (known) return known;
  const segments = cart.geometry.segmentsPerTrack * cart.geometry.tracks;
  const image = new Uint8Array(segments * SegmentBytes).fill(Number.parseInt(cart.filler, 16));
  for (const [segment, hex] of Object.entries(cart.segmentData)) {
    const bad = Number.parseInt(cart.badSectorMap[segment] ?? "0", 16);
    const place = Number(segment) * SegmentBytes;
    buildSegment(
      Uint8Array.from(Buffer.from(hex, "hex")),
      bad,
      eccEngine(),
      image.subarray(place, place + SegmentBytes),
    );
  }
  if (sha256Of(image) !== cart.imageSha256) throw new Error("the image is not the recorded one");
  images.set(cart, image);
  return image;
}

/** The drive that cases are replayed on. */
export function driveWith(cart: RecordedCart, queueDepth = 2): MemoryStore {
  const { tapeStatus } = cart.geometry;
  const store = createMemoryStore({ image: imageOfCart(cart), tapeStatus, queueDepth });
  store.insert();
  let leftBeginning = false;
  return {
    ...store,
    get geometry() {
      return store.geometry;
    },
    get segmentCount() {
      return store.segmentCount;
    },
    get contentVersion() {
      return store.contentVersion;
    },
    // The recorded drive moves off the beginning of the tape when a cartridge that it knows is loaded.
    async motion(kind) {
      leftBeginning = kind === "load" && !(await store.status()).newCartridge;
      await store.motion(kind);
    },
    async status() {
      const status = await store.status();
      if (!leftBeginning) return status;
      return { ...status, atBeginning: false, driveStatus: status.driveStatus & ~0x40 };
    },
  };
}
