import type { ByteSpan } from "@floppytape/rescue";
import type { ContentEntry, RecordedVolume, Recording } from "@floppytape/rescue/contents";
import type { NameMask } from "@floppytape/rescue/report";
import type { Handler } from "../command-table.js";
import { say } from "../context.js";
import { ExitStatus } from "../exit-status.js";
import { holeText } from "../floppytape/lost-bytes.js";
import { CommandError } from "../usage-error.js";
import { eachChunk } from "./copy-contents.js";
import { pathOfHardLink } from "./entry-paths.js";
import { createNearNames } from "./near-names.js";
import { checkVolumeNumber, nameMaskOf, volumesNamed } from "./recording-operands.js";
import { usingRecordings } from "./recordings-together.js";
import { visible } from "./visible-text.js";

/** Runs `floppytape cat IMAGE PATH`. */
export const runCat: Handler = async (context, args) => {
  const [device = "", wanted = ""] = args.operands;
  const number = args.value("volume");
  checkVolumeNumber("--volume", number);
  const mask = await nameMaskOf(args);
  const { signal } = context;
  return usingRecordings(context, args, device, async ({ recording }) => {
    const entry = await findEntry(recording, wanted, { number, mask, signal });
    const report = await eachChunk(entry, signal, (bytes) => context.stdout.write(bytes));
    const name = visible(mask?.file(entry.path) ?? entry.path);
    for (const hole of report.holes) await say(context, `${name}: ${lostText(hole)}`);
    for (const one of report.disagreements)
      await say(context, `${name}: ${visible((mask?.finding(one) ?? one).message)}`);
    return report.account.lost > 0 ? ExitStatus.BytesLost : ExitStatus.Done;
  });
};

/**
 * The file that a path means: of several in one volume the last, which is the one that a backup program
 * would leave.
 * @throws {CommandError} when there is none, with paths that look like it; when it has no contents.
 */
async function findEntry(
  recording: Recording,
  wanted: string,
  options: { number: string | undefined; mask: NameMask | undefined; signal: AbortSignal },
): Promise<ContentEntry> {
  const { number, mask, signal } = options;
  const near = createNearNames(wanted);
  for (const volume of volumesNamed(recording, number)) {
    let found: ContentEntry | undefined;
    for await (const entry of (await volume.contents({ signal })).entries({ signal })) {
      signal.throwIfAborted();
      if (isNamed(entry, wanted)) found = entry;
      else if (entry.type === "file") near.add(entry.path);
    }
    if (found?.type === "hardlink") found = await linkedFile(volume, found, signal);
    if (found) return withContents(found, mask);
  }
  const names = near.names().map((name) => visible(mask?.file(name) ?? name));
  throw new CommandError(
    `there is no file ${visible(mask?.file(wanted) ?? wanted)}${names.length > 0 ? `; is it ${names.join(" or ")}?` : ""}`,
  );
}

/** The file that a hard link is another name of; the link itself where the volume has none. */
async function linkedFile(
  volume: RecordedVolume,
  link: ContentEntry,
  signal: AbortSignal,
): Promise<ContentEntry> {
  const path = pathOfHardLink(link.linkTarget ?? "");
  for await (const entry of (await volume.contents({ signal })).entries({ signal }))
    if (entry.type === "file" && pathOfHardLink(entry.originalPath) === path) return entry;
  return link;
}

/** As it is, as recorded, or as a listing shows it. */
function isNamed({ path, originalPath }: ContentEntry, wanted: string): boolean {
  return path === wanted || originalPath === wanted || visible(path) === wanted;
}

function withContents(entry: ContentEntry, mask: NameMask | undefined): ContentEntry {
  const name = visible(mask?.file(entry.path) ?? entry.path);
  const target = visible(mask?.file(entry.linkTarget ?? "") ?? entry.linkTarget ?? "");
  if (entry.unreadableAtBackup)
    throw new CommandError(
      `${name}: the backup program could not read it, so that it is not on the tape`,
    );
  if (entry.type === "file") return entry;
  const what = {
    directory: "a folder",
    symlink: `a link to ${target}`,
    hardlink: `a link to ${target}`,
    other: "a device or the like",
  }[entry.type];
  throw new CommandError(`${name}: is ${what}, without contents of its own`);
}

function lostText({ start, end }: ByteSpan): string {
  return holeText({ firstByte: start, byteCount: end - start, segments: undefined }).trimEnd();
}
