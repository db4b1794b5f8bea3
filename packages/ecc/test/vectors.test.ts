import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { assert, describe, expect, test } from "vitest";
import { createEccEngine, ParitySectors, SectorBytes } from "../src/index.js";
import { engineNames, randomBytes } from "./segments.js";

interface Digest {
  readonly len: number;
  readonly sha256: string;
}
interface SegmentVector {
  readonly name: string;
  readonly goodSectors: number;
  readonly dataKind: string;
  readonly seed?: string;
  readonly data: Digest;
  readonly encoded: Digest;
  readonly parity: Digest;
  readonly parity0_first16: string;
}
interface Damage {
  readonly sector: number;
  readonly op: "prng" | "xor" | "zero" | "ff";
  readonly seed?: string;
  readonly offsets?: readonly number[];
  readonly value?: number;
}
interface DecodeVector {
  readonly name: string;
  readonly base: string;
  readonly ops: readonly Damage[];
  readonly flaggedMap: string;
  readonly result: "ok" | "corrected" | "failed";
  readonly correctedMap: string;
  readonly corruptedSha256: string;
  readonly resultSha256?: string;
  readonly restored?: boolean;
}
interface Vectors {
  readonly prng: { readonly check: { readonly seed: number; readonly first16: string } };
  readonly field: { readonly exp0_254_hex: string; readonly mulC0_hex: string };
  readonly columns: readonly {
    readonly name: string;
    readonly dataHex: string;
    readonly parityHex: string;
  }[];
  readonly segments: readonly SegmentVector[];
  readonly decode: readonly DecodeVector[];
}

const vectors: Vectors = JSON.parse(
  readFileSync(new URL("vectors/ecc.json", import.meta.url), "utf8"),
);

const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

function dataOf({ dataKind, seed, data }: SegmentVector): Uint8Array {
  const fill = { zero: 0x00, ff: 0xff, "6b": 0x6b }[dataKind];
  if (fill !== undefined) return new Uint8Array(data.len).fill(fill);
  if (dataKind === "index") return Uint8Array.from({ length: data.len }, (_, i) => i + (i >> 8));
  return randomBytes(Number(seed), data.len);
}

function packedSegment(vector: SegmentVector): Uint8Array {
  const segment = new Uint8Array(vector.goodSectors * SectorBytes);
  segment.set(dataOf(vector));
  return segment;
}

function apply({ sector, op, seed, offsets = [], value = 0 }: Damage, segment: Uint8Array): void {
  const bytes = segment.subarray(sector * SectorBytes, (sector + 1) * SectorBytes);
  if (op === "prng") bytes.set(randomBytes(Number(seed), SectorBytes));
  else if (op === "xor") for (const offset of offsets) bytes[offset]! ^= value;
  else bytes.fill(op === "ff" ? 0xff : 0);
}

function segmentNamed(name: string): SegmentVector {
  const vector = vectors.segments.find((segment) => segment.name === name);
  assert(vector, `no segment ${name}`);
  return vector;
}

test("the generator of the vectors is reproduced", () => {
  const { seed, first16 } = vectors.prng.check;
  expect(randomBytes(seed, 16)).toEqual(fromHex(first16));
});

test("nothing was left out of the recording", () => {
  expect([vectors.columns.length, vectors.segments.length, vectors.decode.length]).toEqual([
    23, 14, 47,
  ]);
});

describe.each(engineNames)("%s", (name) => {
  const engine = createEccEngine(name);

  test("multiplies by a^105 as recorded", () => {
    const segment = new Uint8Array(4 * SectorBytes);
    for (let byte = 0; byte < 256; byte++) segment[byte] = byte;
    engine.encode(segment, 4);
    expect(segment.subarray(SectorBytes, SectorBytes + 256)).toEqual(
      fromHex(vectors.field.mulC0_hex),
    );
  });

  test("knows the powers of a as recorded", () => {
    const powers = fromHex(vectors.field.exp0_254_hex);
    const residues = new Uint8Array(ParitySectors * SectorBytes);
    for (let sector = 0; sector < 32; sector++) {
      const segment = new Uint8Array(32 * SectorBytes);
      segment[sector * SectorBytes] = 1;
      engine.residues(segment, 32, residues);
      expect([residues[0], residues[SectorBytes], residues[2 * SectorBytes]]).toEqual([
        powers[(255 - sector) % 255],
        1,
        powers[sector],
      ]);
    }
  });

  test.each(vectors.columns)("parity of the column $name", ({ dataHex, parityHex }) => {
    const data = fromHex(dataHex);
    const sectorCount = data.length + ParitySectors;
    const segment = new Uint8Array(sectorCount * SectorBytes);
    data.forEach((byte, i) => {
      segment.fill(byte, i * SectorBytes, (i + 1) * SectorBytes);
    });
    engine.encode(segment, sectorCount);
    fromHex(parityHex).forEach((byte, i) => {
      const at = (data.length + i) * SectorBytes;
      expect(segment.subarray(at, at + SectorBytes)).toEqual(
        new Uint8Array(SectorBytes).fill(byte),
      );
    });
  });

  test.each(vectors.segments)("encodes $name", (vector) => {
    const segment = packedSegment(vector);
    const data = segment.subarray(0, vector.data.len);
    expect(sha256(data)).toBe(vector.data.sha256);
    engine.encode(segment, vector.goodSectors);
    const parity = segment.subarray(vector.data.len);
    expect(parity.subarray(0, 16)).toEqual(fromHex(vector.parity0_first16));
    expect(sha256(parity)).toBe(vector.parity.sha256);
    expect(sha256(segment)).toBe(vector.encoded.sha256);
    expect(engine.check(segment, vector.goodSectors)).toBe(true);
  });

  test.each(vectors.decode)("decodes: $name", (vector) => {
    const { goodSectors, encoded, ...rest } = segmentNamed(vector.base);
    const segment = packedSegment({ goodSectors, encoded, ...rest });
    engine.encode(segment, goodSectors);
    for (const damage of vector.ops) apply(damage, segment);
    expect(sha256(segment)).toBe(vector.corruptedSha256);

    const flags = Number(vector.flaggedMap);
    const result = engine.repair(segment, goodSectors, flags);
    expect(result.outcome).toBe(vector.result);
    if (vector.result === "failed") {
      expect(result).toMatchObject({ corrected: 0, sectors: [], unverifiable: 0, silentErrors: 0 });
      expect(result.reason).toBeDefined();
      expect(sha256(segment)).toBe(vector.corruptedSha256);
      return;
    }
    expect(result.reason).toBeUndefined();
    expect(result.corrected).toBe(Number(vector.correctedMap));
    expect(result.silentErrors).toBe((result.corrected & ~flags) >>> 0);
    expect(sha256(segment)).toBe(vector.resultSha256);
    expect(sha256(segment) === encoded.sha256).toBe(vector.restored);
  });
});
