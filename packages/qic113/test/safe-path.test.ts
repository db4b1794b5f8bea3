import { describe, expect, test } from "vitest";
import { openFileSet, readVolumeEntry } from "../src/index.js";
import { memorySegments } from "./segments.js";
import { writeAll } from "./trees.js";

const bounds = { firstSegment: 3, lastSegment: 1000 };

describe("paths are safe to extract to", () => {
  const paths = async (names: readonly string[]) => {
    const items = names.map((name) => ({ name, contents: new Uint8Array(1) }));
    const { segments, written } = await writeAll(items, { ...bounds, format: "extended" });
    const volume = readVolumeEntry(written.entryBytes, bounds)!;
    const fileSet = await openFileSet(volume, memorySegments(segments));
    expect(fileSet.items.slice(1).map(({ name }) => name)).toEqual(names);
    return fileSet.items.slice(1).map(({ path }) => path);
  };

  test.each([
    ["..", "__"],
    [".", "_"],
    ["../../etc/passwd", ".._.._etc_passwd"],
    ["C:\\WINDOWS", "C__WINDOWS"],
    ["CON", "_CON"],
    ["nul.txt", "_nul.txt"],
    ["COM1", "_COM1"],
    ["bell\u0007\u001b[2J", "bell__[2J"],
    ["trailing. ", "trailing__"],
    ["\u202etxt.exe", "_txt.exe"],
    ["lone \ud800", "lone \ufffd"],
    ["x".repeat(300), "x".repeat(200)],
    ["漢字 ä.txt", "漢字 ä.txt"],
  ])("%j becomes %j", async (name, expected) => {
    expect(await paths([name])).toEqual([expected]);
  });

  test("names that would become the same are told apart", async () => {
    expect(await paths(["a?.txt", "a*.txt", "A_.TXT", "a_~2.txt", "b"])).toEqual([
      "a_.txt",
      "a_~2.txt",
      "A_~3.TXT",
      "a_~2~2.txt",
      "b",
    ]);
  });
});
