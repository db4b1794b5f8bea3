/** Names of tapecap files. Loaded only for a device string that may be one. */
import { existsSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { dirname, join } from "node:path";
import { TapeError } from "@floppytape/magtape";
import {
  ConfigError,
  formatSource,
  parseTapeName,
  profileFromTapecap,
  type ResolvedTapecap,
  resolveTapecap,
  type TapeName,
  tapecapText,
} from "@floppytape/magtape/config";
import type { DeviceSpec, DeviceTarget } from "./device-spec.js";
import type { LocatedDevice } from "./locate-device.js";
import { nodeOfDevName } from "./node-names.js";
import { parseDeviceString } from "./parse-device-string.js";
import { type Environment, readTapecaps } from "./tapecap-files.js";

/** An entry of a tapecap file, found. */
export interface TapecapMatch {
  readonly name: TapeName;
  readonly entry: ResolvedTapecap;
}

/**
 * Looks a name up in the tapecap files; undefined where none has it.
 * @throws {TapeError} `EINVAL` for an entry that is broken, with file and line.
 */
export function findInTapecap(text: string, env: Environment): TapecapMatch | undefined {
  return inTapecaps(text, () => {
    const name = nameIn(text);
    if (name === undefined) return undefined;
    const { files, devcap } = readTapecaps(env, name.node);
    if (files.length === 0) return undefined;
    const overrides = name.attributes;
    return { name, entry: resolveTapecap({ files, name: name.name, overrides, devcap }) };
  });
}

/** Only what looks like one is taken apart: `corona!mta[2:se]` and plain names. */
function nameIn(text: string): TapeName | undefined {
  try {
    return parseTapeName(text);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

function inTapecaps<T>(device: string, body: () => T): T | undefined {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (error.code === "NO_ENTRY") return undefined;
    throw new TapeError("EINVAL", error.message, { ...error.details, device }, error);
  }
}

/** Entries that lead from one to the next; more are a circle. */
const mostEntries = 8;

/**
 * What a device string stands for by the tapecap files; undefined where it is no name in one.
 * @throws {TapeError} `EINVAL` for an entry that is broken, names no device, or leads back to itself.
 */
export function locateInTapecap(
  text: string,
  env: Environment,
  depth = 0,
): LocatedDevice | undefined {
  let match: TapecapMatch | undefined;
  const isTapecapName = (name: string) => {
    match = findInTapecap(name, env);
    return match !== undefined;
  };
  const outer = parseDeviceString(text, { isTapecapName });
  if (outer.target.kind !== "tapecap" || match === undefined) return undefined;
  const { name, entry } = match;
  if (depth >= mostEntries)
    throw new TapeError("EINVAL", `device "${text}": its entries name each other`, {
      device: text,
    });
  const inner = deviceOf(text, entry, env, depth);
  return {
    spec: merged(outer, elsewhere(inner.spec, name), name.name),
    place: placeOf(name),
    configured: true,
    profileOf: (base) =>
      inTapecaps(text, () => profileFromTapecap(entry, { base: inner.profileOf(base) })) ?? base,
  };
}

/** What `dv` names: a device string, a node by its bare name, a path from the file's folder or from home. */
function deviceOf(
  text: string,
  entry: ResolvedTapecap,
  env: Environment,
  depth: number,
): LocatedDevice {
  const field = entry.fields.find(({ code }) => code === "dv");
  const device = inTapecaps(text, () => tapecapText(entry, "dv")) ?? "";
  if (field === undefined || device === "") {
    const [first] = entry.entries;
    const where = first === undefined ? "" : ` (${formatSource(first)})`;
    throw new TapeError(
      "EINVAL",
      `device "${text}": its entry${where} names no device: dv is missing`,
      {
        device: text,
      },
    );
  }
  const folder = typeof field.source === "string" ? "." : dirname(field.source.path);
  const bare = /^[\w-]+$/.test(device) && !existsSync(join(folder, device));
  const path = bare ? `/dev/${device}` : device.replace(/^~(?=\/)/, env.HOME || homedir());
  const next = path === entry.name ? undefined : locateInTapecap(path, env, depth + 1);
  if (next) return next;
  const spec = parseDeviceString(path);
  return {
    spec: { ...spec, target: fromFolder(spec.target, folder) },
    place: undefined,
    configured: false,
    profileOf: (base) => base,
  };
}

/** Relative paths are seen from the folder of the file that they stand in. */
function fromFolder(target: DeviceTarget, folder: string): DeviceTarget {
  if (!("path" in target) || target.path.startsWith("/")) return target;
  return { ...target, path: join(folder, target.path) };
}

/** `HOST!NAME` is a drive of that host. */
function elsewhere(spec: DeviceSpec, { node }: TapeName): DeviceSpec {
  if (node === undefined || node === hostname() || spec.target.kind !== "os-node") return spec;
  return { ...spec, target: { kind: "remote", host: node, device: spec.target.path } };
}

/** The user's words win over the entry's; a name such as `/dev/qft0` tells the node where nobody else does. */
function merged(outer: DeviceSpec, inner: DeviceSpec, name: string): DeviceSpec {
  const named = nodeOfDevName(name.replace(/^.*\//, ""));
  const given = outer.nodeGiven ? outer : inner.nodeGiven ? inner : undefined;
  return {
    text: outer.text,
    node: given?.node ?? named ?? inner.node,
    nodeGiven: given !== undefined || named !== undefined,
    target: inner.target,
    options: { ...inner.options, ...outer.options },
  };
}

function placeOf({ file, record }: TapeName): LocatedDevice["place"] {
  return file === undefined && record === undefined ? undefined : { file, record };
}
