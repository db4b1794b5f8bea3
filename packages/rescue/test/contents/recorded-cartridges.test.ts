import { describe, expect, test } from "vitest";
import { openRecording } from "../../src/contents/index.js";
import { addSpans, EmptyAccount } from "../../src/index.js";
import { readBytes, readEntries, sha256Of } from "./read-all.js";
import { generated, manifestOf, recordedStore } from "./recorded-cartridges.js";

const whole = ["bad-var", "z-norm", "z-var", "fmt6", "old-ftape-v2", "crc-damaged"];

describe.each(whole)("%s", (name) => {
  const { payloads } = manifestOf(name);

  test("the volumes hold what was written", async () => {
    const { volumes, cartridge } = await openRecording(recordedStore(name));
    expect(cartridge).toBeDefined();
    expect(volumes.map(({ index, compressed }) => ({ index, compressed }))).toEqual(
      payloads.map(({ compressed }, index) => ({ index, compressed })),
    );
    for (const [index, volume] of volumes.entries()) {
      const { bytes, spans } = await readBytes(await volume.bytes());
      expect(sha256Of(bytes)).toBe(payloads[index]!.sha256);
      expect(spans.every(({ state }) => state !== "lost")).toBe(true);
    }
  });

  test("each is one entry with all its bytes, since nothing is known of them", async () => {
    const { volumes } = await openRecording(recordedStore(name));
    for (const [index, volume] of volumes.entries()) {
      const contents = await volume.contents();
      expect(contents.kind).toBe("raw");
      const [entry, ...others] = await readEntries(contents);
      expect(others).toEqual([]);
      expect(entry!.entry.path).toBe(`volume-00${index}`);
      expect(sha256Of(entry!.bytes)).toBe(payloads[index]!.sha256);
    }
  });
});

test("a tape of old ftape is told from others, and from its marks", async () => {
  const { volumes } = await openRecording(recordedStore("old-ftape-v2"));
  expect(
    volumes.map(({ origin, firstSegment, lastSegment }) => [origin, firstSegment, lastSegment]),
  ).toEqual([
    ["legacy", 2, 6],
    ["legacy", 7, 8],
  ]);
});

test("corrected bytes are those of the data sectors that were damaged", async () => {
  const { volumes } = await openRecording(recordedStore("crc-damaged"));
  const { spans } = await readBytes(await volumes[0]!.bytes());
  // Data sectors: in segments 3, 4, 6, 7, 9, 10, 12, 13, 14; not parity sectors 29 to 31.
  const damaged = [
    [3, 0],
    [4, 28],
    [6, 0],
    [6, 1],
    [7, 5],
    [9, 0],
    [9, 15],
    [9, 28],
  ];
  const unverifiable = [
    [9, 0],
    [9, 15],
    [9, 28],
    [10, 10],
    [10, 11],
    [10, 12],
    [12, 3],
    [14, 4],
    [14, 9],
  ];
  const more = [
    [10, 10],
    [10, 11],
    [10, 12],
    [12, 3],
    [13, 17],
    [14, 4],
    [14, 9],
  ];
  const starts = (list: number[][]) =>
    list.map(([segment, sector]) => (segment! - 3) * 29696 + sector! * 1024).sort((a, b) => a - b);
  const sectors = spans
    .filter(({ state }) => state === "corrected")
    .flatMap(({ start, end, verified }) =>
      Array.from({ length: (end - start) / 1024 }, (_, i) => ({ at: start + i * 1024, verified })),
    );
  expect(sectors.map(({ at }) => at)).toEqual(starts([...damaged, ...more]));
  expect(sectors.filter(({ verified }) => !verified).map(({ at }) => at)).toEqual(
    starts(unverifiable),
  );
});

test("of segments beyond repair only the sectors are lost that cannot be read", async () => {
  const { payloads } = manifestOf("crc-dead");
  const expected = generated(payloads[0]!.recipe);
  expect(sha256Of(expected)).toBe(payloads[0]!.sha256);
  const { volumes } = await openRecording(recordedStore("crc-dead"));
  const { bytes, spans } = await readBytes(await volumes[0]!.bytes());
  const lost = spans.filter(({ state }) => state === "lost");
  expect(lost.map(({ start, end }) => [start, end])).toEqual([
    [3 * 29696 + 1024, 3 * 29696 + 5 * 1024],
    [6 * 29696, 7 * 29696], // two sectors are wrong and none admits it
  ]);
  // Segment 12 has three unreadable sectors and a fourth that is wrong: nothing is left to betray it.
  const unverified = spans.filter(({ state, verified }) => state === "corrected" && !verified);
  expect(unverified.map(({ start, end }) => [start, end])).toEqual([
    [9 * 29696, 9 * 29696 + 3 * 1024],
  ]);
  const deceived = (at: number) => at >= 9 * 29696 && at < 10 * 29696;
  for (const { start, end, state } of spans)
    if (state !== "lost" && !deceived(start) && !deceived(end - 1))
      expect(Buffer.compare(bytes.subarray(start, end), expected.subarray(start, end))).toBe(0);
});

test("what a torn dump lacks is lost", async () => {
  const { volumes } = await openRecording(recordedStore("truncated"));
  const [first, second] = manifestOf("truncated").payloads;
  expect(sha256Of((await readBytes(await volumes[0]!.bytes())).bytes)).toBe(first!.sha256);
  const { bytes, spans } = await readBytes(await volumes[1]!.bytes());
  const expected = generated(second!.recipe);
  // Segments 6 to 8 are whole, of segment 9 there are five sectors.
  const there = 3 * 29696 + 5 * 1024;
  expect(addSpans(EmptyAccount, spans)).toEqual({
    read: there,
    corrected: 0,
    lost: 204800 - there,
    unverified: 0,
  });
  expect(Buffer.compare(bytes.subarray(0, there), expected.subarray(0, there))).toBe(0);
});

test("without a header that can be read the table is found all the same", async () => {
  const recording = await openRecording(recordedStore("headers-damaged"));
  expect(recording.cartridge).toBeUndefined();
  expect(recording.findings.map(({ code }) => code)).toContain("NO_HEADER");
  const [volume] = recording.volumes;
  const { bytes } = await readBytes(await volume!.bytes());
  expect(sha256Of(bytes)).toBe(manifestOf("headers-damaged").payloads[0]!.sha256);
});
