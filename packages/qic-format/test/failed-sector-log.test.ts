import { expect, test } from "vitest";
import {
  decodeFailedSectorLog,
  encodeFailedSectorLog,
  type FailedSector,
  FormatError,
  HeaderBytes,
} from "../src/index.js";
import { blankHeader, bytesOf, cartridges, sha256 } from "./recorded.js";

test("the log of a recorded cartridge, which holds old ftape's file marks", () => {
  const { headerHex } = cartridges.find(({ name }) => name === "old-ftape-v2")!;
  const bytes = bytesOf(headerHex, HeaderBytes);
  const log = decodeFailedSectorLog(bytes, 2);
  expect(log).toEqual([
    { segment: 6, date: 5 },
    { segment: 8, date: 1 },
    { segment: 9, date: 1 },
  ]);
  const again = blankHeader();
  again.set(bytes.subarray(0, 144));
  encodeFailedSectorLog(log, again, 2);
  expect(decodeFailedSectorLog(again, 2)).toEqual(log);
  expect(sha256(again.subarray(256))).toBe(sha256(bytes.subarray(256)));
});

test("448 entries fit, a count beyond them is not believed", () => {
  const entries: FailedSector[] = Array.from({ length: 448 }, (_, i) => ({
    segment: i,
    date: 65535,
  }));
  const bytes = blankHeader();
  encodeFailedSectorLog(entries, bytes, 3);
  expect(bytes.subarray(2048).every((byte) => byte === 0)).toBe(true);
  expect(bytes[2047]).toBe(0xff);
  bytes[145] = 0xff;
  expect(decodeFailedSectorLog(bytes, 3)).toEqual(entries);
  expect(() => encodeFailedSectorLog([...entries, entries[0]!], bytes, 3)).toThrow(
    new FormatError(
      "FIELD_RANGE",
      "the failed sector log of format code 3 has room for 448 entries, got 449",
      { entries: 449, room: 448 },
    ),
  );
});

test("codes 4 and 6 have no log", () => {
  expect(decodeFailedSectorLog(blankHeader().fill(0xff), 6)).toEqual([]);
  expect(() => encodeFailedSectorLog([], blankHeader(), 4)).toThrow(FormatError);
});
