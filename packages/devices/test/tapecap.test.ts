import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { locateDevice, openTape, openTapeUnit } from "../src/index.js";
import { makeImage, temporaryFolder } from "./images.js";

/** A folder with a cartridge `tape.img` and a tapecap file, and the environment that leads there. */
async function configured(tapecap: string, fileName = "tapecap") {
  const folder = temporaryFolder();
  const image = await makeImage(folder);
  const file = join(folder, fileName);
  writeFileSync(file, tapecap);
  return { folder, image, env: { FLOPPYTAPE_TAPECAP: join(folder, "tapecap"), HOME: folder } };
}

test("a name stands for the device that its entry names", async () => {
  const { image, env } = await configured(
    "mta|first streamer:dv=tape.img:tc=qic80:\nqic80|cartridges:dt=QIC-117 floppy streamer:bs#0:\n",
  );
  const { spec } = await locateDevice("mta", { env });
  expect(spec).toMatchObject({ text: "mta", node: "nqft", target: { kind: "image", path: image } });
  const { kind, profile, release } = await openTapeUnit("mta", { mode: "r", env });
  expect(kind).toBe("image");
  expect(profile).toMatchObject({ labels: { device: "QIC-117 floppy streamer" }, hasEod: true });
  await release();
  const tape = await openTape("zqft:mta", { mode: "r", env });
  await tape.release();
});

describe("/dev/nqft0 can stand for an image", () => {
  test.each([
    ["/dev/nqft0", "nqft"],
    ["/dev/qft0", "qft"],
    ["rawqft:/dev/qft0", "rawqft"],
  ])("%s", async (device, node) => {
    const { image, env } = await configured(
      "/dev/nqft0|n:dv=tape.img:\n/dev/qft0|r:dv=tape.img:\n",
    );
    expect((await locateDevice(device, { env })).spec).toMatchObject({
      node,
      nodeGiven: true,
      target: { kind: "image", path: image },
    });
  });
});

test("the file of this host is asked first, entry by entry", async () => {
  const { folder, env } = await configured("mta|a:dv=/plain:\nmtb|b:dv=/plain:\n");
  writeFileSync(join(folder, `tapecap.${hostname()}`), "mta|a:dv=/ours:\n");
  expect((await locateDevice("mta", { env })).spec.target).toMatchObject({ path: "/ours" });
  expect((await locateDevice("mtb", { env })).spec.target).toMatchObject({ path: "/plain" });
});

test("without the variable the user's folder for configurations is looked at", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "floppytape"));
  writeFileSync(join(folder, "floppytape", "tapecap"), "mta|a:dv=~/tapes/a.tap,capacity=1M:\n");
  const env = { XDG_CONFIG_HOME: folder, HOME: "/home/joe" };
  expect((await locateDevice("mta,capacity=2M", { env })).spec).toMatchObject({
    target: { kind: "record-image", path: "/home/joe/tapes/a.tap", format: "tap" },
    options: { capacity: "2M" },
  });
});

test("attributes in brackets, and those of the variable, win over the entry", async () => {
  const { folder, env } = await configured("mta|a:dv=tape.img:dn=old:ts#1:\n");
  const { spec } = await locateDevice(`mta[:dv=${folder}/b.aws]`, { env });
  expect(spec.target).toMatchObject({ kind: "record-image", format: "aws" });
  const withAttributes = { ...env, FLOPPYTAPE_TAPECAP: `${env.FLOPPYTAPE_TAPECAP}:dn=new:ts#2:` };
  const { profile, release } = await openTapeUnit("mta[:ts#3]", { mode: "r", env: withAttributes });
  expect(profile).toMatchObject({ density: "new", capacityKb: 3 });
  await release();
});

test("a bare node name is in /dev; entries may lead to entries, and to drives of other hosts", async () => {
  const { image, env } = await configured(
    "mta|a:dv=nqft0:\n/dev/nqft0|n:dv=tape.img:\nmtb|b:dv=nst0:\nmtc|c:dv=joe@box\\072/dev/nst0:\n",
  );
  const targetOf = async (name: string) => (await locateDevice(name, { env })).spec.target;
  expect(await targetOf("mta")).toEqual({ kind: "image", path: image });
  expect(await targetOf("mtb")).toEqual({ kind: "os-node", path: "/dev/nst0" });
  const remote = { kind: "remote", host: "box", device: "/dev/nst0" };
  expect(await targetOf("mtc")).toEqual({ ...remote, user: "joe" });
  expect(await targetOf("box!mtb")).toEqual(remote);
});

describe("what is wrong with an entry is said, with file and line", () => {
  test.each([
    ["mta|a:dt=none:\n", /its entry \(.*tapecap:1\) names no device: dv is missing/],
    ["mta|a:dv=tape.img:tc=nowhere:\n", /tapecap:1: .*nowhere/],
    ["/dev/nst1|a:dv=/dev/nst2:\n/dev/nst2|b:dv=/dev/nst1:\n", /name each other/],
  ])("%j", async (text, message) => {
    const { env } = await configured(text);
    const name = text.slice(0, text.indexOf("|"));
    await expect(locateDevice(name, { env })).rejects.toMatchObject({
      name: "TapeError",
      code: "EINVAL",
      message: expect.stringMatching(message),
    });
  });
});

test("names that no file has are what they were", async () => {
  const { env } = await configured("mta|a:dv=tape.img:\n");
  expect((await locateDevice("mtz", { env })).spec.target).toEqual({ kind: "image", path: "mtz" });
  expect((await locateDevice("mtz[3", { env })).spec.target).toMatchObject({ kind: "image" });
  const nowhere = { FLOPPYTAPE_TAPECAP: "/nonexistent/tapecap", XDG_CONFIG_HOME: "/nonexistent" };
  expect((await locateDevice("mta", { env: nowhere })).spec.target).toMatchObject({ path: "mta" });
});

test("a file in brackets is not for those who open the tape as it stands", async () => {
  const { env } = await configured("mta|a:dv=tape.img:\n");
  expect((await locateDevice("mta[2.3]", { env })).place).toEqual({ file: 2, record: 3 });
  await expect(openTapeUnit("mta[2]", { mode: "r", env })).rejects.toMatchObject({
    code: "EINVAL",
    message: expect.stringMatching(/ftmt asf/),
  });
});
