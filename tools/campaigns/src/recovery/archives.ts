import type { NamedFile } from "./file-tree.js";

/** A file in an archive; all places are from its beginning, ends exclusive. */
export interface ArchivedFile {
  readonly path: string;
  readonly from: number;
  readonly to: number;
  /** Without these bytes nobody knows that there is such a file. */
  readonly header: readonly [from: number, to: number];
}

/** An archive and where its files are. */
export interface Archive {
  readonly bytes: Uint8Array;
  readonly files: readonly ArchivedFile[];
}

/** Files as `tar --format=ustar` writes them. */
export function tarArchive(files: readonly NamedFile[]): Archive {
  const archive = createAppender();
  for (const { path, contents } of files) {
    const header = tarHeader(path, contents.length);
    archive.append(path, header, contents, 512);
  }
  return archive.end(new Uint8Array(1024));
}

function tarHeader(path: string, size: number): Uint8Array {
  const header = new Uint8Array(512);
  const put = (at: number, text: string) => header.set(new TextEncoder().encode(text), at);
  const octal = (at: number, width: number, value: number) =>
    put(at, value.toString(8).padStart(width - 1, "0"));
  put(0, path);
  octal(100, 8, 0o644);
  octal(108, 8, 1000);
  octal(116, 8, 1000);
  octal(124, 12, size);
  octal(136, 12, 800_000_000);
  put(148, "        "); // the checksum counts as blanks
  put(156, "0");
  put(257, "ustar\u000000");
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
  return header;
}

/** Files as `cpio -o -H newc` writes them. */
export function cpioArchive(files: readonly NamedFile[]): Archive {
  const archive = createAppender();
  files.forEach(({ path, contents }, index) => {
    archive.append(path, cpioHeader(path, contents.length, index + 1), contents, 4);
  });
  return archive.end(cpioHeader("TRAILER!!!", 0, 0));
}

function cpioHeader(path: string, size: number, inode: number): Uint8Array {
  const name = new TextEncoder().encode(`${path}\0`);
  const fields = [inode, 0o100644, 1000, 1000, 1, 800_000_000, size, 0, 0, 0, 0, name.length, 0];
  const text = `070701${fields.map((field) => field.toString(16).padStart(8, "0")).join("")}`;
  const header = new Uint8Array(roundUp(text.length + name.length, 4));
  header.set(new TextEncoder().encode(text));
  header.set(name, text.length);
  return header;
}

function createAppender() {
  const parts: Uint8Array[] = [];
  const files: ArchivedFile[] = [];
  let at = 0;
  const push = (bytes: Uint8Array) => {
    parts.push(bytes);
    at += bytes.length;
  };
  return {
    append(path: string, header: Uint8Array, contents: Uint8Array, alignment: number): void {
      const from = at + header.length;
      const to = from + contents.length;
      files.push({ path, from, to, header: [at, from] });
      push(header);
      push(contents);
      push(new Uint8Array(roundUp(to, alignment) - to));
    },
    end(trailer: Uint8Array): Archive {
      push(trailer);
      return { bytes: Buffer.concat(parts), files };
    },
  };
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
