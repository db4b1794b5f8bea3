import { basename, extname } from "node:path";
import type { NameMask } from "@floppytape/rescue/report";
import type { Handler } from "../command-table.js";
import { ExitStatus } from "../exit-status.js";
import { fileSink } from "../floppytape/byte-sink.js";
import { createProgressMeter } from "../progress.js";
import { sourceFiles } from "../source-files.js";
import { UsageError } from "../usage-error.js";
import { extractRecording } from "./extract-recording.js";
import type { ExtractTarget } from "./extract-target.js";
import { hasLostBytes } from "./extraction.js";
import { extractionJson, extractionText } from "./extraction-text.js";
import { pathMatcher } from "./name-pattern.js";
import type { OpenedRecording } from "./opened-recording.js";
import { checkVolumeNumber, nameMaskOf, volumesNamed } from "./recording-operands.js";
import { usingRecordings } from "./recordings-together.js";

/** Where files may go. */
type Form = "folder" | "tar" | "zip";

/** Runs `floppytape extract IMAGE [VOLUME]`. */
export const runExtract: Handler = async (context, args) => {
  const [device = "", operand] = args.operands;
  checkVolumeNumber("VOLUME", operand);
  const pattern = args.value("only");
  const mask = await nameMaskOf(args);
  return usingRecordings(context, args, device, async (opened) => {
    const volumes = volumesNamed(opened.recording, operand);
    const output = args.value("output") ?? defaultOutput(opened);
    const form = (args.value("as") as Form | undefined) ?? formOf(output);
    const sources = await sourceFiles(context, [device, ...args.values("with")]);
    const replace = args.has("overwrite");
    const target = await openTarget(output, form, { replace, sources, mask });
    const meter = createProgressMeter(context, { label: "extract", unit: "bytes" });
    const extraction = await extractRecording(target, {
      volumes,
      findings: opened.recording.findings,
      only: pattern === undefined ? undefined : pathMatcher(pattern),
      signal: context.signal,
      onProgress: (bytes) => meter.update(bytes),
    }).finally(meter.finish);
    await context.stdout.write(
      args.has("json")
        ? `${JSON.stringify(extractionJson(extraction, output, mask))}\n`
        : extractionText(extraction, output, mask),
    );
    return hasLostBytes(extraction) ? ExitStatus.BytesLost : ExitStatus.Done;
  });
};

function defaultOutput({ path }: OpenedRecording): string {
  if (path === undefined)
    throw new UsageError("this device has no file name to take: --output says where to write");
  const name = basename(path);
  const bare = name.replace(/\.(?:gz|xz|zst)$/i, "");
  const stem = bare.slice(0, bare.length - extname(bare).length);
  return stem === name ? `${name}.files` : stem;
}

function formOf(output: string): Form {
  const ending = extname(output).toLowerCase();
  return ending === ".tar" ? "tar" : ending === ".zip" ? "zip" : "folder";
}

async function openTarget(
  output: string,
  form: Form,
  options: { replace: boolean; sources: readonly string[]; mask: NameMask | undefined },
): Promise<ExtractTarget> {
  if (form === "folder") {
    const { createFolderTarget } = await import("./target-folder.js");
    const { mask, ...writing } = options;
    return createFolderTarget(output, { ...writing, ...(mask && { shown: mask.file }) });
  }
  if (form === "tar") {
    const { createTarTarget } = await import("./target-tar.js");
    return createTarTarget(await fileSink(output, options));
  }
  const { createZipTarget } = await import("./target-zip.js");
  return createZipTarget(await fileSink(output, options));
}
