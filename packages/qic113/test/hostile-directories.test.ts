import { describe, expect, test } from "vitest";
import {
  basicEntry,
  dataEntry,
  extendedEntry,
  openBasic,
  openExtended,
} from "./hostile-directories.js";
import { codes } from "./small-file-set.js";

const directory = 0x20;
const last = 0x40;

describe("directories that have no end", () => {
  test("each inside of the one before: as deep as paths can be, then by signatures", async () => {
    const chain = Buffer.concat(Array(5000).fill(basicEntry("D", 3 | directory | last, 0)));
    const { fileSet } = await openBasic(chain);
    expect(fileSet.items).toHaveLength(256);
    expect(codes(fileSet.findings)).toContain("DIRECTORY_INCOMPLETE");
    expect(fileSet.items.at(-1)!.path.split("/")).toHaveLength(256);
  });

  test("many that all ask for a level of their own: what is missing is told", async () => {
    const level = Array(200).fill(basicEntry("D", 3 | directory, 0));
    const { fileSet } = await openBasic(Buffer.concat([...level, basicEntry("E", 3 | last, 0)]));
    expect(fileSet.items).toHaveLength(201);
    expect(new Set(fileSet.items.map(({ path }) => path)).size).toBe(201);
    expect(fileSet.findings[0]).toMatchObject({
      code: "DIRECTORY_INCOMPLETE",
      details: { missingLevels: 200 },
    });
  });
});

describe("sizes that nothing has room for", () => {
  test.each([2n ** 63n, 2n ** 64n - 2n, 2n ** 53n])("%i bytes", async (size) => {
    const root = extendedEntry("C:", 0x49, 0n);
    const liar = extendedEntry("LIAR", 0, size, size - 200n);
    const honest = extendedEntry("HONEST", 0x28, 500n, 300n);
    const data = Buffer.concat([dataEntry(liar), Buffer.alloc(400, 0x55)]);
    const fileSet = await openExtended(Buffer.concat([root, liar, honest]), data);
    expect(fileSet.items.map(({ name }) => name)).toEqual(["C:", "LIAR", "HONEST"]);
    for (const item of fileSet.items.slice(1)) {
      let delivered = 0;
      const reading = fileSet.read(item);
      let step = await reading.next();
      for (; !step.done; step = await reading.next()) delivered += step.value.bytes.length;
      expect(delivered).toBeLessThan(1000);
      expect(step.value.grade).toBe("holes");
    }
  });

  test("a directory of 4 GiB is read as far as there is one", async () => {
    const one = basicEntry("A", 3 | last, 20);
    const { fileSet } = await openBasic(one, dataEntry(one), { directoryBytes: 0xffffffff });
    expect(fileSet.items.map(({ name }) => name)).toContain("A");
  });
});

test("a thousand files of one name that cannot be placed are not looked for one by one", async () => {
  const entry = basicEntry("SAME.TXT", 3, 0xffffffff);
  const directoryBytes = Buffer.concat(Array(1000).fill(entry));
  const data = Buffer.concat(Array(1000).fill(dataEntry(entry, Buffer.alloc(3, 0x41))));
  const { fileSet } = await openBasic(directoryBytes, data);
  expect(fileSet.items.length).toBeGreaterThanOrEqual(1000);
  for (const item of fileSet.items.slice(0, 1000)) await fileSet.check(item);
  expect(new Set(fileSet.items.map(({ path }) => path)).size).toBe(fileSet.items.length);
});
