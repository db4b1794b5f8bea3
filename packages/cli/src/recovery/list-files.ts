import { passedOverBytes } from "@floppytape/rescue/contents";
import type { Handler } from "../command-table.js";
import { ExitStatus } from "../exit-status.js";
import { createProgressMeter } from "../progress.js";
import { entryJson, listingText, listVolume } from "./list-entries.js";
import { volumeJson, volumesText } from "./list-volumes.js";
import { checkVolumeNumber, nameMaskOf, volumesNamed } from "./recording-operands.js";
import { usingRecordings } from "./recordings-together.js";
import { visible } from "./visible-text.js";

/** Runs `floppytape ls` for anything but the volumes of a table: files, and what is no cartridge. */
export const runListFiles: Handler = async (context, args) => {
  const [device = "", operand] = args.operands;
  checkVolumeNumber("VOLUME", operand);
  const checks = args.has("check");
  const mask = await nameMaskOf(args);
  return usingRecordings(context, args, device, async ({ recording, kind }) => {
    if (operand === undefined && !checks && !args.has("files")) {
      const volumes: object[] = [];
      // One after the other: the size of some is told by segments, which are read one at a time.
      for (const volume of recording.volumes) volumes.push(await volumeJson(volume, mask));
      const findings = recording.findings.map((one) => mask?.finding(one) ?? one);
      await context.stdout.write(
        args.has("json")
          ? `${JSON.stringify({ kind, volumes, findings })}\n`
          : await volumesText(recording, mask),
      );
      return ExitStatus.Done;
    }
    const listed: object[] = [];
    const meter = createProgressMeter(context, { label: "check", unit: "bytes" });
    let [bytes, lost] = [0, 0];
    let passesOver = false;
    const onBytes = (count: number) => {
      bytes += count;
      meter.update(bytes);
    };
    try {
      for (const volume of volumesNamed(recording, operand)) {
        const { signal } = context;
        const listing = await listVolume(volume, { signal, onBytes: checks ? onBytes : undefined });
        for (const { report } of listing.entries) lost += report?.account.lost ?? 0;
        passesOver ||= passedOverBytes(listing.findings) > 0;
        if (!args.has("json")) {
          await context.stdout.write(listingText(listing, checks, mask));
          continue;
        }
        listed.push({
          ...(await volumeJson(volume, mask)),
          contents: listing.kind,
          entries: listing.entries.map((one) => entryJson(one, mask)),
          findings: [...volume.findings, ...listing.findings].map(
            (one) => mask?.finding(one) ?? one,
          ),
        });
      }
    } finally {
      await meter.finish();
    }
    const findings = recording.findings.map((one) => mask?.finding(one) ?? one);
    await context.stdout.write(
      args.has("json")
        ? `${JSON.stringify({ kind, volumes: listed, findings })}\n`
        : findings.map(({ message }) => `${visible(message)}\n`).join(""),
    );
    return lost > 0 || (checks && passesOver) ? ExitStatus.BytesLost : ExitStatus.Done;
  });
};
