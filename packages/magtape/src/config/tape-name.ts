import { ConfigError } from "./config-error.js";

/** The name of a tape as IRAF's tasks take it: `corona!mta[2.5:ts=1200]`. */
export interface TapeName {
  /** Host that the drive belongs to; undefined for this one. */
  readonly node: string | undefined;
  /** Name to look up. */
  readonly name: string;
  /** IRAF takes nothing for a tape whose name does not begin with `mt`. */
  readonly magtape: boolean;
  /** File, counted from 1; 0: the current one; `eot`: behind the last; undefined: not said. */
  readonly file: number | "eot" | undefined;
  /** Record in the file, counted from 1; 0: the current one; undefined: not said. */
  readonly record: number | undefined;
  /** Capabilities that win over those of the file, without a colon in front; "" for none. */
  readonly attributes: string;
}

const limits = { node: 16, name: 79, attributes: 512 } as const;
const largest = 2 ** 31 - 1;

/**
 * Parses `[NODE!]NAME[ [FILE][.RECORD][:ATTRIBUTES] ]`. `\!` is an exclamation mark, `,` serves for `.`.
 * @throws {ConfigError} `BAD_NAME`, saying what is wrong
 */
export function parseTapeName(spec: string): TapeName {
  const bracket = spec.indexOf("[");
  const device = bracket < 0 ? spec : spec.slice(0, bracket);
  const { node, name } = parseDevice(spec, device);
  const inside = bracket < 0 ? "" : insideBrackets(spec, bracket);
  const position = /^(?:(\d+)|(eot))?(?:[.,](\d*))?(?::([\s\S]*))?$/i.exec(inside);
  if (position === null)
    throw bad(spec, "in brackets comes FILE or eot, then .RECORD, then :ATTRIBUTES");
  const [, digits, eot, record, rest = ""] = position;
  return {
    node,
    name,
    magtape: name.startsWith("mt"),
    file: eot === undefined ? numberIn(spec, "file", digits) : "eot",
    record: numberIn(spec, "record", record),
    attributes: limited(spec, "attributes", rest.replace(/^:+/, "")),
  };
}

function parseDevice(spec: string, device: string): { node: string | undefined; name: string } {
  // A name that begins with the delimiter has no node.
  const end = device.startsWith("!") ? -1 : delimiterIn(device);
  const node = end < 0 ? undefined : limited(spec, "node", unescaped(device.slice(0, end)));
  const name = limited(spec, "name", unescaped(device.slice(end + 1)));
  if (name === "") throw bad(spec, "there is no name");
  return { node, name };
}

function delimiterIn(device: string): number {
  for (let at = 0; at < device.length; at++) {
    if (device[at] === "!") return at;
    if (device[at] === "\\" && device[at + 1] === "!") at += 1;
  }
  return -1;
}

const unescaped = (text: string) => text.replaceAll("\\!", "!");

function insideBrackets(spec: string, bracket: number): string {
  const end = spec.indexOf("]", bracket);
  if (end < 0) throw bad(spec, "the bracket is not closed");
  if (end !== spec.length - 1) throw bad(spec, "something follows the bracket");
  return spec.slice(bracket + 1, end);
}

function numberIn(spec: string, what: string, digits: string | undefined): number | undefined {
  if (digits === undefined || digits === "") return undefined;
  const value = Number(digits);
  if (value > largest) throw bad(spec, `${what} ${digits} is larger than ${largest}`);
  return value;
}

function limited(spec: string, part: keyof typeof limits, text: string): string {
  if (text.length > limits[part])
    throw bad(spec, `${part} is longer than ${limits[part]} characters`);
  return text;
}

/** Long names are shortened: a message is one line. */
function bad(spec: string, why: string): ConfigError {
  const shown = spec.length > 100 ? `${spec.slice(0, 100)}...` : spec;
  return new ConfigError("BAD_NAME", `${shown}: ${why}`, { name: shown });
}

/** What {@link parseTapeName} reads back as the same. The end of the tape is spelled `EOT`. */
export function formatTapeName({
  node,
  name,
  file,
  record,
  attributes,
}: Omit<TapeName, "magtape">) {
  const escaped = (text: string) => text.replaceAll("!", "\\!");
  const device =
    node === undefined && name.startsWith("!") ? `!${escaped(name.slice(1))}` : escaped(name);
  const position = [
    file === "eot" ? "EOT" : (file ?? ""),
    record === undefined ? "" : `.${record}`,
    attributes === "" ? "" : `:${attributes}`,
  ].join("");
  const prefix = node === undefined ? "" : `${escaped(node)}!`;
  return `${prefix}${device}${position === "" ? "" : `[${position}]`}`;
}
