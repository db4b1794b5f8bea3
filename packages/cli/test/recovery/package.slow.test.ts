import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { cartridgeNames, placeCartridge } from "../cartridge-fixture.js";
import { run, temporaryFolder } from "../run-bin.js";

const folder = temporaryFolder();
const python = spawnSync("python3", ["--version"]).status === 0;

/** A second opinion on a bag: manifests complete and right, sizes as stated, DFXML that a parser takes. */
const checkBag = `
import hashlib, os, re, sys, urllib.parse
import xml.dom.minidom
root = sys.argv[1]
def rows(name):
    with open(os.path.join(root, name), encoding="utf-8", newline="") as f:
        for line in f.read().split("\\n")[:-1]:
            digest, path = line.split("  ", 1)
            yield digest, re.sub("%(0[AaDd]|25)", lambda m: urllib.parse.unquote(m.group(0)), path)
found = {os.path.relpath(os.path.join(d, f), root) for d, _, fs in os.walk(os.path.join(root, "data")) for f in fs}
total = sum(os.path.getsize(os.path.join(root, f)) for f in found)
for algorithm in ("sha256", "sha512"):
    payload = dict((path, digest) for digest, path in rows(f"manifest-{algorithm}.txt"))
    assert set(payload) == found, (algorithm, set(payload) ^ found)
    tags = dict((path, digest) for digest, path in rows(f"tagmanifest-{algorithm}.txt"))
    assert set(tags) == {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "manifest-sha512.txt"}
    for path, digest in {**payload, **tags}.items():
        with open(os.path.join(root, path), "rb") as f:
            assert hashlib.new(algorithm, f.read()).hexdigest() == digest, path
info = open(os.path.join(root, "bag-info.txt"), encoding="utf-8").read()
assert f"Payload-Oxum: {total}.{len(found)}\\n" in info, info
dfxml = xml.dom.minidom.parse(os.path.join(root, "data/report/dfxml.xml"))
print("valid", len(dfxml.getElementsByTagName("fileobject")))
`;

test.runIf(python)(
  `bags of all recorded cartridges are valid${python ? "" : " (skipped: no python3)"}`,
  () => {
    for (const name of cartridgeNames) {
      const image = placeCartridge(folder, name);
      const { status, stderr } = run(folder, "floppytape", ["package", image]);
      expect({ name, status, stderr }).toEqual({ name, status: expect.any(Number), stderr: "" });
      expect([0, 3]).toContain(status);
      const checked = spawnSync("python3", ["-c", checkBag, `${image}.bag`], {
        cwd: folder,
        encoding: "utf8",
      });
      expect(`${name}: ${checked.stdout}${checked.stderr}`).toMatch(/: valid \d+\n$/);
    }
  },
);
