/**
 * What is compressed: taken from the checkout and from Node itself, or made here; never downloaded.
 * The digests in the output tell whether two runs saw the same bytes.
 */
import { createHash } from "node:crypto";
import { closeSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

export type CorpusName = "source" | "binaries" | "JSON" | "text" | "gzip'd" | "zeros";

export interface Corpus {
  readonly name: CorpusName;
  readonly origin: string;
  readonly bytes: Uint8Array;
  /** SHA-256 in hexadecimal digits. */
  readonly digest: string;
}

/** Those over which goals take their mean: what people have on tapes. */
export const OrdinaryCorpora: readonly CorpusName[] = ["source", "binaries", "JSON", "text"];

/** Code of Node begins somewhere behind tables that compress much better. */
const BinaryPosition = 32 * 2 ** 20;

/** The six corpora, each at most `maximumBytes` long. `root` is the root of the checkout. */
export function loadCorpora(root: string, maximumBytes: number): Corpus[] {
  const typescript = join(root, "node_modules", "typescript", "lib");
  const translations = readdirSync(typescript, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(typescript, entry.name, "diagnosticMessages.generated.json"))
    .sort();
  const sourceText = readFileSync(join(typescript, "typescript.js"));
  const corpus = (name: CorpusName, origin: string, bytes: Uint8Array): Corpus => {
    const cut = bytes.subarray(0, maximumBytes);
    return { name, origin, bytes: cut, digest: createHash("sha256").update(cut).digest("hex") };
  };
  return [
    corpus("source", "typescript.js of the installed compiler", sourceText),
    corpus("binaries", "the node program, from 32 MiB on", partOfNode(maximumBytes)),
    corpus("JSON", "messages of the compiler, translated", concatenated(translations)),
    corpus("text", "READMEs and licences of installed packages", concatenated(documents(root))),
    corpus("gzip'd", "the source, by gzip -6", gzipSync(sourceText, { level: 6 })),
    corpus("zeros", "made here", new Uint8Array(maximumBytes)),
  ];
}

const concatenated = (paths: readonly string[]) =>
  Buffer.concat(paths.map((path) => readFileSync(path)));

function partOfNode(byteCount: number): Uint8Array {
  const bytes = new Uint8Array(byteCount);
  const file = openSync(process.execPath, "r");
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, byteCount, BinaryPosition));
  } finally {
    closeSync(file);
  }
}

/** READMEs and licences in pnpm's store of the checkout, sorted by path. */
function documents(root: string): string[] {
  const store = join(root, "node_modules", ".pnpm");
  const folders = readdirSync(store)
    .filter((name) => name.includes("@"))
    .flatMap((name) => packageFolders(join(store, name, "node_modules"), name));
  return folders
    .flatMap((folder) =>
      readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile() && /^(readme|licen[cs]e)/i.test(entry.name))
        .map((entry) => join(folder, entry.name)),
    )
    .sort();
}

/** The package itself in one entry of the store, not the links to what it depends on. */
function packageFolders(modules: string, entry: string): string[] {
  // "@scope+name@1.2.3_peers" or "name@1.2.3_peers"
  const name = entry.slice(0, entry.indexOf("@", 1)).replace("+", "/");
  try {
    readdirSync(join(modules, name));
    return [join(modules, name)];
  } catch {
    return []; // long names are shortened by pnpm and do not tell their package
  }
}
