import { constants } from "node:fs";
import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  rmdir,
  symlink,
  utimes,
} from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { named, writeAll } from "../named-file.js";
import { isInside, isSameFile } from "../source-files.js";
import { systemMessage } from "../system-message.js";
import { CommandError } from "../usage-error.js";
import { type ExtractTarget, fileMode, folderMode, linkText } from "./extract-target.js";

/**
 * A folder. A new one is `NAME.part` until it is complete. One that has something in it already takes
 * files only with `replace`. Into such a one, and into an empty one that is a disk of its own or a
 * symbolic link, files are written each under another name until it is complete, and none through
 * symbolic links that stand in it.
 * @throws {CommandError} when the folder is there and not empty, or can't be made.
 */
export async function createFolderTarget(
  name: string,
  options: {
    replace: boolean;
    /** Files that are read meanwhile, and never replaced. */
    sources?: readonly string[];
    /** How errors name paths in the folder. Default: as they are. */
    shown?: (path: string) => string;
  },
): Promise<ExtractTarget> {
  const { replace, sources = [] } = options;
  const inside = await countIn(name);
  if (inside > 0 && !replace)
    throw new CommandError(
      `${name}: exists already and is not empty; --overwrite writes into it, in place of files with the same names`,
    );
  const isNew = inside === 0 && (await canBeReplaced(name));
  const root = isNew ? `${name}.part` : name;
  if (sources.some((source) => isInside(source, `${name}.part`)))
    throw new CommandError(`${name}.part: has in it what is to be read`);
  if (isNew) await makeNew(root, replace);
  const inRoot = (path: string) => join(root, ...path.split("/"));
  const shown = (path: string) => join(name, ...(options.shown?.(path) ?? path).split("/"));
  const foldersMade = new Set<string>([""]);
  const dates: (readonly [path: string, modified: Date])[] = [];
  let current: { readonly handle: FileHandle; readonly path: string } | undefined;
  let finished = false;

  const ensureFolder = async (path: string, mode: number): Promise<void> => {
    if (foldersMade.has(path)) return;
    await ensureFolder(parentOf(path), folderMode(undefined));
    await named(shown(path), async () => {
      await mkdir(inRoot(path), { mode }).catch((error) => unlessThere(error, inRoot(path)));
    });
    foldersMade.add(path);
  };

  return {
    needsSize: false,
    async folder(path, { mode, modified }) {
      await ensureFolder(path, folderMode(mode));
      if (modified) dates.push([path, modified]);
    },
    async file(path, { mode, modified }) {
      await ensureFolder(parentOf(path), folderMode(undefined));
      const final = inRoot(path);
      const temporary = isNew ? final : join(dirname(final), partialName(basename(final)));
      const handle = await named(shown(path), () => open(temporary, newFile, fileMode(mode)));
      current = { handle, path: temporary };
      return {
        write: (bytes) => named(shown(path), () => writeAll(handle, bytes)),
        complete: () =>
          named(shown(path), async () => {
            if (modified) await handle.utimes(modified, modified);
            await handle.close();
            if (!isNew) await replaceFile(temporary, final, sources);
            current = undefined;
          }),
      };
    },
    async symlink(path, to) {
      await ensureFolder(parentOf(path), folderMode(undefined));
      await named(shown(path), () => placeLink(linkText(path, to), inRoot(path)));
    },
    async finish() {
      for (const [path, modified] of dates) await utimes(inRoot(path), modified, modified);
      if (isNew)
        await named(name, async () => {
          if (inside === 0 && (await exists(name))) await rmdir(name);
          await rename(root, name);
        });
      finished = true;
    },
    async discard() {
      if (finished) return;
      await current?.handle.close().catch(() => {}); // closed already when that is what failed
      if (isNew) await rm(root, { recursive: true, force: true });
      else if (current) await rm(current.path, { force: true });
    },
  };
}

/** A new file, never one that is there, and never through a symbolic link. */
const newFile =
  constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

/** Entries of a folder; 0 where there is none. */
async function countIn(name: string): Promise<number> {
  try {
    return (await readdir(name)).length;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return 0;
    if (codeOf(error) === "ENOTDIR")
      throw new CommandError(`${name}: exists already and is no folder`, { cause: error });
    throw new CommandError(`${name}: ${systemMessage(error)}`, { cause: error });
  }
}

/** Whether a folder, missing or empty, can give its name to another one: a mount point or a link cannot. */
async function canBeReplaced(name: string): Promise<boolean> {
  const found = await lstat(name).catch(() => undefined);
  if (found === undefined) return true;
  return !found.isSymbolicLink() && found.dev === (await lstat(dirname(resolve(name)))).dev;
}

async function makeNew(root: string, replace: boolean): Promise<void> {
  if (replace) await named(root, () => rm(root, { recursive: true, force: true }));
  try {
    await mkdir(root);
  } catch (error) {
    if (codeOf(error) !== "EEXIST")
      throw new CommandError(`${root}: ${systemMessage(error)}`, { cause: error });
    throw new CommandError(
      `${root}: is there already, perhaps from a run that was stopped; --overwrite removes it`,
      { cause: error },
    );
  }
}

/** A folder that is there will do; a link to one would lead out of the target. */
async function unlessThere(error: unknown, path: string): Promise<void> {
  if (codeOf(error) !== "EEXIST") throw error;
  const found = await lstat(path);
  if (found.isSymbolicLink())
    throw new CommandError(
      "a symbolic link stands where a folder is needed; it may lead elsewhere",
    );
  if (!found.isDirectory()) throw new CommandError("a file stands where a folder is needed");
}

async function replaceFile(
  temporary: string,
  final: string,
  sources: readonly string[],
): Promise<void> {
  if (sources.some((source) => isSameFile(source, final)))
    throw new CommandError("is what is to be read");
  const found = await lstat(final).catch((error) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  });
  if (found && !found.isFile())
    throw new CommandError(
      found.isSymbolicLink()
        ? "a symbolic link stands where the file goes; it may lead elsewhere"
        : "something that is no file stands where the file goes",
    );
  await rename(temporary, final);
}

/** A link of an earlier run may be replaced, nothing else. */
async function placeLink(text: string, path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSymbolicLink()) await rm(path);
  await symlink(text, path);
}

/** A name beside a file's own, as long as names may be. */
function partialName(name: string): string {
  return `.${name.slice(0, 60)}.${process.pid}.part`;
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

async function exists(name: string): Promise<boolean> {
  return lstat(name).then(
    () => true,
    () => false,
  );
}
