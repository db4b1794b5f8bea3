import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { placeCartridge } from "./cartridge-fixture.js";
import { testCommands } from "./command-case.js";
import { noise, run, temporaryFolder } from "./run-bin.js";
import { copySmall, formatSmall, smallParameters } from "./small-cartridge.js";

const folder = temporaryFolder();
formatSmall(folder);

const sample =
  "qic-standard=0x83,format-code=4,floppy-head-max=53,floppy-track-max=254,segments-per-track=1090,tracks-per-tape=50,gap3=248,format-filler-byte=0x6d";
const tr3 =
  "qic-standard=0x83,format-code=4,floppy-head-max=52,floppy-track-max=254,segments-per-track=1073,tracks-per-tape=50,gap3=248,format-filler-byte=0x6b";
const small =
  "qic-standard=0x01,format-code=2,floppy-head-max=0,floppy-track-max=169,segments-per-track=4,tracks-per-tape=20,gap3=233,format-filler-byte=0x6b";
const drive = "Tape drive type: raw image (0xffff)\n";

testCommands(
  () => folder,
  [
    {
      title: "probe prints the parameters of a cartridge type and makes no file",
      line: "ftformat -f new.img --cartridge=tr-3 --mode=probe",
      stdout: `${drive}--format-parameters ${tr3}\n`,
    },
    {
      title: "the parameters that are printed are taken back",
      line: `ftformat -f new.img -m probe --cartridge=tr-3 --format-parameters=${sample}`,
      stdout: `${drive}--format-parameters ${sample}\n`,
    },
    {
      title: "a head number that the geometry contradicts",
      line: `ftformat -f new.img -m force --format-parameters=${sample.replace("max=53", "max=9")}`,
      status: 1,
      stderr: /floppy-head-max=9: these segments and tracks need 53/,
    },
    {
      title: "probe of a formatted cartridge prints what its header says",
      line: "ftformat -f master.img -m probe",
      stdout: `${drive}--format-parameters ${small}\n`,
    },
    {
      title: "a missing file is not made without --cartridge",
      line: "ftformat -f none.img",
      status: 1,
      stderr: /none\.img: no such file; --cartridge=TYPE makes a cartridge image/,
    },
    {
      title: "--dry-run writes nothing",
      line: "ftformat -f new.img --cartridge=qic40-205 --dry-run",
      stdout: /Nothing was written\.\n$/,
    },
    {
      title: "formatting, in the words of the original",
      line: "ftformat -f again.img --mode=force --format-parameters=qic-standard=QIC-40,format-code=2,segments-per-track=4,tracks-per-tape=20 -L Letters",
      stdout: `${drive}--format-parameters ${small}
Formatting track 19, segment 79
Formatted: 0 bad sectors prescribed by the standard, 0 found.
`,
    },
    {
      title: "the label went to the header",
      line: "floppytape info again.img",
      stdout: /^label {15}Letters\nformat {14}QIC-40, code 2\n/,
    },
    {
      title: "--parsable-output ends every progress line",
      line: "ftformat -f again.img --parsable-output",
      stdout: /^(?:.*\n){2}(?:Formatting track \d+, segment \d+\n)+Formatted: /,
    },
  ],
);

test("a cartridge with volumes is formatted only with consent", () => {
  const image = copySmall(folder, "full.img");
  run(folder, "floppytape", ["write", image], { stdin: noise(10240) });
  const before = readFileSync(join(folder, image));
  const refused = run(folder, "ftformat", ["-f", image]);
  expect(refused.status).toBe(2);
  expect(refused.stderr).toMatch(/^ftformat: full\.img: holds 1 volume; say --yes/);
  expect(readFileSync(join(folder, image)).equals(before)).toBe(true);
  expect(run(folder, "ftformat", ["-f", image, "--yes"]).status).toBe(0);
  expect(JSON.parse(run(folder, "floppytape", ["ls", image, "--json"]).stdout)).toEqual({
    volumes: [],
  });
});

test("bad sectors and counters of the header live on, unless it is discarded", () => {
  const image = placeCartridge(folder, "q40-205");
  const info = () => JSON.parse(run(folder, "floppytape", ["info", image, "--json"]).stdout);
  const before = info();
  expect(before.badSectors.found).toBeGreaterThan(0);
  expect(run(folder, "ftformat", ["-f", image, "--yes"]).status).toBe(0);
  expect(info().badSectors).toEqual(before.badSectors);
  expect(info().formatCount).toBe(before.formatCount + 1);
  expect(run(folder, "ftformat", ["-f", image, "--yes", "--discard-header"]).status).toBe(0);
  expect(info().badSectors.found).toBe(0);
  expect(info().formatCount).toBe(1);
});

test("a Ditto 2GB cartridge is refused, with the reason", () => {
  const image = placeCartridge(folder, "ditto2gb-header");
  const refused = run(folder, "ftformat", ["-f", image]);
  expect(refused.status).toBe(2);
  expect(refused.stderr).toMatch(/useless for its drive; say --yes/);
});

test("QIC-3020: what the standard maps out and what was found are two numbers", () => {
  const parameters = "qic-standard=QIC-3020,format-code=4,segments-per-track=20,tracks-per-tape=40";
  const made = run(folder, "ftformat", [
    "-f",
    "q3020.img",
    "-m",
    "force",
    `--format-parameters=${parameters}`,
  ]);
  expect(made.status, made.stderr).toBe(0);
  expect(made.stdout).toContain("Formatted: 2784 bad sectors prescribed by the standard, 0 found.");
});

test("a run that fails leaves no file", () => {
  const before = readdirSync(folder);
  const parameters = smallParameters.replace("tracks-per-tape=20", "tracks-per-tape=0");
  const failed = run(folder, "ftformat", [
    "-f",
    "half.img",
    "-m",
    "force",
    `--format-parameters=${parameters}`,
  ]);
  expect(failed.status).toBe(1);
  expect(existsSync(join(folder, "half.img"))).toBe(false);
  expect(readdirSync(folder)).toEqual(before);
});
