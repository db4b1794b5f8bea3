import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { placeCartridge } from "./cartridge-fixture.js";
import { testCommands } from "./command-case.js";
import { ended, noise, run, shell, start, temporaryFolder } from "./run-bin.js";
import { copySmall, formatSmall, smallCapacity } from "./small-cartridge.js";

const folder = temporaryFolder();
formatSmall(folder);
const list = (image: string) =>
  JSON.parse(run(folder, "floppytape", ["ls", image, "--json"]).stdout).volumes;
const write = (image: string, bytes: Uint8Array, ...options: string[]) =>
  run(folder, "floppytape", ["write", image, ...options], { stdin: bytes });

describe("write", () => {
  test("appends, and says what it wrote on standard error", () => {
    const image = copySmall(folder, "append.img");
    expect(write(image, noise(20480))).toMatchObject({
      status: 0,
      stdout: "",
      stderr: "floppytape: append.img: volume 0: 20480 bytes, blocks of 10240\n",
    });
    expect(JSON.parse(write(image, noise(10240), "--json", "--compress").stdout)).toEqual({
      volume: 1,
      bytes: 10240,
      blockSize: 10240,
      compressed: true,
      padding: 0,
      tapeStops: 0,
    });
  });

  test("gives input that ends with part of a block a volume of just its bytes", () => {
    const image = copySmall(folder, "exact.img");
    expect(write(image, noise(12345)).status).toBe(0);
    expect(write(image, noise(54321, 2)).status).toBe(0);
    expect(
      list(image).map((v: { bytes: number; blockSize: number }) => [v.bytes, v.blockSize]),
    ).toEqual([
      [12345, 0],
      [54321, 0],
    ]);
    expect(run(folder, "floppytape", ["read", image, "0"]).bytes).toEqual(
      Buffer.from(noise(12345)),
    );
    expect(run(folder, "floppytape", ["read", image, "1"]).bytes).toEqual(
      Buffer.from(noise(54321, 2)),
    );
  });

  test("leaves the same segments and entry as a volume written with variable block size", () => {
    const a = copySmall(folder, "a.img");
    const b = copySmall(folder, "b.img");
    write(a, noise(12345), "-L", "Same");
    write(b, noise(12345), "-L", "Same", "-b", "variable");
    const data = (image: string) => readFileSync(join(folder, image)).subarray(3 * 32768);
    expect(data(a).equals(data(b))).toBe(true);
    const entry = (image: string) =>
      JSON.parse(run(folder, "vtblc", ["-f", image, "--json"]).stdout).entries[0];
    const [first, second] = [entry(a), entry(b)];
    expect({ ...first, date: "", bytes: "" }).toEqual({ ...second, date: "", bytes: "" });
  });

  test("--pad fills the last block with zeros and says so", () => {
    const image = copySmall(folder, "pad.img");
    const done = write(image, noise(10000), "--pad");
    expect(done.stderr).toContain("the last one filled with 240 zero bytes");
    const { bytes } = run(folder, "floppytape", ["read", image]);
    expect(bytes).toEqual(Buffer.concat([noise(10000), new Uint8Array(240)]));
  });

  test("labels the volume", () => {
    const image = copySmall(folder, "label.img");
    write(image, noise(10240), "--label", "Letters to Ada");
    expect(list(image)[0]).toMatchObject({ label: "Letters to Ada", volume: 0, bytes: 10240 });
  });

  test("leaves position and block size as other programs expect them", () => {
    const image = copySmall(folder, "after.img");
    run(folder, "ftmt", ["-f", image, "setblk", "2048"]);
    write(image, noise(29696), "-b", "29696");
    const position = run(folder, "ftmt", ["-f", image, "tell"]).stdout;
    expect(position).toBe("At block 2.\n");
    const info = () => JSON.parse(run(folder, "ftmt", ["-f", image, "volinfo", "--json"]).stdout);
    expect(info()).toMatchObject({ fileNumber: 1, realKilobytes: 0 });
    run(folder, "ftmt", ["-f", image, "weof"]);
    run(folder, "ftmt", ["-f", image, "bsf", "2"]);
    expect(info()).toMatchObject({ fileNumber: 1, blockSize: 2048 });
  });

  test("fills a cartridge to its end, keeps what fits and says how much that is", () => {
    const image = copySmall(folder, "full.img");
    const bytes = noise(smallCapacity + 50_000);
    const done = write(image, bytes);
    expect(done.status).toBe(2);
    const kept = Number(/holds the first (\d+) bytes/.exec(done.stderr)?.[1]);
    expect(kept).toBeGreaterThan(smallCapacity - 10240);
    expect(list(image)[0].bytes).toBe(kept);
    const back = run(folder, "floppytape", ["read", image]).bytes;
    expect(back.equals(Buffer.from(bytes.subarray(0, kept)))).toBe(true);
    expect(write(image, noise(10240)).stderr).toMatch(/the cartridge is full/);
    expect(list(image)).toHaveLength(1);
  });

  test("ended by Ctrl-C keeps what was read and closes the volume", async () => {
    const image = copySmall(folder, "interrupted.img");
    const child = start(folder, "floppytape", ["write", image]);
    const done = ended(child);
    let said = "";
    child.stderr.on("data", (piece) => {
      said += piece;
    });
    await new Promise((resolve) => child.stdin.write(noise(600_000), resolve));
    child.kill("SIGINT");
    expect(await done).toBe(130);
    expect(said).toMatch(/volume 0: \d+ bytes.*\n.*interrupted/);
    const [volume] = list(image);
    expect(volume.bytes).toBeGreaterThan(0);
    const read = run(folder, "floppytape", ["read", image]).bytes;
    expect(read).toEqual(Buffer.from(noise(600_000).subarray(0, volume.bytes)));
  });

  test("--dry-run says what would be done", () => {
    const image = copySmall(folder, "dry.img");
    write(image, noise(10240));
    const before = readFileSync(join(folder, image));
    expect(write(image, noise(1), "--overwrite", "--dry-run").stderr).toBe(
      "floppytape: dry.img: would write volume 0, losing 1 volume\n",
    );
    expect(readFileSync(join(folder, image)).equals(before)).toBe(true);
  });
});

describe("read", () => {
  test("a file appears when it is complete, and is not replaced unless asked", () => {
    const image = copySmall(folder, "read.img");
    write(image, noise(40960, 5));
    expect(run(folder, "floppytape", ["read", image, "-o", "out"]).status).toBe(0);
    expect(readFileSync(join(folder, "out"))).toEqual(Buffer.from(noise(40960, 5)));
    expect(run(folder, "floppytape", ["read", image, "-o", "out"])).toMatchObject({
      status: 2,
      stderr: "floppytape: out: exists already; --overwrite replaces it\n",
    });
    expect(run(folder, "floppytape", ["read", image, "-o", "out", "--overwrite"]).status).toBe(0);
  });

  test("a failed run leaves no file behind", () => {
    const image = placeCartridge(folder, "crc-dead");
    const before = readdirSync(folder).length;
    expect(run(folder, "floppytape", ["read", image, "-o", "half", "--lost=stop"]).status).toBe(3);
    expect(existsSync(join(folder, "half"))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.startsWith("half"))).toEqual([]);
    expect(readdirSync(folder).length).toBeLessThanOrEqual(before + 1);
  });

  test("ends quietly when the reader goes away", () => {
    const image = copySmall(folder, "pipe.img");
    write(image, noise(1_024_000));
    const done = shell(
      folder,
      `floppytape read ${image} | head -c 5 | wc -c; echo \${PIPESTATUS[0]}`,
    );
    expect(done.stdout.split("\n").slice(0, 2)).toEqual(["5", "141"]);
    expect(done.stderr).toBe("");
  });

  test("a volume that is not there", () => {
    const image = copySmall(folder, "empty.img");
    expect(run(folder, "floppytape", ["read", image])).toMatchObject({
      status: 2,
      stderr: "floppytape: empty.img: there are no volumes\n",
    });
    write(image, noise(10240));
    expect(run(folder, "floppytape", ["read", image, "1"]).stderr).toBe(
      "floppytape: empty.img: there is no volume 1; volumes are 0 to 0\n",
    );
    expect(run(folder, "floppytape", ["read", image, "x"]).status).toBe(1);
  });
});

describe("looking", () => {
  placeCartridge(folder, "crc-damaged");
  placeCartridge(folder, "crc-dead");
  placeCartridge(folder, "dos-volumes");
  const blank = "-".repeat(20);
  testCommands(
    () => folder,
    [
      {
        title: "ls",
        line: "floppytape ls dos-volumes.img",
        stdout:
          /^Volume {2}First {2}Last {2}Block size {3}Bytes {2}Date +Kind {5}Label\n {5}0 {6}3 {5}8 {8}1024 {2}178176 {2}.* {2}foreign {2}WINDOWS 95 FULL BACKUP\n/,
      },
      {
        title: "verify of a cartridge that can be corrected",
        line: "floppytape verify crc-damaged.img",
        stdout: `Segments: 120, with something recorded: 24
  read       9
  corrected  15 (28 sectors)
  lost       0 (0 bytes)
Bytes: 635904 read, 17408 corrected, 0 lost; nothing vouches for 9216 of them
Corrected with all three parity sectors used up, so that nothing checks it: segments 9 to 12, 14
`,
      },
      {
        title: "verify of one that can't",
        line: "floppytape verify crc-dead.img --json",
        status: 3,
        stdout:
          /"lostSegments":\[6,9\],"lostBytes":33792,"bytes":\{"read":438272,"corrected":3072,"lost":33792,"unverified":3072\},"parityStored":true\}/,
      },
      {
        title: "map",
        line: "floppytape map crc-dead.img",
        status: 3,
        stdout: `  0 > ......L..L..c.....--\n  1 < ${blank}\n  2 > ${blank}\n  3 < ${blank}\n  4 > ${blank}\n  5 < ${blank}\n
. read   c corrected   L lost   x no room for data (bad sectors)   - nothing recorded

15 segments read, 1 corrected, 2 lost
`,
      },
      {
        title: "info",
        line: "floppytape info crc-dead.img",
        stdout:
          /^label {15}CRC DEAD\nformat {14}.*code 4\n(?:.*\n)*bad sectors {9}0 mapped by the standard, 0 found bad\n/,
      },
      {
        title: "the kinds of cartridges",
        line: "floppytape format --list",
        stdout: /\n {4}4200 {2}qic80-307 +QIC-80, 307\.5 ft/,
      },
    ],
  );
});

test("format: factory-bad sectors are the same for the same number", () => {
  const made = ["one.img", "two.img"].map((name) => {
    const done = run(folder, "floppytape", [
      "format",
      name,
      "-c",
      "qic40-205",
      "--factory-bad=1994",
      "--json",
    ]);
    expect(done.status, done.stderr).toBe(0);
    return JSON.parse(done.stdout).badSectors;
  });
  expect(made[0]).toEqual(made[1]);
  expect(made[0].found).toBeGreaterThan(5);
  const again = run(folder, "floppytape", ["format", "one.img", "--dry-run"]);
  expect(again.stderr).toBe(
    "floppytape: one.img: would format as QIC-40, 20 tracks of 68 segments\n",
  );
});
