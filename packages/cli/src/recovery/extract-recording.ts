import type { Finding } from "@floppytape/qic-format";
import type { ContentEntry, RecordedVolume, VolumeContents } from "@floppytape/rescue/contents";
import { copyContents } from "./copy-contents.js";
import { dateOfEntry } from "./entry-date.js";
import { pathOfHardLink, pathOfLink } from "./entry-paths.js";
import type { ExtractTarget, WrittenTraits } from "./extract-target.js";
import { createExtractionLog, type Extraction, type VolumePlace } from "./extraction.js";
import { createSafePaths } from "./safe-paths.js";
import { createVolumeRoom } from "./volume-room.js";

/** What is to be extracted, and who wants to know about it. */
export interface ExtractOptions {
  readonly volumes: readonly RecordedVolume[];
  /** What is odd about the recording as a whole. */
  readonly findings?: readonly Finding[];
  /** Whether an entry, by its path, is wanted. Default: all are. */
  readonly only?: ((path: string) => boolean) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told the bytes written so far. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/**
 * Writes the files of volumes to a target and completes it. Every volume has a folder, unless it is the
 * only one or a single raw file. Hard links become files of their own. Symbolic links come last, and only
 * where they lead to something that was written. Devices are never made.
 * @throws {CommandError} when files claim more than their volume can hold. After any error the target is
 *   discarded.
 */
export async function extractRecording(
  target: ExtractTarget,
  options: ExtractOptions,
): Promise<Extraction> {
  const { volumes } = options;
  const writer = createVolumeWriter(target, options);
  try {
    for (const volume of volumes) await writer.volume(volume, volumes.length === 1);
    await writer.symlinks();
    await target.finish();
  } catch (error) {
    await target.discard().catch(() => {}); // the first error is the one to report
    throw error;
  }
  return writer.result();
}

function createVolumeWriter(target: ExtractTarget, options: ExtractOptions) {
  const { only = () => true, signal } = options;
  const during = { ...(signal && { signal }) };
  const paths = createSafePaths();
  const log = createExtractionLog();
  log.findings(undefined, options.findings ?? []);
  const symlinks: { readonly place: VolumePlace; readonly entry: ContentEntry }[] = [];
  let bytesDone = 0;

  /** The contents of `file` under the name of `entry`, which is another one for hard links. */
  type WriteFile = (entry: ContentEntry, file: ContentEntry) => Promise<void>;

  const writeFileTo = (place: VolumePlace, volumeBytes: number): WriteFile => {
    const room = createVolumeRoom(place.index, volumeBytes);
    return async (entry, file) => {
      const path = paths.file(place.folder + entry.path);
      const onBytes = (bytes: number) => {
        room.take(bytes);
        bytesDone += bytes;
        options.onProgress?.(bytesDone);
      };
      const copy = { target, path, traits: traitsOf(file), signal, onBytes };
      log.written(place, entry, path, await copyContents(file, copy));
    };
  };

  return {
    async volume(volume: RecordedVolume, isOnly: boolean): Promise<void> {
      const contents = await volume.contents(during);
      const place = { index: volume.index, folder: folderOf(volume, contents, isOnly) };
      const writeFile = writeFileTo(place, (await volume.bytes()).sizeBytes);
      const hardLinks = new Map<string, ContentEntry[]>();
      for await (const entry of contents.entries(during)) {
        signal?.throwIfAborted();
        if (entry.path === "" || !only(entry.path)) continue;
        if (entry.type === "directory") {
          const path = paths.folder(place.folder + entry.path);
          await target.folder(path, traitsOf(entry));
          log.written(place, entry, path);
        } else if (entry.unreadableAtBackup) log.notWritten(place, entry, "not-on-tape");
        else if (entry.type === "file") await writeFile(entry, entry);
        else if (entry.type === "symlink") symlinks.push({ place, entry });
        else if (entry.type === "hardlink") {
          const linked = pathOfHardLink(entry.linkTarget ?? "");
          const others = hardLinks.get(linked);
          if (others) others.push(entry);
          else hardLinks.set(linked, [entry]);
        } else log.notWritten(place, entry, "device");
      }
      for await (const [link, file] of linkedFiles(contents, hardLinks, signal))
        if (file) await writeFile(link, file);
        else log.notWritten(place, link, "leads-nowhere");
      log.findings(volume.index, [...volume.findings, ...contents.findings]);
    },

    async symlinks(): Promise<void> {
      const { symlink } = target;
      if (symlink === undefined) {
        for (const { place, entry } of symlinks) log.notWritten(place, entry, "no-links");
        return;
      }
      // All have their paths before any is written: they may lead to each other.
      const placed = symlinks.map(({ place, entry }) => {
        const inVolume = pathOfLink(entry.path, entry.linkTarget ?? "");
        return {
          place,
          entry,
          inTarget: inVolume === undefined ? undefined : place.folder + inVolume,
          path: inVolume === undefined ? "" : paths.file(place.folder + entry.path),
        };
      });
      for (const { place, entry, inTarget, path } of placed) {
        signal?.throwIfAborted();
        const to = inTarget === undefined ? undefined : paths.find(inTarget);
        if (inTarget === undefined) log.notWritten(place, entry, "leads-outside");
        else if (to === undefined) log.notWritten(place, entry, "leads-nowhere");
        else {
          await symlink(path, to);
          log.written(place, entry, path);
        }
      }
    },

    result: log.result,
  };
}

function folderOf({ index }: RecordedVolume, { kind }: VolumeContents, isOnly: boolean): string {
  return isOnly || kind === "raw" ? "" : `volume-${String(index).padStart(3, "0")}/`;
}

function traitsOf({ modified, mode }: ContentEntry): WrittenTraits {
  return { modified: dateOfEntry(modified), mode };
}

/** Every hard link with the file that it is another name of; undefined where the volume has none. */
async function* linkedFiles(
  contents: VolumeContents,
  links: Map<string, ContentEntry[]>,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly [link: ContentEntry, file: ContentEntry | undefined]> {
  if (links.size === 0) return;
  for await (const file of contents.entries({ ...(signal && { signal }) })) {
    if (file.type !== "file") continue;
    const path = pathOfHardLink(file.originalPath);
    for (const link of links.get(path) ?? []) yield [link, file];
    links.delete(path);
    if (links.size === 0) return;
  }
  for (const left of links.values()) for (const link of left) yield [link, undefined];
}
