import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Decompress } from "fzstd";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { openCartridge } from "../../src/index.js";
import { openWrappedFile } from "../../src/node/index.js";
import { imageOf, manifestOf, rawStoreOf } from "../recorded-images.js";
import { exported, joined } from "./collect.js";

const folder = mkdtempSync(join(tmpdir(), "wrapped-"));
const temporary = mkdtempSync(join(folder, "temporary-"));
vi.stubEnv("TMPDIR", temporary);
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});
afterEach(() => expect(readdirSync(temporary)).toEqual([]));

const manifest = manifestOf("crc-dead");
const image = imageOf(manifest);

function place(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function contentsOf(path: string, options = {}) {
  const { bytes, ...rest } = await openWrappedFile(path, options);
  const contents = new Uint8Array(bytes.sizeBytes);
  await bytes.read(0, contents);
  await bytes.close();
  return { contents, ...rest };
}

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: { code?: string }) => error.code,
  );

/** Compressed with the system's program, where there is one. */
function packed(
  program: string,
  args: readonly string[],
  bytes: Uint8Array,
): Uint8Array | undefined {
  try {
    return execFileSync(program, args, {
      input: bytes,
      maxBuffer: 1 << 28,
      stdio: ["pipe", "pipe", "ignore"],
    });
  } catch {
    return undefined;
  }
}

test("a file that is not compressed is opened as it is", async () => {
  const { contents, wrapping, findings } = await contentsOf(place("plain", image));
  expect([wrapping, findings]).toEqual([undefined, []]);
  expect(Buffer.compare(contents, image)).toBe(0);
});

test("gzip is taken off, also when done twice", async () => {
  const twice = gzipSync(gzipSync(image));
  const { contents, wrappings, findings } = await contentsOf(place("twice.gz", twice));
  expect([wrappings, findings]).toEqual([["gzip", "gzip"], []]);
  expect(Buffer.compare(contents, image)).toBe(0);
});

/** A test that needs a program of the system; where that is missing its name says so. */
const testWith =
  (program: string, data: Uint8Array | undefined) => (name: string, body: () => Promise<void>) =>
    data === undefined
      ? test.skip(`${name} (skipped: there is no ${program} here)`, () => {})
      : test(name, body);

const xz = packed("xz", ["-c"], image);
const testWithXz = testWith("xz", xz);
testWithXz("xz is taken off", async () => {
  const { contents, wrapping } = await contentsOf(place("image.xz", xz!));
  expect(wrapping).toBe("xz");
  expect(Buffer.compare(contents, image)).toBe(0);
});

testWithXz("of truncated xz data what can be decompressed is there", async () => {
  const { contents, findings } = await contentsOf(
    place("short.xz", xz!.subarray(0, xz!.length / 2)),
  );
  expect(findings.map(({ code }) => code)).toEqual(["COMPRESSION_CUT_OFF"]);
  expect(contents.length).toBeGreaterThan(0);
  expect(Buffer.compare(contents, image.subarray(0, contents.length))).toBe(0);
  // The decoder is not left locked by the failure.
  expect((await contentsOf(place("again.xz", xz!))).contents.length).toBe(image.length);
});

const zstd = packed("zstd", ["-c", "--check"], image);
const testWithZstd = testWith("zstd", zstd);
testWithZstd("zstd is taken off, several frames too", async () => {
  const { contents, wrapping } = await contentsOf(place("image.zst", joined([zstd!, zstd!])));
  expect(wrapping).toBe("zstd");
  expect(Buffer.compare(contents, joined([image, image]))).toBe(0);
});

/** Tapes and their blocks are longer than what is written to them. */
test.each([1, 512, 16 * 1024, 40_000])("%i zeros behind gzip data are no data", async (zeros) => {
  const path = place("padded.gz", joined([gzipSync(image), new Uint8Array(zeros)]));
  const { contents, findings } = await contentsOf(path);
  expect(findings).toEqual([]);
  expect(Buffer.compare(contents, image)).toBe(0);
});

test.each([0, 100, 40_000])("what follows gzip data and %i zeros is told of", async (zeros) => {
  const more = [new Uint8Array(zeros), Uint8Array.of(0x55, 0xaa), gzipSync(image)];
  const path = place("followed.gz", joined([gzipSync(image), ...more]));
  const { contents, findings } = await contentsOf(path);
  expect(findings.map(({ code }) => code)).toEqual(["COMPRESSION_CUT_OFF"]);
  expect(Buffer.compare(contents, image)).toBe(0);
});

testWithZstd("a frame of zstd data whose checksum is wrong is told of", async () => {
  // Of bytes that do not compress, so that a wrong one of them is nothing that the decoder would notice.
  const noise = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i * 2654435761) >>> 13);
  const plain = packed("zstd", ["-c", "--check"], noise)!;
  const wrong = Uint8Array.from(plain);
  wrong[1000]! ^= 1;
  expect((await contentsOf(place("right.zst", plain))).findings).toEqual([]);
  const { findings } = await contentsOf(place("wrong.zst", joined([plain, wrong])));
  expect(findings.map(({ code, message }) => [code, message])).toEqual([
    ["COMPRESSION_CUT_OFF", expect.stringContaining("checksum of a frame")],
  ]);
});

testWithZstd("checksums of zstd data of all lengths are understood", async () => {
  for (const length of [0, 1, 3, 4, 7, 8, 15, 31, 32, 33, 63, 77, 100_003]) {
    const bytes = Uint8Array.from({ length }, (_, i) => i * 31 + length);
    const { contents, findings } = await contentsOf(
      place("sum.zst", packed("zstd", ["-c", "--check"], bytes)!),
    );
    expect(findings).toEqual([]);
    expect(Buffer.compare(contents, bytes)).toBe(0);
  }
});

testWithZstd("what follows zstd data costs none of it", async () => {
  const path = place("followed.zst", joined([zstd!, new Uint8Array(4096)]));
  const { contents, findings } = await contentsOf(path);
  expect(findings.map(({ code }) => code)).toEqual(["COMPRESSION_CUT_OFF"]);
  expect(Buffer.compare(contents, image)).toBe(0);
});

test("of damaged gzip data everything before the damage is there", async () => {
  const packed = gzipSync(image);
  const middle = Math.floor(packed.length / 2);
  const cut = packed.slice(0, middle);
  const whole = await contentsOf(place("cut.gz", cut));
  const damaged = joined([cut, new Uint8Array(64).fill(0xff)]);
  const { contents, findings } = await contentsOf(place("damaged.gz", damaged));
  expect(findings.map(({ code }) => code)).toEqual(["COMPRESSION_CUT_OFF"]);
  expect(contents.length).toBeGreaterThanOrEqual(whole.contents.length);
  expect(Buffer.compare(contents.subarray(0, whole.contents.length), whole.contents)).toBe(0);
});

test("of truncated gzip data what can be decompressed is there", async () => {
  const whole = gzipSync(image);
  const { contents, findings } = await contentsOf(
    place("short.gz", whole.subarray(0, whole.length / 2)),
  );
  expect(findings.map(({ code, severity }) => [code, severity])).toEqual([
    ["COMPRESSION_CUT_OFF", "warning"],
  ]);
  expect(contents.length).toBeGreaterThan(200_000);
  expect(Buffer.compare(contents, image.subarray(0, contents.length))).toBe(0);
});

test("a TWTZ export is decompressed by other decoders, and by ours", async () => {
  const cartridge = await openCartridge(rawStoreOf(manifest, image));
  const twti = (await exported(cartridge, "twti")).bytes;
  const twtz = (await exported(cartridge, "twtz")).bytes;
  expect(twtz.length).toBeLessThan(twti.length / 2);
  const parts: Uint8Array[] = [];
  new Decompress((part) => void parts.push(part)).push(twtz.slice(), true);
  expect(Buffer.compare(joined(parts), twti)).toBe(0);
  const { contents, wrapping } = await contentsOf(place("image.twtz", twtz));
  expect(wrapping).toBe("zstd");
  expect(Buffer.compare(contents, twti)).toBe(0);
  const theirs = packed("zstd", ["-dc"], twtz);
  if (theirs) expect(Buffer.compare(theirs, twti)).toBe(0);
});

test("of truncated zstd data what can be decompressed is there", async () => {
  const cartridge = await openCartridge(rawStoreOf(manifest, image));
  const { bytes } = await exported(cartridge, "twtz");
  const { contents, findings } = await contentsOf(
    place("short.twtz", bytes.subarray(0, bytes.length / 2)),
  );
  expect(findings.map(({ code }) => code)).toEqual(["COMPRESSION_CUT_OFF"]);
  expect(contents.length).toBeGreaterThan(0);
});

test("more bytes than a cartridge has are refused", async () => {
  const bomb = gzipSync(new Uint8Array(40_000_000));
  expect(await codeOf(openWrappedFile(place("bomb.gz", bomb), { limitBytes: 20_000_000 }))).toBe(
    "TOO_LARGE",
  );
});

test("a Zstandard window larger than memory should be is refused before it is allocated", async () => {
  const frame = Uint8Array.of(
    0x28,
    0xb5,
    0x2f,
    0xfd,
    0x00,
    0xa0,
    1,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
  );
  expect(await codeOf(openWrappedFile(place("window.zst", frame)))).toBe("TOO_LARGE");
});

test.each([
  ["gzip", [0x1f, 0x8b, 0x08, 0xff, 1, 2, 3]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 9, 9, 9, 9, 9, 9, 9, 9]],
  ["xz that ends at once", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38, 0xff, 0xff, 0xff, 1, 2, 3]],
  ["a zstd frame without end", [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]],
])("%s data that makes no sense is a clear error", async (_, bytes) => {
  expect(await codeOf(openWrappedFile(place("nonsense", Uint8Array.from(bytes))))).toBe(
    "BAD_COMPRESSION",
  );
});
