import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";
import { cartridgeNames, placeCartridge } from "./cartridge-fixture.js";
import { noise } from "./run-bin.js";
import { twinTapes } from "./twin-tapes.js";

const { homes, expectSame } = twinTapes();

/** What is on a cartridge, told in every way. */
const looks = [
  "floppytape info DEVICE --json",
  "floppytape ls DEVICE --json",
  "floppytape verify DEVICE -v",
  "floppytape map DEVICE",
  "floppytape read DEVICE 0 -o volume0",
  "floppytape read DEVICE 1",
  "floppytape read DEVICE 0 --lost=keep",
  "listtape -f DEVICE",
  "vtblc -f DEVICE --print=tagged",
  "vtblc -f DEVICE --bsm",
  "ftmt -f DEVICE status",
];

test.each(cartridgeNames)("recorded cartridge %s: damaged, torn, foreign", async (name) => {
  for (const home of homes) {
    for (const file of readdirSync(home)) rmSync(join(home, file));
    placeCartridge(home, name);
    for (const end of ["", ".map"])
      if (existsSync(join(home, `${name}.img${end}`)))
        renameSync(join(home, `${name}.img${end}`), join(home, `tape.img${end}`));
  }
  for (const line of looks) await expectSame(line);
  await expectSame("floppytape write DEVICE", { stdin: noise(40_000, 6) });
  await expectSame("floppytape verify DEVICE");
  await expectSame("floppytape ls DEVICE");
});
