// The slow tests of everything: the campaigns, which take as long as all the rest, beside the others.
import { spawn } from "node:child_process";

/** Runs turbo to its end; returns its exit status. */
const turbo = (...words) =>
  new Promise((resolve) => {
    const options = { stdio: "inherit", shell: process.platform === "win32" };
    spawn("turbo", ["run", ...words], options).on("close", (status) => resolve(status ?? 1));
  });

const campaigns = "@floppytape/campaigns";
const test = ["test:slow", "--continue=dependencies-successful"];
// Built once, and not by both at the same time.
let status = await turbo("build");
if (status === 0) {
  const ended = await Promise.all([
    turbo(...test, `--filter=${campaigns}`),
    turbo(...test, `--filter=!${campaigns}`, "--concurrency=1"),
  ]);
  status = Math.max(...ended);
}
process.exitCode = status;
