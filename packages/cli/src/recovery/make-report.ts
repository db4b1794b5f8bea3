import { createHash } from "node:crypto";
import { basename } from "node:path";
import { type CartridgeReport, createReport, type RunningHash } from "@floppytape/rescue/report";
import type { Context } from "../context.js";
import { createProgressMeter } from "../progress.js";
import { version } from "../version.js";
import { digestFile } from "./file-digests.js";
import type { OpenedRecording } from "./opened-recording.js";

const SegmentBytes = 32768;

/** Reads everything that a recording holds, with progress, and reports on it. */
export async function makeReport(
  context: Context,
  device: string,
  opened: OpenedRecording,
): Promise<CartridgeReport> {
  const { recording, cartridge, kind, parityStored } = opened;
  const source = await describeSource(context, device, opened);
  const meter = createProgressMeter(context, { label: "report", unit: "bytes" });
  try {
    return await createReport(
      { source: { ...source, kind, parityStored }, recording, cartridge },
      {
        program: `floppytape ${version}`,
        now: context.now(),
        createHash: createSha256,
        signal: context.signal,
        onProgress: ({ done, total }) => meter.update(done, total),
      },
    );
  } finally {
    await meter.finish();
  }
}

/** `540 files in 9 volumes, 1234 bytes: 1200 read, 30 corrected, 4 lost`. */
export function reportText({ volumes, account }: CartridgeReport): string {
  const { read, corrected, lost } = account;
  const files = volumes.flatMap(({ entries }) => entries).filter(({ type }) => type === "file");
  return `${count(files.length, "file")} in ${count(volumes.length, "volume")}, ${count(read + corrected + lost, "byte")}: ${read} read, ${corrected} corrected, ${lost} lost`;
}

async function describeSource(
  context: Context,
  device: string,
  { path, store }: OpenedRecording,
): Promise<Pick<CartridgeReport["source"], "name" | "sizeBytes" | "sha256" | "sha512">> {
  if (path === undefined)
    return {
      name: device,
      sizeBytes: (store?.segmentCount ?? 0) * SegmentBytes,
      sha256: undefined,
      sha512: undefined,
    };
  const meter = createProgressMeter(context, { label: "hash", unit: "bytes" });
  let done = 0;
  const digests = await digestFile(path, context.signal, (bytes) => {
    meter.update((done += bytes.length));
  }).finally(meter.finish);
  return { name: basename(path), ...digests };
}

function createSha256(): RunningHash {
  const hash = createHash("sha256");
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    digest: () => hash.digest("hex"),
  };
}

function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? "" : "s"}`;
}
