/** Where a tapecap file may be. */
export interface TapecapSearch {
  /** Value of the environment variable that names a file: `FILE[:DEVCAP]`. Default undefined. */
  readonly env?: string | undefined;
  /** Folders of the configuration, best first. */
  readonly confdir: string | readonly string[];
  /** Name of this computer; files may have it as a suffix. */
  readonly host: string;
  /** Computer that the name of the tape mentions. Default: {@link host}. */
  readonly node?: string | undefined;
}

/** Files to read, in order, and capabilities that win over theirs. */
export interface TapecapCandidates {
  readonly files: readonly string[];
  /** With its leading colon; "" for none. */
  readonly devcap: string;
}

/**
 * Candidates in order: the file of the environment, then `tapecap` of each folder; of each the one
 * with the name of the computer as a suffix first. An entry that one does not have is looked for in the next.
 */
export function tapecapFiles({ env, confdir, host, node }: TapecapSearch): TapecapCandidates {
  const { file, devcap } = splitVariable(env ?? "");
  const folders = typeof confdir === "string" ? [confdir] : confdir;
  const plain = [...(file === "" ? [] : [file]), ...folders.map((each) => `${each}/tapecap`)];
  const suffix = node ?? host;
  // A suffix with a slash would lead to another folder.
  const named = suffix === "" || /[/\\]/.test(suffix) ? [] : [suffix];
  return {
    files: plain.flatMap((path) => [...named.map((each) => `${path}.${each}`), path]),
    devcap,
  };
}

/** At the first colon; the one of a drive letter of Windows is part of the path. */
function splitVariable(value: string): { file: string; devcap: string } {
  const colon = value.indexOf(":", /^[A-Za-z]:[/\\]/.test(value) ? 2 : 0);
  return colon < 0
    ? { file: value, devcap: "" }
    : { file: value.slice(0, colon), devcap: value.slice(colon) };
}

/**
 * Paths that the `dv` or `rd` of an entry stands for, best first: a bare name is in `/dev` or
 * `/dev/rmt`, `~/` is the home folder of the user.
 */
export function deviceNodePaths(device: string, home: string): string[] {
  if (device.startsWith("/")) return [device];
  if (device.startsWith("~/")) return [`${home}/${device.slice(2)}`];
  return [`/dev/${device}`, `/dev/rmt/${device}`];
}
