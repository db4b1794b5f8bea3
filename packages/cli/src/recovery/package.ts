import { basename } from "node:path";
import { hasLost } from "@floppytape/rescue/report";
import type { Handler } from "../command-table.js";
import { ExitStatus } from "../exit-status.js";
import { UsageError } from "../usage-error.js";
import { writeBag } from "./bag.js";
import { reportText } from "./make-report.js";
import { usingRecording } from "./open-recording.js";

/** Runs `floppytape package IMAGE`. */
export const runPackage: Handler = async (context, args) => {
  const device = args.operands[0] ?? "";
  return usingRecording(context, args, device, async (opened) => {
    const { path } = opened;
    if (path === undefined)
      throw new UsageError("only image files can be packed: 'floppytape rescue' makes one");
    const output = args.value("output") ?? `${path}.bag`;
    const { report, payload } = await writeBag(context, device, { ...opened, path }, output);
    const { account, volumes } = report;
    await context.stdout.write(
      args.has("json")
        ? `${JSON.stringify({
            bag: output,
            image: args.has("private") ? undefined : basename(path),
            ...payload,
            volumes: volumes.length,
            ...account,
          })}\n`
        : `${output}: ${reportText(report)}\n`,
    );
    return hasLost(report) ? ExitStatus.BytesLost : ExitStatus.Done;
  });
};
