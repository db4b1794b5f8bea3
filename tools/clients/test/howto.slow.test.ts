/** What the page about tapes over the network says works, works as it says. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { testWith } from "./foreign-programs.js";
import { run } from "./run-command.js";
import { program, someFolder } from "./served-tapes.js";

const page = readFileSync(
  new URL("../../../docs/howto/tapes-over-the-network.md", import.meta.url),
  "utf8",
);
const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text = ""]) => text);

/** A folder with our programs by name, two folders of files, and what a shell needs to find all that. */
function home(): { folder: string; env: Record<string, string> } {
  const folder = someFolder();
  const bin = join(folder, "bin");
  mkdirSync(bin);
  for (const file of readdirSync(dirname(program)).filter((name) => name.endsWith(".js"))) {
    const path = join(bin, file.replace(/\.js$/, ""));
    writeFileSync(
      path,
      `#!/bin/sh\nexec '${process.execPath}' '${join(dirname(program), file)}' "$@"\n`,
    );
    chmodSync(path, 0o755);
  }
  for (const [name, text] of [
    ["Documents", "letter"],
    ["Pictures", "picture"],
  ] as const) {
    mkdirSync(join(folder, name));
    for (let i = 0; i < 20; i++)
      writeFileSync(join(folder, name, `${text}${i}`), `${text} ${i}\n`.repeat(300));
  }
  return { folder, env: { PATH: `${bin}:${process.env.PATH}` } };
}

testWith("tar", "mt-gnu")("the page's commands for tar", async () => {
  const { folder, env } = home();
  const [setUp = "", tar = ""] = blocks;
  const ended = await run("sh", ["-ec", setUp + tar], { cwd: folder, env });
  expect(ended).toMatchObject({ status: 0 });
  expect(ended.stdout.toString().split("\n")[0]).toBe("Documents/");
  const further = `ftmt -f letters.img setblk 29696
    mt-gnu --rsh-command=./tapes -f localhost:/dev/nqft0 eom
    tar --rsh-command=./tapes -b58 -cf localhost:/dev/nqft0 Pictures
    ftmt --rsh-command=./tapes -f localhost:/dev/nqft0 status`;
  const more = await run("sh", ["-ec", further], { cwd: folder, env });
  expect(more).toMatchObject({ status: 0 });
  expect(more.stdout.toString()).toContain("file number          = 3");
});

testWith("cpio", "tar")("the page's command for cpio", async () => {
  const { folder, env } = home();
  const [setUp = ""] = blocks;
  const cpio = blocks.find((text) => text.includes("cpio"))?.split("\n")[0];
  const ended = await run("sh", ["-ec", `${setUp}\n${cpio}`], { cwd: folder, env });
  expect(ended).toMatchObject({ status: 0 });
});

testWith("tar")("tar and ftmt through what behaves as ssh", async () => {
  const { folder, env } = home();
  // gives a host's shell all words behind the host's name, as ssh does
  writeFileSync(join(folder, "ssh"), '#!/bin/sh\nshift\nexec sh -c "$*"\n');
  chmodSync(join(folder, "ssh"), 0o755);
  const served = "floppytape rmt qft0=letters.img";
  const script = `floppytape format letters.img --cartridge=qic80-307 2>format.log
    tar --rsh-command=$PWD/ssh --rmt-command='${served}' -cf localhost:/dev/qft0 Documents
    tar --rsh-command=$PWD/ssh --rmt-command='${served}' -tf localhost:/dev/qft0
    ftmt --rsh-command=$PWD/ssh -f 'localhost:/dev/qft0,rmt=${served}' status`;
  const ended = await run("sh", ["-c", script], { cwd: folder, env });
  expect(ended.stderr).toMatch(/^ftmt: note: a remote tape answers neither .*\n$/);
  expect(ended.stdout.toString()).toMatch(/^Documents\/\n.*tape online/s);
});
