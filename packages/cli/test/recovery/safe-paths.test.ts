import { describe, expect, test } from "vitest";
import { createSafePaths } from "../../src/recovery/safe-paths.js";

describe("a path of a recording", () => {
  test.each([
    ["letters/ada.txt", "letters/ada.txt"],
    ["/etc/passwd", "etc/passwd"],
    ["../../../etc/passwd", "etc/passwd"],
    ["a/./b//../c", "a/b/c"],
    ["C:/DOS/COMMAND.COM", "C_/DOS/COMMAND.COM"],
    ["..\\..\\evil.exe", ".._.._evil.exe"],
    ["\\\\server\\share", "__server_share"],
    ["name:stream", "name_stream"],
    ["nul\0byte\x1b[31m", "nul_byte_[31m"],
    ["photo\u202egpj.exe", "photo_gpj.exe"],
    ["trailing. . ", "trailing____"],
    ["CON", "_CON"],
    ["con.txt/aux", "_con.txt/_aux"],
    ["Lpt1 .dat", "_Lpt1 .dat"],
    ["COM\u00b9", "_COM\u00b9"],
    ["conin$", "_conin$"],
    ["console", "console"],
    ["...", "___"],
    ["\ud800x", "_x"],
    ["", "unnamed"],
    ["..", "unnamed"],
  ])("%j becomes %j", (path, written) => {
    expect(createSafePaths().file(path)).toBe(written);
  });

  test("that is too long keeps its ending", () => {
    const paths = createSafePaths();
    const long = `${"\u00e9".repeat(200)}.jpeg`;
    const written = paths.file(long);
    expect(written).toBe(`${"\u00e9".repeat(125)}.jpeg`);
    expect(paths.file(long)).toBe(`${"\u00e9".repeat(124)}~1.jpeg`);
  });

  test("that is too deep ends in the last folder that fits", () => {
    const written = createSafePaths().file(`${"d/".repeat(100_000)}x`);
    expect(written).toBe(`${"d/".repeat(64)}x`);
    const wide = createSafePaths().file(`${`${"w".repeat(200)}/`.repeat(9)}x`);
    expect(wide).toBe(`${`${"w".repeat(200)}/`.repeat(3)}x`);
  });

  test("of a megabyte of dots takes no time", () => {
    expect(createSafePaths().file(`${".".repeat(1 << 20)}x`)).toBe("_.x");
  });
});

describe("paths that meet", () => {
  const written = (...paths: string[]) => {
    const safe = createSafePaths();
    return paths.map((path) => safe.file(path));
  };

  test.each([
    ["twice the same", ["a.txt", "a.txt", "a.txt"], ["a.txt", "a~1.txt", "a~2.txt"]],
    ["by case", ["README", "Readme", "readme"], ["README", "Readme~1", "readme~2"]],
    ["by accents", ["caf\u00e9.txt", "cafe\u0301.txt"], ["caf\u00e9.txt", "cafe\u0301~1.txt"]],
    ["by what was replaced", ["a:b", "a?b", "a_b"], ["a_b", "a_b~1", "a_b~2"]],
    ["with what a number made", ["a~1", "a", "A"], ["a~1", "a", "A~2"]],
    ["a file where a folder is needed", ["a", "a/b", "a/c"], ["a", "a~1/b", "a~1/c"]],
    ["a folder where a file is", ["a/b", "a"], ["a/b", "a~1"]],
    ["folders by case", ["A/x", "a/x"], ["A/x", "a~1/x"]],
    [
      "by the short name that DOS gives",
      ["Long file name.txt", "LONGFI~1.TXT"],
      ["Long file name.txt", "LONGFI~1~1.TXT"],
    ],
    [
      "by a short name with a checksum",
      ["Long file name.text", "LO1A2B~1.TEX"],
      ["Long file name.text", "LO1A2B~1~1.TEX"],
    ],
    [
      "by the short name and the number that would help",
      ["na me.txt", "name.txt", "NAME.TXT"],
      ["na me.txt", "name.txt", "NAME~0000001.TXT"],
    ],
  ])("%s", (_, paths, expected) => {
    expect(written(...paths)).toEqual(expected);
  });

  test("twenty thousand of one name take no time", () => {
    const safe = createSafePaths();
    for (let i = 0; i < 20_000; i++) safe.file("same.txt");
    expect(safe.file("same.txt")).toBe("same~20000.txt");
  });

  test("what a path became is found again", () => {
    const safe = createSafePaths();
    expect(safe.folder("A")).toBe("A");
    expect(safe.folder("a")).toBe("a~1");
    expect(safe.folder("A")).toBe("A");
    safe.file("a/CON");
    expect(safe.find("./a/CON")).toBe("a~1/_CON");
    expect(safe.find("a")).toBe("a~1");
    expect(safe.find("b/c")).toBeUndefined();
  });
});
