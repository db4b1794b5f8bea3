import { describe, expect, test } from "vitest";
import { testCommands } from "./command-case.js";
import { noise, run, temporaryFolder } from "./run-bin.js";
import { copySmall, formatSmall } from "./small-cartridge.js";

const folder = temporaryFolder();
formatSmall(folder);

describe("suboptions of vtblc", () => {
  copySmall(folder, "sub.img");
  run(folder, "floppytape", ["write", "sub.img"], { stdin: noise(20480) });
  const entry = () =>
    JSON.parse(run(folder, "vtblc", ["-f", "sub.img", "--json"]).stdout).entries[0];

  test("a backslash keeps a comma in a label", () => {
    run(folder, "vtblc", [
      "-f",
      "sub.img",
      "-#0",
      "-m",
      "label=Ada\\, Byron,date=01:02:03 04/05/96",
    ]);
    expect(entry()).toMatchObject({ description: "Ada, Byron", date: "01:02:03 04/05/96" });
  });

  test("date= without a value is now, as date is", () => {
    expect(run(folder, "vtblc", ["-f", "sub.img", "-m", "date="]).status).toBe(0);
    expect(entry().date).not.toBe("01:02:03 04/05/96");
  });

  testCommands(
    () => folder,
    [
      {
        title: "an entry to append needs its segments",
        line: "vtblc -f sub.img -a label=x,start=9",
        status: 1,
        stderr: /^vtblc: --append: end=SEGMENT is missing\n/,
      },
    ],
  );
});
