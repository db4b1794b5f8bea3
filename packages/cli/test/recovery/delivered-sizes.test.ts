import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { fileSink } from "../../src/floppytape/byte-sink.js";
import { extractRecording } from "../../src/recovery/extract-recording.js";
import { createTarTarget } from "../../src/recovery/target-tar.js";
import { createZipTarget } from "../../src/recovery/target-zip.js";
import { temporaryFolder } from "../run-bin.js";
import { makeVolume } from "./memory-recording.js";

const folder = temporaryFolder();
/** The contents of the only member. */
const contentsIn = {
  tar: (path: string) => execFileSync("tar", ["-xOf", path, "moved"]),
  zip(path: string) {
    const bytes = readFileSync(path);
    const start = 30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28); // behind name and extra field
    return inflateRawSync(bytes.subarray(start));
  },
};

/** Archives have sizes in front of contents: one that is wrong would end them. */
test.each([
  ["tar", 3],
  ["tar", undefined],
  ["zip", 3],
  ["zip", undefined],
] as const)("a %s takes files whose directory is wrong about their size", async (form, size) => {
  const path = join(folder, `size-${size}.${form}`);
  const sink = await fileSink(path, { replace: false });
  const target = form === "tar" ? createTarTarget(sink) : createZipTarget(sink);
  const moved = {
    originalPath: "moved",
    contents: "abc",
    sizeBytes: 100,
    deliveredBytes: async () => size,
  };
  await extractRecording(target, { volumes: [makeVolume(0, [moved])] });
  expect(contentsIn[form](path).toString()).toBe("abc");
});
