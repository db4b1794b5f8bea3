import fc from "fast-check";
import { pack } from "tar-stream";

/** A file, directory or link to put into an archive. */
export interface Node {
  readonly path: string;
  readonly type: "file" | "directory" | "symlink";
  readonly contents: Uint8Array;
  readonly target: string;
  readonly mode: number;
  readonly seconds: number;
}

/** Packs nodes with tar-stream: ustar, and pax where that does not suffice. */
export async function packTar(nodes: readonly Node[]): Promise<Uint8Array> {
  const stream = pack();
  for (const { path, type, contents, target, mode, seconds } of nodes) {
    const header = { name: path, type, mode, mtime: new Date(seconds * 1000) };
    if (type === "file") stream.entry(header, contents);
    else if (type === "symlink") stream.entry({ ...header, linkname: target });
    else stream.entry(header);
  }
  stream.finalize();
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}

export type CpioForm = "odc" | "newc" | "crc" | "binary" | "swapped";
export const cpioForms: readonly CpioForm[] = ["odc", "newc", "crc", "binary", "swapped"];

const kinds = { file: 0o100000, directory: 0o040000, symlink: 0o120000 };

/** Packs nodes as cpio does. */
export function packCpio(nodes: readonly Node[], form: CpioForm): Uint8Array {
  const parts = nodes.map((node, index) => {
    const data = node.type === "symlink" ? Buffer.from(node.target) : node.contents;
    return cpioMember(form, index + 1, kinds[node.type] | node.mode, node.seconds, node.path, data);
  });
  parts.push(cpioMember(form, 0, 0, 0, "TRAILER!!!", new Uint8Array(0)));
  return Buffer.concat(parts);
}

function cpioMember(
  form: CpioForm,
  inode: number,
  mode: number,
  seconds: number,
  path: string,
  data: Uint8Array,
): Uint8Array {
  const name = Buffer.from(`${path}\0`);
  const links = (mode & 0o170000) === kinds.directory ? 2 : 1;
  if (form === "odc") {
    const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
    const fields = [1, inode, mode, 0, 0, links, 0].map((value) => octal(value, 6)).join("");
    const rest = octal(seconds, 11) + octal(name.length, 6) + octal(data.length, 11);
    return Buffer.concat([Buffer.from(`070707${fields}${rest}`), name, data]);
  }
  if (form === "newc" || form === "crc") {
    const sum = form === "crc" ? data.reduce((total, byte) => (total + byte) >>> 0, 0) : 0;
    const values = [inode, mode, 0, 0, links, seconds, data.length, 8, 1, 0, 0, name.length, sum];
    const fields = values
      .map((value) => value.toString(16).padStart(8, "0").toUpperCase())
      .join("");
    const head = Buffer.from(`07070${form === "crc" ? 2 : 1}${fields}`);
    return Buffer.concat([aligned(Buffer.concat([head, name]), 4), aligned(data, 4)]);
  }
  const head = Buffer.alloc(26);
  const words = [0o070707, 1, inode, mode, 0, 0, links, 0, seconds >>> 16, seconds & 0xffff];
  words.push(name.length, data.length >>> 16, data.length & 0xffff);
  words.forEach((word, index) => {
    if (form === "binary") head.writeUInt16LE(word, 2 * index);
    else head.writeUInt16BE(word, 2 * index);
  });
  return Buffer.concat([aligned(Buffer.concat([head, name]), 2), aligned(data, 2)]);
}

function aligned(bytes: Uint8Array, to: number): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / to) * to);
  whole.set(bytes);
  return whole;
}

const anyName = fc
  .stringMatching(/^[a-zA-Z0-9_.é~ -]{1,30}$/)
  .filter((name) => !/^\.+$/.test(name));

/** Contents that look like text, like nothing, or random. */
const anyContents = fc
  .record({
    kind: fc.constantFrom("text", "zeros", "random"),
    size: fc.oneof(fc.nat(2000), fc.nat(60_000), fc.constantFrom(0, 511, 512, 513, 1024)),
    seed: fc.nat(),
  })
  .map(({ kind, size, seed }) => {
    let state = seed >>> 0;
    return Uint8Array.from({ length: size }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return kind === "zeros" ? 0 : kind === "text" ? 97 + ((state >>> 28) & 7) : state >>> 24;
    });
  });

const anyNode: fc.Arbitrary<Node> = fc
  .record({
    parts: fc.array(anyName, { minLength: 1, maxLength: 8 }),
    type: fc.constantFrom(
      "file" as const,
      "file" as const,
      "directory" as const,
      "symlink" as const,
    ),
    contents: anyContents,
    target: anyName,
    mode: fc.integer({ min: 1, max: 0o777 }), // tar-stream takes 0 for none given
    seconds: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  })
  .map(({ parts, type, contents, ...rest }) => ({
    ...rest,
    type,
    path: `${parts.join("/")}${type === "directory" ? "/" : ""}`,
    contents: type === "file" ? contents : new Uint8Array(0),
  }));

/** A few nodes; several may have one path, as archives allow. */
export const anyTree = fc.array(anyNode, { minLength: 1, maxLength: 12 });
