import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { cartridgeNames, manifestOf, placeCartridge } from "./cartridge-fixture.js";
import { run, temporaryFolder } from "./run-bin.js";

const folder = temporaryFolder();
const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Cartridges from which not every byte comes back, with the reason. */
const incomplete: Readonly<Record<string, string>> = {
  "crc-dead": "segments 6, 9 and 12 are damaged beyond repair",
  "headers-damaged": "no header can be put together",
  truncated: "the file ends in segment 9",
};

test.each(cartridgeNames.filter((name) => !(name in incomplete)))(
  "%s: floppytape reads every volume as it was written, and listtape lists them",
  (name) => {
    const image = placeCartridge(folder, name);
    const { payloads, readByDriver404 } = manifestOf(name);
    for (const { volno, bytes, sha256 } of payloads) {
      const read = run(folder, "floppytape", ["read", image, String(volno)]);
      expect(read.status, read.stderr).toBe(0);
      expect(read.bytes.length).toBe(bytes);
      expect(digest(read.bytes)).toBe(sha256);
    }
    const list = run(folder, "listtape", ["-f", `zqft:${image}`, "--json"]);
    expect(list.status, list.stderr).toBe(0);
    expect(JSON.parse(list.stdout).volumes).toEqual(
      (readByDriver404.volumes ?? []).map(({ volinfo }) => ({
        fileNumber: volinfo.volno,
        blockSize: volinfo.blksz,
        realKilobytes: volinfo.sizeKb,
        physicalKilobytes: volinfo.rawsizeKb,
      })),
    );
    const verify = run(folder, "floppytape", ["verify", image]);
    expect(verify.status, verify.stdout + verify.stderr).toBe(0);
  },
);

test.each(cartridgeNames.filter((name) => name !== "headers-damaged"))(
  "%s: the tagged table read back changes not a byte",
  (name) => {
    const image = placeCartridge(folder, name);
    const tagged = run(folder, "vtblc", ["-f", image, "--print=tagged"]);
    expect(tagged.status, tagged.stderr).toBe(0);
    const before = run(folder, "ftmt", ["-f", image, "getseg", "2"]).bytes;
    const modify = run(folder, "vtblc", ["-f", image, "--modify", "tagged"], {
      stdin: tagged.stdout,
    });
    expect(modify.status, modify.stderr).toBe(0);
    expect(run(folder, "ftmt", ["-f", image, "getseg", "2"]).bytes.equals(before)).toBe(true);
  },
);

test("crc-dead: lost sectors are zeros, listed, and end with exit status 3", () => {
  const image = placeCartridge(folder, "crc-dead");
  const read = run(folder, "floppytape", ["read", image]);
  expect(read.status).toBe(3);
  expect(read.bytes.length).toBe(445440);
  // Segment 6 is the fourth of the volume and lost sectors 1 to 4 only.
  const first = 3 * 29696 + 1024;
  expect(read.stderr).toContain(`lost: bytes ${first} to ${first + 4095}, 4096 bytes (segment 6)`);
  expect(read.bytes.subarray(first, first + 4096).every((byte) => byte === 0)).toBe(true);
  expect(read.bytes.subarray(first - 1024, first).some((byte) => byte !== 0)).toBe(true);
  // Nobody knows which sectors of segment 9 are wrong, and nothing shows that segment 12 is.
  expect(read.stderr).toContain("29696 bytes (segment 9)");
  expect(read.stderr).toContain("so that nothing checks it: segments 12\n");
  const verify = run(folder, "floppytape", ["verify", image]);
  expect(verify.status).toBe(3);
  expect(verify.stdout).toContain("Lost: segments 6, 9\n");
});

test("header1-damaged: a lost header copy is named, and no loss of data", () => {
  const image = placeCartridge(folder, "header1-damaged");
  for (const command of ["verify", "map"]) {
    const done = run(folder, "floppytape", [command, image]);
    expect(done.status).toBe(0);
    expect(done.stdout).toContain("Segment 0 is a header copy; the other one serves\n");
  }
});

test("crc-dead: --lost=stop ends at the first lost byte, and no file is left", () => {
  const image = placeCartridge(folder, "crc-dead");
  const read = run(folder, "floppytape", ["read", image, "--lost=stop"]);
  expect(read.status).toBe(3);
  expect(read.bytes.length).toBe(3 * 29696 + 1024);
  expect(read.stderr).toMatch(/byte 90112 of volume 0 is lost/);
});

test("headers-damaged: what is wrong is said, with exit status 2", () => {
  const image = placeCartridge(folder, "headers-damaged");
  const info = run(folder, "floppytape", ["info", image]);
  expect(info.status).toBe(2);
  expect(info.stderr).toMatch(/^floppytape: headers-damaged\.img: .*header/);
  const status = run(folder, "ftmt", ["-f", image, "status"]);
  expect(status.status).toBe(0);
  expect(status.stdout).not.toContain("MTIOCVOLINFO");
});

test("truncated: what is in the file is read, the rest is lost", () => {
  const image = placeCartridge(folder, "truncated");
  const { payloads } = manifestOf("truncated");
  const whole = run(folder, "floppytape", ["read", image, "0"]);
  expect(whole.status, whole.stderr).toBe(0);
  expect(digest(whole.bytes)).toBe(payloads[0]?.sha256);
  const cut = run(folder, "floppytape", ["read", image, "1"]);
  expect(cut.status).toBe(3);
  expect(cut.bytes.length).toBe(payloads[1]?.bytes);
  expect(cut.stderr).toMatch(/\(segments 9 to 12\)/);
});
