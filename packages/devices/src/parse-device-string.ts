import { statSync } from "node:fs";
import { TapeError } from "@floppytape/magtape";
import type { DeviceSpec, DeviceTarget } from "./device-spec.js";
import { isNodeName, nodeOfDevName } from "./node-names.js";

/** What the parser has to ask the world. */
export interface ParseOptions {
  /** Whether a path names a regular file. Default: the file system says. */
  readonly isFile?: (path: string) => boolean;
  /** Whether a name stands in the tapecap file. Default: none does. */
  readonly isTapecapName?: (name: string) => boolean;
}

/**
 * Takes a device string `[node:]target[,option=value...]` apart. Targets: a path to an image (`.tap`, `.aws`,
 * `.e11`, `.tpc` and `.p7b` are record images), `sim:PATH`, `qtest:HOST:PORT`, `qtest:/SOCKET`, `fdc:PORT`, `/dev/...`, a
 * tapecap name, `[USER@]HOST:DEVICE`. In names `%2C` is a comma, `%3A` a colon, `%25` a percent sign.
 * @throws {TapeError} `EINVAL` naming the part that is wrong.
 */
export function parseDeviceString(text: string, options: ParseOptions = {}): DeviceSpec {
  const [head = "", ...optionTexts] = text.split(",");
  if (text.includes("\0")) throw wrong(text, "it contains a zero byte");
  const prefix = head.slice(0, Math.max(0, head.indexOf(":")));
  const prefixed = isNodeName(prefix);
  const targetText = prefixed ? head.slice(prefix.length + 1) : head;
  if (targetText === "") throw wrong(text, "it names no device");
  const target = targetOf(text, targetText, options);
  const named =
    target.kind === "os-node" ? nodeOfDevName(target.path.replace(/^.*\//, "")) : undefined;
  return {
    text,
    node: prefixed ? prefix : (named ?? "nqft"),
    nodeGiven: prefixed || named !== undefined,
    target,
    options: optionsOf(text, optionTexts),
  };
}

function targetOf(whole: string, text: string, options: ParseOptions): DeviceTarget {
  const [, scheme, rest = ""] = /^(sim|qtest|fdc):(.*)$/s.exec(text) ?? [];
  if (scheme === "sim") return { kind: "sim", path: required(whole, scheme, "a path", rest) };
  if (scheme === "qtest") return qtestTarget(whole, rest);
  if (scheme === "fdc") return fdcTarget(whole, rest);

  const { isFile = isRegularFile, isTapecapName = () => false } = options;
  const name = decoded(text);
  const inDev = /^\/dev\/(?!shm\/)/.test(name);
  if (inDev && isTapecapName(name)) return { kind: "tapecap", name };
  const colon = text.indexOf(":");
  const slash = text.indexOf("/");
  const isPath = slash >= 0 && (colon < 0 || slash < colon);
  if (isPath || isFile(name)) return pathTarget(name, inDev && !isFile(name));
  if (isTapecapName(name)) return { kind: "tapecap", name };
  if (colon < 0) return pathTarget(name, false);
  return remoteTarget(whole, text.slice(0, colon), text.slice(colon + 1));
}

/** Endings of names that say what is in a file; others may be said with the option `format`. */
const recordFormats = ["tap", "aws", "e11", "tpc", "p7b"] as const;

function pathTarget(path: string, isOsNode: boolean): DeviceTarget {
  if (isOsNode) return { kind: "os-node", path };
  const [, ending] = /\.([^./]+)$/.exec(path.toLowerCase()) ?? [];
  const format = recordFormats.find((name) => name === ending);
  return format === undefined ? { kind: "image", path } : { kind: "record-image", path, format };
}

function qtestTarget(whole: string, text: string): DeviceTarget {
  if (text.startsWith("/")) return { kind: "qtest", socket: decoded(text) };
  const [, host, digits] = /^(\[[0-9a-f:.]+\]|[^:[\]]+):(\d{1,5})$/i.exec(text) ?? [];
  const port = Number(digits);
  if (host === undefined || port < 1 || port > 65535)
    throw wrong(whole, "qtest: needs HOST:PORT or the path of a socket that begins with /");
  return { kind: "qtest", host: decoded(host.replace(/^\[|\]$/g, "")), port };
}

/** Port numbers are 16 bits wide, and a controller has 8 of them. */
const lastControllerPort = 0xfff8;

function fdcTarget(whole: string, text: string): DeviceTarget {
  const port = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : Number.NaN;
  if (!(port <= lastControllerPort) || port % 8 !== 0)
    throw wrong(whole, "fdc: needs the controller's first port, such as 0x3f0");
  return { kind: "fdc", port };
}

function remoteTarget(whole: string, before: string, device: string): DeviceTarget {
  const [, user, host] = /^(?:([^@]+)@)?([^@]+)$/.exec(before) ?? [];
  if (host === undefined || device === "")
    throw wrong(whole, "a remote tape is [USER@]HOST:DEVICE; in a file name write %3A for a colon");
  return {
    kind: "remote",
    host: decoded(host),
    ...(user === undefined ? {} : { user: decoded(user) }),
    device: decoded(device),
  };
}

function optionsOf(whole: string, texts: readonly string[]): Record<string, string> {
  const options = new Map<string, string>();
  for (const text of texts) {
    const [, name, value = ""] = /^([a-z][a-z0-9-]*)(?:=(.*))?$/s.exec(text) ?? [];
    if (name === undefined)
      throw wrong(whole, `"${text}" is no option=value; in a file name write %2C for a comma`);
    if (options.has(name)) throw wrong(whole, `the option ${name} is given twice`);
    options.set(name, decoded(value));
  }
  return Object.fromEntries(options);
}

function required(whole: string, scheme: string, what: string, text: string): string {
  if (text === "") throw wrong(whole, `${scheme}: needs ${what}`);
  return decoded(text);
}

function decoded(text: string): string {
  return text.replace(/%(2C|3A|25)/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function isRegularFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function wrong(text: string, reason: string): TapeError {
  const shown = text.length > 200 ? `${text.slice(0, 200)}...` : text;
  return new TapeError("EINVAL", `device "${shown}": ${reason}`, { device: shown });
}
