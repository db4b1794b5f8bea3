import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { testCommands } from "./command-case.js";
import { noise, run, shell, temporaryFolder } from "./run-bin.js";
import { copySmall, formatSmall } from "./small-cartridge.js";

const folder = temporaryFolder();
formatSmall(folder);

test("input without a byte makes no volume, and that is said", () => {
  const image = copySmall(folder, "nothing.img");
  const done = run(folder, "floppytape", ["write", image]);
  expect(done).toMatchObject({
    status: 0,
    stderr:
      "floppytape: nothing.img: nothing came from standard input, so there is no new volume\n",
  });
  expect(JSON.parse(run(folder, "floppytape", ["write", image, "--json"]).stdout)).toMatchObject({
    volume: null,
    bytes: 0,
  });
});

describe("an empty file", () => {
  test.each([
    ["ftformat", ["-f", "empty1.img", "--cartridge=qic40-205"]],
    ["floppytape", ["format", "empty2.img", "--cartridge=qic40-205"]],
  ] as const)("%s makes an image of it without being asked twice", (program, args) => {
    const [name = ""] = args.filter((word) => word.endsWith(".img"));
    writeFileSync(join(folder, name), "");
    expect(run(folder, program, args).status).toBe(0);
    expect(run(folder, "floppytape", ["ls", name]).status).toBe(0);
  });
});

describe("ftformat on a write-protected cartridge", () => {
  test("warns in the original's words and stops", () => {
    chmodSync(join(folder, copySmall(folder, "protected.img")), 0o444);
    expect(run(folder, "ftformat", ["-f", "protected.img", "--yes"])).toMatchObject({
      status: 2,
      stdout: "",
      stderr: "Tape drive type: raw image (0xffff)\nWarning: Write protected cartridge!\n",
    });
  });
});

describe("words on standard error", () => {
  copySmall(folder, "words.img");
  mkdirSync(join(folder, "o.tar.part"));
  run(folder, "floppytape", ["write", "words.img"], { stdin: noise(20480) });
  testCommands(
    () => folder,
    [
      {
        title: "an operand without a letter",
        line: ["floppytape", "ls", ""],
        status: 1,
        stderr: /^floppytape: IMAGE: is empty\n/,
      },
      {
        title: "a volume that is no number, before the tape is touched",
        line: "floppytape read missing.img first",
        status: 1,
        stderr: /^floppytape: VOLUME: 'first' is not a number\n/,
      },
      {
        title: "a file that can't be made: what the system says, without its call",
        line: "floppytape read words.img 0 -o o.tar",
        status: 2,
        stderr: /^floppytape: o\.tar: illegal operation on a directory\n$/,
      },
      {
        title: "a device string with a mistake is named once",
        line: "floppytape ls qtest:x",
        status: 2,
        stderr: /^floppytape: qtest:x: qtest: needs HOST:PORT/,
      },
    ],
  );

  test.runIf(existsSync("/dev/full"))("standard output on a full disk", () => {
    expect(shell(folder, "floppytape ls words.img > /dev/full")).toMatchObject({
      status: 2,
      stderr: "floppytape: standard output: no space left on device\n",
    });
  });
});

test("completions know the kinds of cartridges", () => {
  for (const name of ["bash", "zsh", "fish"])
    expect(run(folder, "floppytape", ["completion", name]).stdout).toMatch(/qic3020-400/);
});
