import { describe, expect, test } from "vitest";
import {
  decodeFailedSectorDate,
  decodeQicTime,
  encodeFailedSectorDate,
  encodeQicTime,
  type QicTime,
  UnsetQicTime,
} from "../src/index.js";
import { vectors } from "./recorded.js";

function timeOf(text: string): QicTime {
  const [year, month, day, hour, minute, second] = text.split(/[-T:]/).map(Number) as number[];
  return { year: year!, month: month!, day: day!, hour: hour!, minute: minute!, second: second! };
}

describe("packed time", () => {
  const rows = (vectors.timestamps as { date: string; value: string }[]).map(
    ({ date, value }) => [date, Number(value)] as const,
  );
  test.each(rows)("%s is %i", (date, value) => {
    expect(encodeQicTime(timeOf(date))).toBe(value);
    const unset = value === 0 || value === UnsetQicTime;
    expect(decodeQicTime(value)).toEqual(unset ? undefined : timeOf(date));
  });

  test("the factory date of the recorded cartridges", () => {
    expect(decodeQicTime(0x3adf7e70)).toEqual(timeOf("1999-06-15T12:34:56"));
  });

  test("days and seconds that do not exist become the nearest earlier ones", () => {
    const march1 = encodeQicTime(timeOf("1997-03-01T00:00:00"));
    expect(decodeQicTime(march1 - 1)).toEqual(timeOf("1997-02-28T23:59:59"));
    expect(decodeQicTime(0x37ffffff)).toEqual(timeOf("1997-12-31T23:59:59"));
  });

  test.each([
    ["1969-12-31T00:00:00", "year"],
    ["2098-01-01T00:00:00", "year"],
    ["1997-13-01T00:00:00", "month"],
    ["1997-02-29T00:00:00", "day"],
    ["1997-02-00T00:00:00", "day"],
    ["1997-02-01T24:00:00", "hour"],
    ["1997-02-01T00:60:00", "minute"],
    ["1997-02-01T00:00:60", "second"],
  ])("%s is refused for its %s", (date, part) => {
    expect(() => encodeQicTime(timeOf(date))).toThrow(new RegExp(`^${part} must be`));
  });
});

describe("failed sector dates", () => {
  test.each(vectors.failedSectorDates as { date: string; ftapePacking: string }[])(
    "$date is $ftapePacking",
    ({ date, ftapePacking }) => {
      const { year, month, day } = timeOf(date);
      expect(encodeFailedSectorDate({ year, month, day })).toBe(Number(ftapePacking));
      expect(decodeFailedSectorDate(Number(ftapePacking))).toEqual({ year, month, day });
    },
  );

  test("parts that do not fit their bits are refused", () => {
    expect(() => encodeFailedSectorDate({ year: 2098, month: 1, day: 1 })).toThrow(/^year/);
    expect(() => encodeFailedSectorDate({ year: 1998, month: 16, day: 1 })).toThrow(/^month/);
    expect(() => encodeFailedSectorDate({ year: 1998, month: 1, day: 32 })).toThrow(/^day/);
  });
});
