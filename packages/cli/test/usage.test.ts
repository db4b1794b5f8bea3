import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { testCommands } from "./command-case.js";
import { type ProgramName, run, shell, temporaryFolder } from "./run-bin.js";

const folder = temporaryFolder();
const programs: ProgramName[] = ["floppytape", "ftmt", "ftformat", "vtblc", "listtape"];
const commands = ["format", "write", "read", "ls", "info", "verify", "map", "completion", "man"];

describe.each(programs)("%s", (program) => {
  test.each(["--help", "-h", "-?", "--usage"])("%s prints help on standard output", (option) => {
    const { status, stdout, stderr } = run(folder, program, [option]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`^Usage: ${program} `));
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test("--version and -V print the version", () => {
    expect(run(folder, program, ["--version"]).stdout).toMatch(/\d+\.\d+\.\d+\n$/);
    expect(run(folder, program, ["-V"]).status).toBe(0);
  });

  test("has a man page that troff takes without a warning", () => {
    const page = readFileSync(
      fileURLToPath(new URL(`../dist/man/${program}.1`, import.meta.url)),
      "utf8",
    );
    expect(page).toMatch(new RegExp(`^\\.TH ${program.toUpperCase()} 1 `));
    expect(page).toBe(run(folder, "floppytape", ["man", program]).stdout);
    // Every line that is no request of the page's own is text.
    for (const line of page.split("\n"))
      expect(line).toMatch(
        /^(?:\.(?:TH|SH|SS|PP|TP|BR?|nf|fi)\b.*|(?![.'])[^\\]*(?:\\[-e&].*)?|)$/,
      );
    const groff = spawnSync("groff", ["-man", "-Tutf8", "-ww"], { input: page });
    if (!groff.error) expect(groff.stderr.toString()).toBe("");
  });
});

test.each(commands)("floppytape %s --help names every option of the command", (command) => {
  const help = run(folder, "floppytape", [command, "--help"]).stdout;
  expect(help).toMatch(new RegExp(`^Usage: floppytape ${command} `));
  expect(run(folder, "floppytape", ["help", command]).stdout).toBe(help);
});

describe("completion", () => {
  const complete = (line: string) =>
    shell(
      folder,
      `source <(floppytape completion bash)
       COMP_WORDS=(${line}) COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
       compopt() { :; }
       _\${COMP_WORDS[0]}_complete; echo "\${COMPREPLY[@]}"`,
    ).stdout.trim();

  test("bash completes commands, operations, options and their values", () => {
    expect(complete("floppytape ve")).toBe("verify");
    expect(complete("ftmt rewi")).toBe("rewind");
    expect(complete("floppytape read x.img --lo")).toContain("--lost=");
    expect(complete("floppytape completion z")).toBe("zsh");
  });

  test.each(["bash", "zsh", "fish"])("there is a script for %s", (name) => {
    const { stdout } = run(folder, "floppytape", ["completion", name]);
    for (const program of programs) expect(stdout).toContain(program);
    const check = spawnSync(name, ["-n"], { input: stdout });
    if (!check.error) expect(check.stderr.toString()).toBe("");
  });
});

testCommands(
  () => folder,
  [
    {
      title: "no command",
      line: "floppytape",
      status: 1,
      stderr: /a command is missing\n.*commands: format /,
    },
    {
      title: "an unknown command",
      line: "floppytape frob",
      status: 1,
      stderr: /^floppytape: unknown command 'frob'\n/,
    },
    {
      title: "an unknown letter",
      line: "ftmt -Q status",
      status: 1,
      stderr: /^ftmt: invalid option -- 'Q'\nftmt: Try 'ftmt --help'/,
    },
    {
      title: "an unknown long option",
      line: "vtblc --frob",
      status: 1,
      stderr: /unrecognized option '--frob'/,
    },
    {
      title: "an option cut too short",
      line: "ftformat --v",
      status: 1,
      stderr: /'--v' is ambiguous: --verify-only --verbose --version/,
    },
    {
      title: "a value where none is taken",
      line: "floppytape ls --json=1 x",
      status: 1,
      stderr: /'--json' takes no value/,
    },
    {
      title: "a value that is missing",
      line: "listtape -f",
      status: 1,
      stderr: /'-f' needs a value: DEVICE/,
    },
    {
      title: "an operand that is missing",
      line: "floppytape ls",
      status: 1,
      stderr: /missing operand: IMAGE\nfloppytape: Try 'floppytape ls --help'/,
    },
    {
      title: "an operand too many",
      line: "floppytape info a b",
      status: 1,
      stderr: /surplus operand 'b'/,
    },
    {
      title: "a choice that does not exist",
      line: "floppytape completion csh",
      status: 1,
      stderr: /SHELL: 'csh' is not one of bash, zsh, fish/,
    },
    {
      title: "a block size that is none",
      line: "floppytape write x --block-size=1000",
      status: 1,
      stderr: /--block-size: '1000' is neither 'variable' nor a multiple of 1024 up to 63488/,
    },
    {
      title: "a cartridge that does not exist",
      line: "floppytape format x.img -c qic90",
      status: 1,
      stderr: /'qic90' is not a kind of cartridge\n.*qic80-307/,
    },
    {
      title: "a label that does not fit",
      line: `floppytape format x.img -c tr-1 -L ${"x".repeat(45)}`,
      status: 1,
      stderr: /at most 44 characters, got 45/,
    },
    {
      title: "a waiting time that is none",
      line: "floppytape ls x --wait soon",
      status: 1,
      stderr: /--wait: 'soon' is not a number of seconds/,
    },
    { title: "ftmt: no operation", line: "ftmt", status: 1, stderr: /missing operand: OPERATION/ },
    {
      title: "ftmt: an unknown operation, status 2 and the list, as GNU mt",
      line: "ftmt frob",
      status: 2,
      stderr:
        /^ftmt: invalid argument 'frob' for 'operation'\nftmt: Valid arguments are:\nftmt: {3}- 'weof', 'eof'\n/,
    },
    {
      title: "ftmt: a beginning that several operations have",
      line: "ftmt re",
      status: 2,
      stderr: /ambiguous argument 're'/,
    },
    {
      title: "ftmt: a count that is no number",
      line: "ftmt fsf 1x",
      status: 1,
      stderr: /invalid count value '1x'/,
    },
    {
      title: "ftmt: a negative count is an option letter",
      line: "ftmt fsf -1",
      status: 1,
      stderr: /invalid option -- '1'/,
    },
    {
      title: "ftmt: a count too large",
      line: "ftmt fsf 0x80000000",
      status: 1,
      stderr: /invalid count value/,
    },
    { title: "ftmt: setdensity", line: "ftmt setdensity 3", status: 2, stderr: /FTAPE_TRACE/ },
    {
      title: "vtblc: two actions",
      line: "vtblc --bsm --print",
      status: 1,
      stderr: /only one action at a time, not --print and --bsm/,
    },
    {
      title: "vtblc: an unknown suboption",
      line: "vtblc --modify name=x",
      status: 1,
      stderr: /unknown suboption 'name': expected label, date, start, end, tagged/,
    },
    {
      title: "vtblc: a date that is none",
      line: "vtblc -f x --modify date=yesterday",
      status: 1,
      stderr: /./,
    },
    {
      title: "ftformat: an unknown parameter",
      line: "ftformat -f x.img -m force --format-parameters=tracks=3",
      status: 1,
      stderr: /unknown suboption 'tracks'/,
    },
    {
      title: "ftformat: a parameter out of range",
      line: "ftformat -f x.img -m force --format-parameters=qic-standard=TR-3,format-code=9",
      status: 1,
      stderr: /format-code='9': expected a whole number from 2 to 6/,
    },
    {
      title: "ftformat: a parameter that is missing",
      line: "ftformat -f x.img -m force --format-parameters=qic-standard=TR-3",
      status: 1,
      stderr: /format-code= is missing/,
    },
    {
      title: "ftformat: a mode that does not exist",
      line: "ftformat -m quick",
      status: 1,
      stderr: /'quick' is not one of auto, force, probe/,
    },
  ],
);
