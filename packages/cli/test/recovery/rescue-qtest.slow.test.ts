import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ended, noise, run, start, temporaryFolder } from "../run-bin.js";
import { formatSmall } from "../small-cartridge.js";

const folder = temporaryFolder();

test("a drive behind qtest gives the image that the simulated drive gives", async () => {
  formatSmall(folder, "tape.img");
  run(folder, "floppytape", ["write", "tape.img"], { stdin: noise(1_500_000) });
  const fault = (segment: number, sector: number | number[]) => ({
    kind: "dataCrc",
    where: { segment, sector },
  });
  const faults = JSON.stringify([fault(6, 3), fault(30, [4, 9]), fault(51, 31)]);
  writeFileSync(join(folder, "faults.json"), faults);
  const device = "tape.img,faults=faults.json";
  const inside = run(folder, "floppytape", ["rescue", `sim:${device}`, "inside.img"]);
  expect(inside.status).toBe(3);

  const server = start(folder, "floppytape", ["sim", "serve", device, "--qtest=127.0.0.1:0"]);
  onTestFinished(() => void server.kill("SIGKILL"));
  const stopped = ended(server);
  let talk = "";
  const address = await new Promise<string>((resolve, reject) => {
    server.stderr.setEncoding("utf8").on("data", (text: string) => {
      talk += text;
      const [, found] = /behind qtest at (\S+);/.exec(talk) ?? [];
      if (found !== undefined) resolve(found);
    });
    stopped.then(() => reject(new Error(talk)), reject);
  });
  const home = { env: { XDG_STATE_HOME: join(folder, "state") } };
  const behind = run(folder, "floppytape", ["rescue", `qtest:${address}`, "behind.img"], home);
  expect({ status: behind.status, stdout: behind.stdout }, behind.stderr).toEqual({
    status: 3,
    stdout: inside.stdout,
  });
  for (const end of ["", ".map"])
    expect(
      readFileSync(join(folder, `behind.img${end}`)).equals(
        readFileSync(join(folder, `inside.img${end}`)),
      ),
    ).toBe(true);
});
