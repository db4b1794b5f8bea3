import { expect, test } from "vitest";
import { createNameMask } from "../../src/report/index.js";

test("files and folders are numbered in the order in which they come", () => {
  const mask = createNameMask();
  expect(mask.file("letters/1994/anna.txt")).toBe("folder-0001/folder-0002/file-0001.txt");
  expect(mask.file("letters/1994/bert.txt")).toBe("folder-0001/folder-0002/file-0002.txt");
  expect(mask.folder("letters/1994")).toBe("folder-0001/folder-0002");
  expect(mask.file("letters/1994/anna.txt")).toBe("folder-0001/folder-0002/file-0001.txt");
});

test("equal names in different folders are different files", () => {
  const mask = createNameMask();
  expect(mask.file("a/readme")).toBe("folder-0001/file-0001");
  expect(mask.file("b/readme")).toBe("folder-0002/file-0002");
});

test.each([
  ["report.doc", "file-0001.doc"],
  ["archive.tar.gz", "file-0001.gz"],
  ["mail.annas-letters", "file-0001"],
  ["notes.texts", "file-0001"],
  [".bashrc", "file-0001"],
  ["Mr. Smith", "file-0001"],
  ["README", "file-0001"],
])("of %s an ending stays only where it tells a kind of file", (name, masked) => {
  expect(createNameMask().file(name)).toBe(masked);
});

test("what is no name stays: absolute paths, the way upwards, a slash at the end", () => {
  const mask = createNameMask();
  expect(mask.file("/etc/passwd")).toBe("/folder-0001/file-0001");
  expect(mask.file("etc/./passwd")).toBe("folder-0001/./file-0001");
  expect(mask.file("../etc/passwd")).toBe("../folder-0002/file-0002");
  expect(mask.folder("etc/")).toBe("folder-0001/");
  expect(mask.folder("")).toBe("");
});

test("labels and sources are numbered, nothing stays nothing", () => {
  const mask = createNameMask();
  expect(mask.label("Anna's letters")).toBe("label-0001");
  expect(mask.label("")).toBe("");
  expect(mask.source("anna.img")).toBe("image-0001.img");
  expect(mask.source("anna.img")).toBe("image-0001.img");
});

test("a finding keeps its code and its numbers, but no words", () => {
  const finding = createNameMask().finding({
    code: "SIZE_DISAGREES",
    severity: "warning",
    message: "ANNA.TXT has 3 bytes, the directory says 4",
    details: { found: 3, stated: 4, name: "ANNA.TXT" },
  });
  expect(finding).toEqual({
    code: "SIZE_DISAGREES",
    severity: "warning",
    message: "size disagrees (found 3, stated 4)",
    details: { found: 3, stated: 4 },
  });
});
