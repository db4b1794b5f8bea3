import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  type BagInfoLine,
  type BagPayload,
  bagDeclaration,
  type CartridgeReport,
  formatBagInfo,
  renderDfxml,
  renderHtmlReport,
} from "@floppytape/rescue/report";
import type { Context } from "../context.js";
import { fileSink } from "../floppytape/byte-sink.js";
import { named } from "../named-file.js";
import { createProgressMeter } from "../progress.js";
import { systemMessage } from "../system-message.js";
import { CommandError } from "../usage-error.js";
import { version } from "../version.js";
import { writeManifests } from "./bag-manifests.js";
import { extractRecording } from "./extract-recording.js";
import type { Extraction } from "./extraction.js";
import { extractionText } from "./extraction-text.js";
import { digestFile } from "./file-digests.js";
import { makeReport, reportText } from "./make-report.js";
import type { OpenedRecording } from "./opened-recording.js";
import { createFolderTarget } from "./target-folder.js";

/** A recording that lies in a file. */
export type RecordingInFile = OpenedRecording & { readonly path: string };

/** What a bag holds. */
export interface WrittenBag {
  readonly report: CartridgeReport;
  readonly payload: BagPayload;
}

/**
 * Packs an image file, its map, the files in it and reports as a bag (RFC 8493). It is `NAME.part` until it
 * is complete.
 * @throws {CommandError} when something stands under the name already, or can't be written.
 */
export async function writeBag(
  context: Context,
  device: string,
  opened: RecordingInFile,
  name: string,
): Promise<WrittenBag> {
  if (await exists(name)) throw new CommandError(`${name}: exists already`);
  const root = `${name}.part`;
  await makeRoot(root);
  try {
    for (const folder of ["data", "data/image", "data/report"])
      await named(root, () => mkdir(join(root, folder)));
    const report = await makeReport(context, device, opened);
    await copyImage(context, opened.path, join(root, "data/image"), report);
    const extraction = await extractFiles(context, opened, join(root, "data/files"));
    await writeReports(join(root, "data/report"), report, extraction);
    const payload = await writeTags(context, root, report);
    await named(name, () => rename(root, name));
    return { report, payload };
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
}

async function makeRoot(root: string): Promise<void> {
  try {
    await mkdir(root);
  } catch (error) {
    throw new CommandError(
      (error as NodeJS.ErrnoException).code === "EEXIST"
        ? `${root}: is there already, perhaps from a run that was stopped; remove it first`
        : `${root}: ${systemMessage(error)}`,
      { cause: error },
    );
  }
}

/** The image byte for byte, and the map beside it where there is one. */
async function copyImage(
  context: Context,
  path: string,
  folder: string,
  { source }: CartridgeReport,
): Promise<void> {
  const meter = createProgressMeter(context, { label: "copy", unit: "bytes" });
  try {
    let done = 0;
    const { sha256 } = await copyFile(path, join(folder, basename(path)), context, (count) =>
      meter.update((done += count), source.sizeBytes),
    );
    if (sha256 !== source.sha256)
      throw new CommandError(`${path}: changed while it was packed; try again`);
  } finally {
    await meter.finish();
  }
  const map = `${path}.map`;
  if (await exists(map)) await copyFile(map, join(folder, basename(map)), context, () => {});
}

async function copyFile(
  from: string,
  to: string,
  context: Context,
  onBytes: (count: number) => void,
) {
  const sink = await fileSink(to, { replace: false });
  try {
    const digests = await digestFile(from, context.signal, async (bytes) => {
      await sink.write(bytes);
      onBytes(bytes.length);
    });
    await sink.complete();
    return digests;
  } finally {
    await sink.discard();
  }
}

/** Bags hold files only: what a symbolic link leads to is another file in it, or nothing. */
async function extractFiles(
  context: Context,
  { recording }: RecordingInFile,
  folder: string,
): Promise<Extraction> {
  const meter = createProgressMeter(context, { label: "extract", unit: "bytes" });
  try {
    const { symlink: _, ...target } = await createFolderTarget(folder, { replace: false });
    return await extractRecording(target, {
      volumes: recording.volumes,
      findings: recording.findings,
      signal: context.signal,
      onProgress: (bytes) => meter.update(bytes),
    });
  } finally {
    await meter.finish();
  }
}

async function writeReports(
  folder: string,
  report: CartridgeReport,
  extraction: Extraction,
): Promise<void> {
  await writeText(join(folder, "report.html"), [renderHtmlReport(report)]);
  await writeText(join(folder, "report.json"), [`${JSON.stringify(report)}\n`]);
  await writeText(join(folder, "dfxml.xml"), renderDfxml(report));
  await writeText(join(folder, "log.txt"), logLines(report, extraction));
}

function* logLines(report: CartridgeReport, extraction: Extraction): Generator<string> {
  const { created, program, source } = report;
  yield `${created} ${program} package\n`;
  yield `image: ${source.sizeBytes} bytes, ${source.kind}\n`;
  yield `recorded: ${reportText(report)}\n`;
  yield extractionText(extraction, "data/files");
}

/** Everything beside `data`. */
async function writeTags(
  context: Context,
  root: string,
  report: CartridgeReport,
): Promise<BagPayload> {
  const payload = await writeManifests(context, root, "manifest", ["data"]);
  await writeText(join(root, "bagit.txt"), [bagDeclaration]);
  await writeText(join(root, "bag-info.txt"), [formatBagInfo(infoLines(report), payload)]);
  await writeManifests(context, root, "tagmanifest", [
    "bag-info.txt",
    "bagit.txt",
    "manifest-sha256.txt",
    "manifest-sha512.txt",
  ]);
  return payload;
}

function infoLines({ source, cartridge, created }: CartridgeReport): BagInfoLine[] {
  const label = cartridge?.label ?? "";
  return [
    ["Bagging-Date", created.slice(0, 10)],
    ["Bag-Software-Agent", `floppytape ${version}`],
    ["External-Identifier", source.name],
    ["External-Description", `${source.kind}${label === "" ? "" : `, labelled ${label}`}`],
  ];
}

async function writeText(path: string, pieces: Iterable<string>): Promise<void> {
  await named(path, () => writeFile(path, pieces));
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
