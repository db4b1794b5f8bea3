import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { cartridgeNames, placeCartridge, rescueMap } from "../cartridge-fixture.js";
import { noise, temporaryFolder } from "../run-bin.js";
import { runInside } from "../run-inside.js";

const folder = temporaryFolder();
const workingFolder = process.cwd();
beforeAll(() => process.chdir(folder));
afterAll(() => process.chdir(workingFolder));

/** Damage of all kinds that stays: up to 8 segments with up to 6 sectors each, the headers spared. */
function damage(seed: number, segmentCount: number) {
  let state = seed;
  const below = (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 12) % limit;
  };
  const kinds = ["dataCrc", "idCrc", "idLost", "dataMarkLost"];
  const faults = new Map<number, object>();
  for (let segments = 1 + below(8); segments > 0; segments--) {
    const segment = 3 + below(segmentCount - 3);
    for (let sectors = 1 + below(6); sectors > 0; sectors--) {
      const sector = below(32);
      faults.set(segment * 32 + sector, { kind: kinds[below(4)], where: { segment, sector } });
    }
  }
  return { sectors: [...faults.keys()], script: JSON.stringify([...faults.values()]) };
}

// In tracks of 4 segments every second one is near the end, where a lost id hides the whole segment.
describe.each([4, 30])("a cartridge with tracks of %i segments", (segmentsPerTrack) => {
  const segmentCount = segmentsPerTrack * 20;

  beforeAll(async () => {
    const numbers = `segments-per-track=${segmentsPerTrack},tracks-per-tape=20`;
    const parameters = `--format-parameters=qic-standard=QIC-40,format-code=2,${numbers}`;
    await runInside("ftformat", ["-f", "tape.img", "-m", "force", "--yes", parameters]);
    await runInside("floppytape", ["write", "tape.img"], { stdin: noise(2_000_000) });
  });
  beforeEach(() => {
    rmSync("work", { recursive: true, force: true });
    mkdirSync("work");
  });

  test.each(Array.from({ length: 10 }, (_, i) => 100 + i))(
    "damaged at random (seed %i), gives in a drive what its image gives",
    async (seed) => {
      const { sectors, script } = damage(seed, segmentCount);
      writeFileSync("work/faults.json", script);
      const tape = readFileSync("tape.img");
      writeFileSync("work/plain.img", tape);
      writeFileSync("work/plain.img.map", rescueMap(sectors, tape.length));
      const rescue = (device: string, output: string) =>
        runInside("floppytape", ["rescue", device, output]);
      const drive = await rescue("sim:tape.img,faults=work/faults.json", "work/a.img");
      const plain = await rescue("work/plain.img", "work/b.img");
      expect({ ...drive, stderr: "" }).toEqual({ ...plain, stderr: "" });
      for (const sector of sectors) tape.fill(0, sector * 1024, (sector + 1) * 1024);
      expect(readFileSync("work/a.img").equals(tape)).toBe(true);
      expect(readFileSync("work/a.img.map").equals(readFileSync("work/b.img.map"))).toBe(true);
    },
  );
});

test.each(cartridgeNames)(
  "recorded cartridge %s gives in a drive what its image gives, and both are read alike",
  async (name) => {
    rmSync("work", { recursive: true, force: true });
    mkdirSync("work");
    const image = `work/${placeCartridge("work", name)}`;
    const rescue = (device: string, output: string) =>
      runInside("floppytape", ["rescue", device, output, "--min-success=0"]);
    const plain = await rescue(image, "work/plain.img");
    const drive = await rescue(`sim:${image}`, "work/drive.img");
    expect({ ...drive, stderr: "" }).toEqual({ ...plain, stderr: "" });
    expect([0, 3], plain.stderr).toContain(plain.status);
    const [a, b] = ["plain", "drive"].map((one) => readFileSync(`work/${one}.img`));
    expect(a!.equals(b!)).toBe(true);
    const lostIn = async (file: string) => {
      const { stdout } = await runInside("floppytape", ["verify", file, "--json"]);
      return stdout === "" ? undefined : JSON.parse(stdout).lostSegments;
    };
    expect(await lostIn("work/plain.img")).toEqual(await lostIn(image));
  },
);
