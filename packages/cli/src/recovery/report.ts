import { hasLost, maskReport, renderHtmlReport } from "@floppytape/rescue/report";
import type { Handler } from "../command-table.js";
import { ExitStatus } from "../exit-status.js";
import { fileSink } from "../floppytape/byte-sink.js";
import { sourceFiles } from "../source-files.js";
import { UsageError } from "../usage-error.js";
import { makeReport, reportText } from "./make-report.js";
import { usingRecording } from "./open-recording.js";
import type { OpenedRecording } from "./opened-recording.js";

/** Runs `floppytape report IMAGE`. */
export const runReport: Handler = async (context, args) => {
  const device = args.operands[0] ?? "";
  return usingRecording(context, args, device, async (opened) => {
    const json = args.has("json");
    const output = args.value("output") ?? (json ? undefined : defaultOutput(opened));
    // Opened first: a name that is taken should not be found out after an hour.
    const sources = await sourceFiles(context, [device]);
    const sink =
      output === undefined
        ? undefined
        : await fileSink(output, { replace: args.has("overwrite"), sources });
    try {
      const made = await makeReport(context, device, opened);
      const report = args.has("private") ? maskReport(made) : made;
      await sink?.write(new TextEncoder().encode(renderHtmlReport(report)));
      await sink?.complete();
      await context.stdout.write(
        json ? `${JSON.stringify(report)}\n` : `${output}: ${reportText(report)}\n`,
      );
      return hasLost(report) ? ExitStatus.BytesLost : ExitStatus.Done;
    } finally {
      await sink?.discard();
    }
  });
};

function defaultOutput({ path }: OpenedRecording): string {
  if (path !== undefined) return `${path}.html`;
  throw new UsageError("this device has no file name to take: --output says where to write");
}
