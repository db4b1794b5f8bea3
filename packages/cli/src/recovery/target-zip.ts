import { PassThrough } from "node:stream";
import { ZipFile } from "yazl";
import type { ByteSink } from "../floppytape/byte-sink.js";
import { type ExtractTarget, fileMode, folderMode, type WrittenTraits } from "./extract-target.js";

/** What zip has in place of types of files, above the permissions. */
const Regular = 0o100000;
const Directory = 0o040000;

/** A zip archive: names in UTF-8, deflated, 64-bit sizes where they are needed. No symbolic links. */
export function createZipTarget(sink: ByteSink): ExtractTarget {
  const archive = new ZipFile();
  let failure: { readonly error: unknown } | undefined;
  let current: PassThrough | undefined;
  const fail = (error: unknown) => {
    failure ??= { error };
    current?.destroy(); // wakes who waits for it to take bytes
  };
  archive.on("error", fail);
  const output = archive.outputStream as PassThrough;
  const pumped = (async () => {
    try {
      for await (const piece of output) await sink.write(piece as Uint8Array);
    } catch (error) {
      fail(error);
    }
  })();
  const throwFailure = () => {
    if (failure) throw failure.error;
  };

  return {
    needsSize: false,
    async folder(path, traits) {
      throwFailure();
      archive.addEmptyDirectory(path, {
        mtime: dateOf(traits),
        mode: Directory | folderMode(traits.mode),
      });
    },
    async file(path, { sizeBytes, ...traits }) {
      throwFailure();
      const contents = new PassThrough();
      contents.on("error", () => {}); // the failure that ended it is the one to report
      current = contents;
      archive.addReadStreamLazy(
        path,
        {
          mtime: dateOf(traits),
          mode: Regular | fileMode(traits.mode),
          ...(sizeBytes === undefined ? { forceZip64Format: true } : { size: sizeBytes }),
        },
        (give) => give(null, contents),
      );
      return {
        async write(bytes) {
          // A copy: the stream keeps what it could not hand on yet.
          await taken(contents, Buffer.from(bytes));
          throwFailure();
        },
        async complete() {
          contents.end();
          throwFailure();
        },
      };
    },
    async finish() {
      throwFailure();
      archive.end();
      await pumped;
      throwFailure();
      await sink.complete();
    },
    async discard() {
      fail(new Error("the archive was given up"));
      output.destroy();
      await pumped;
      await sink.discard();
    },
  };
}

/** Resolves when the stream has handed the bytes on, or was destroyed: then nothing else tells. */
function taken(stream: PassThrough, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off("close", done);
      resolve();
    };
    stream.on("close", done);
    if (stream.closed) done();
    else stream.write(bytes, done);
  });
}

/** Dates that the format can tell: 1980 to 2105. */
const firstMs = new Date(1980, 0, 1).getTime();
const lastMs = new Date(2105, 11, 31).getTime();

function dateOf({ modified }: WrittenTraits): Date {
  return new Date(Math.min(lastMs, Math.max(firstMs, modified?.getTime() ?? firstMs)));
}
