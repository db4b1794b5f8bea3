import { expect, test, vi } from "vitest";
import { noise } from "./run-bin.js";
import type { InsideOptions } from "./run-inside.js";
import { smallParameters } from "./small-cartridge.js";
import { twinTapes } from "./twin-tapes.js";

vi.setConfig({ testTimeout: 300_000 }); // of a machine that is busy with other things

const { expectSame } = twinTapes();

/** Every command of every program, in an order in which they have something to do. */
const session: readonly (string | readonly [string, InsideOptions])[] = [
  `ftformat -f DEVICE -m force -L Letters --format-parameters=${smallParameters}`,
  "ftformat -f DEVICE -m probe",
  "ftformat -f DEVICE --dry-run",
  "ftmt -f DEVICE status",
  "ftmt -f DEVICE status --json",
  "ftmt -f DEVICE status --no-load",
  "floppytape info DEVICE",
  "floppytape ls DEVICE",
  ["floppytape write DEVICE", { stdin: noise(30_000) }],
  ["floppytape write DEVICE --compress --label=Second", { stdin: "0123456789".repeat(9000) }],
  ["floppytape write DEVICE -b 1024 --pad --json", { stdin: noise(2500, 2) }],
  ["floppytape write DEVICE -b 10240", { stdin: noise(12_000, 3) }],
  ["floppytape write DEVICE --dry-run", { stdin: "x" }],
  ["floppytape write DEVICE", { stdin: "" }],
  ["floppytape write DEVICE --overwrite", { stdin: "x" }],
  "floppytape ls DEVICE",
  "floppytape ls DEVICE --json",
  "floppytape info DEVICE",
  "floppytape info DEVICE --json",
  "floppytape verify DEVICE -v",
  "floppytape verify DEVICE --json",
  "floppytape map DEVICE",
  "floppytape map DEVICE --json",
  "floppytape read DEVICE",
  "floppytape read DEVICE 1",
  "floppytape read DEVICE 1 --raw",
  "floppytape read DEVICE 2 -o two --json",
  "floppytape read DEVICE 9",
  "listtape -f DEVICE",
  "listtape -f qft:DEVICE --json",
  "ftmt -f DEVICE rewind",
  "ftmt -f DEVICE nop",
  "ftmt -f DEVICE status",
  "ftmt -f DEVICE volinfo",
  "ftmt -f DEVICE volinfo --json",
  "ftmt -f DEVICE fsf 2",
  "ftmt -f DEVICE volinfo",
  "ftmt -f DEVICE tell",
  "ftmt -f DEVICE bsf 1",
  "ftmt -f DEVICE tell --json",
  "ftmt -f DEVICE fsfm",
  "ftmt -f DEVICE bsfm",
  "ftmt -f DEVICE fsr 2",
  "ftmt -f DEVICE bsr 1",
  "ftmt -f DEVICE asf 1",
  "ftmt -f DEVICE seek 3",
  "ftmt -f DEVICE tell",
  "ftmt -f DEVICE fsf 99",
  "ftmt -f DEVICE getsize",
  "ftmt -f DEVICE getblk",
  "ftmt -f rawqft:DEVICE getseg 3",
  "ftmt -f rawqft:DEVICE getseg 79",
  "ftmt -f rawqft:DEVICE getseg 80",
  "ftmt -f DEVICE getseg 2",
  "ftmt -f DEVICE setblk 5120",
  "ftmt -f DEVICE setblk 5121",
  "ftmt -f DEVICE setdrvbuffer 8",
  "ftmt -f DEVICE setdrvbuffer 2",
  "ftmt -f DEVICE setdensity 5",
  "ftmt -f DEVICE compression 1",
  "ftmt -f DEVICE eom",
  "ftmt -f DEVICE weof 2",
  "ftmt -f qft:DEVICE fsf 1",
  "ftmt -f DEVICE retension",
  "ftmt -f DEVICE reset",
  "ftmt -f DEVICE lock",
  "ftmt -f DEVICE unlock",
  "ftmt -f DEVICE offline",
  "ftmt -f DEVICE status",
  "ftmt -f DEVICE load",
  "ftmt -f DEVICE unload",
  "vtblc -f DEVICE",
  "ftmt -f DEVICE load",
  "ftmt -f DEVICE nosuch",
  "vtblc -f DEVICE",
  "vtblc -f DEVICE --print=tagged",
  "vtblc -f DEVICE --print --json",
  "vtblc -f DEVICE --bsm",
  "vtblc -f DEVICE -m label=Renamed -# 0",
  "vtblc -f DEVICE -a start=60,end=61,label=Appended",
  "vtblc -f DEVICE -a start=3,end=61",
  "vtblc -f DEVICE --truncate",
  "vtblc -f DEVICE",
  ["floppytape write DEVICE --overwrite --yes", { stdin: noise(100_000, 4) }],
  ["floppytape write DEVICE", { stdin: noise(3_000_000, 5) }],
  "floppytape verify DEVICE",
  "ftmt -f DEVICE rewind",
  "ftmt -f DEVICE erase",
  "floppytape format DEVICE --yes --label=Again",
  "ftformat -f DEVICE --verify-only -L Verified",
  "floppytape ls qft:DEVICE,defer-table",
];

/** Those of the session that are refused, by both. */
const refused: readonly string[] = [
  "2 floppytape write DEVICE -b 10240",
  "2 floppytape write DEVICE --overwrite",
  "2 floppytape read DEVICE 9",
  "2 ftmt -f DEVICE fsf 99",
  "2 ftmt -f rawqft:DEVICE getseg 79",
  "2 ftmt -f rawqft:DEVICE getseg 80",
  "2 ftmt -f DEVICE setblk 5121",
  "2 ftmt -f DEVICE setdrvbuffer 2",
  "2 ftmt -f DEVICE setdensity 5",
  "2 ftmt -f qft:DEVICE fsf 1", // at the end of the data
  "2 vtblc -f DEVICE", // unloaded
  "2 ftmt -f DEVICE nosuch",
  "2 vtblc -f DEVICE -a start=3,end=61",
  "2 floppytape write DEVICE", // full
];

test("every command does the same and says the same", async () => {
  const failed: string[] = [];
  for (const step of session) {
    const [line, options] = typeof step === "string" ? [step] : step;
    const { status } = await expectSame(line, options);
    if (status !== 0) failed.push(`${status} ${line}`);
  }
  expect(failed).toEqual(refused);
});
