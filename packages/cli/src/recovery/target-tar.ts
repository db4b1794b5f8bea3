import { type Header, pack } from "tar-stream";
import type { ByteSink } from "../floppytape/byte-sink.js";
import {
  type ExtractTarget,
  fileMode,
  folderMode,
  linkText,
  type WrittenTraits,
} from "./extract-target.js";

/** The writing end of a member. */
type Member = ReturnType<ReturnType<typeof pack>["entry"]>;

/** A tar archive (ustar, with pax headers where names or dates need them). */
export function createTarTarget(sink: ByteSink): ExtractTarget {
  const archive = pack();
  let failure: { readonly error: unknown } | undefined;
  const pumped = (async () => {
    try {
      for await (const piece of archive) await sink.write(piece as Uint8Array);
    } catch (error) {
      failure ??= { error };
    }
  })();
  const throwFailure = () => {
    if (failure) throw failure.error;
  };
  const member = (header: Partial<Header> & Pick<Header, "name">): Member => {
    throwFailure();
    const begun = archive.entry(header);
    begun.on("error", () => {}); // the failure that ended the archive is the one to report
    return begun;
  };

  return {
    needsSize: true,
    async folder(path, traits) {
      const mode = folderMode(traits.mode);
      member({ name: `${path}/`, type: "directory", mode, ...datesOf(traits) });
    },
    async file(path, traits) {
      const { sizeBytes: size = 0 } = traits;
      const begun = member({
        name: path,
        type: "file",
        size,
        mode: fileMode(traits.mode),
        ...datesOf(traits),
      });
      return {
        async write(bytes) {
          // A copy: the archive keeps what it could not hand on yet.
          if (!begun.write(Buffer.from(bytes))) await whenReady(begun, "drain");
          throwFailure();
        },
        async complete() {
          begun.end(undefined);
          await whenReady(begun, "finish");
          throwFailure();
        },
      };
    },
    async symlink(path, to) {
      const linkname = linkText(path, to);
      member({ name: path, type: "symlink", linkname, mode: 0o777, mtime: new Date(0) });
    },
    async finish() {
      throwFailure();
      archive.finalize();
      await pumped;
      throwFailure();
      await sink.complete();
    },
    async discard() {
      failure ??= { error: new Error("the archive was given up") };
      archive.destroy();
      await pumped;
      await sink.discard();
    },
  };
}

/** Waits for an event, or for the end that a failure puts to the stream. */
function whenReady(stream: Member, event: "drain" | "finish"): Promise<void> {
  if (stream.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      stream.off(event, done);
      stream.off("close", done);
      resolve();
    };
    stream.on(event, done);
    stream.on("close", done);
  });
}

/** The header's own field has 31 bits that can be trusted; other dates go into a pax header. */
const LastSecond = 2 ** 31 - 1;

function datesOf({ modified }: WrittenTraits): Partial<Header> {
  const seconds = Math.floor((modified?.getTime() ?? 0) / 1000);
  if (seconds >= 0 && seconds <= LastSecond) return { mtime: new Date(seconds * 1000) };
  return { mtime: new Date(0), pax: { mtime: String(seconds) } };
}
