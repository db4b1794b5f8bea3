import { readFileSync } from "node:fs";
import { type DeviceTarget, findInTapecap, locateDevice } from "@floppytape/devices";
import {
  capabilityOf,
  formatField,
  formatSource,
  lintTapecap,
  parseTapecapFile,
  type ResolvedTapecap,
  type TapecapField,
} from "@floppytape/magtape/config";
import type { Arguments, Handler } from "../command-table.js";
import type { Context } from "../context.js";
import { withDevice } from "../device-error.js";
import { ExitStatus } from "../exit-status.js";
import { CommandError, UsageError } from "../usage-error.js";
import { alignColumns } from "./align-columns.js";

/** Runs `floppytape tapecap check FILE...` and `floppytape tapecap show NAME`. */
export const runTapecap: Handler = async (context, args) => {
  const [action, ...operands] = args.operands;
  if (action === "check") return check(context, args, operands);
  const [name, surplus] = operands;
  if (name === undefined || surplus !== undefined)
    throw new UsageError("show takes one name of a tape");
  return show(context, args, name);
};

/** Lines as compilers print them, so that editors find the place. */
async function check(
  context: Context,
  args: Arguments,
  paths: readonly string[],
): Promise<ExitStatus> {
  const findings = paths.flatMap((path) => {
    const file = parseTapecapFile(textOf(path), { path });
    return lintTapecap(file).map((finding) => ({ path, ...finding }));
  });
  await context.stdout.write(
    args.has("json")
      ? `${JSON.stringify({ findings })}\n`
      : findings
          .map(
            ({ path, line, severity, message, rule }) =>
              `${path}:${line}: ${severity}: ${message} [${rule}]\n`,
          )
          .join(""),
  );
  return findings.some(({ severity }) => severity === "error")
    ? ExitStatus.Failed
    : ExitStatus.Done;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const { code = "" } = cause as { code?: string };
    const reason = code === "ENOENT" ? "no such file" : `cannot be read (${code})`;
    throw new CommandError(`${path}: ${reason}`, { cause });
  }
}

/** What is configured for a name, each value with the line that it came from. */
async function show(context: Context, args: Arguments, name: string): Promise<ExitStatus> {
  const file = args.value("file");
  const env = file === undefined ? context.env : { ...context.env, FLOPPYTAPE_TAPECAP: file };
  const match = await withDevice(name, "open", async () => findInTapecap(name, env));
  if (match === undefined)
    throw new CommandError(
      `${name}: no tapecap file has this name; they are looked for in $FLOPPYTAPE_TAPECAP, ~/.config/floppytape/tapecap and /etc/floppytape/tapecap`,
    );
  const { entry } = match;
  const target = await withDevice(name, "open", async () => {
    const { spec } = await locateDevice(name, { env });
    return spec.target;
  });
  const fields = entry.fields.map((field) => describe(field));
  const shadowed = entry.shadowed.map((field) => describe(field));
  await context.stdout.write(
    args.has("json")
      ? `${JSON.stringify({ name: entry.name, names: entry.names, target, fields, shadowed })}\n`
      : showText(entry, target, fields, shadowed),
  );
  return ExitStatus.Done;
}

type Description = { field: string; code: string; meaning: string; source: string };

function describe(field: TapecapField): Description {
  return {
    field: formatField(field),
    code: field.code,
    meaning: capabilityOf(field.code)?.meaning ?? "known to nobody here",
    source: formatSource(field.source),
  };
}

function showText(
  { names, entries }: ResolvedTapecap,
  target: DeviceTarget,
  fields: readonly Description[],
  shadowed: readonly Description[],
): string {
  const { kind, ...rest } = target;
  const rows = (list: readonly Description[]) =>
    alignColumns(
      ["capability", "from", "meaning"],
      list.map(({ field, source, meaning }) => [field, source, meaning]),
      { leftFrom: 0 },
    );
  return [
    `names    ${names.join(", ")}\n`,
    `entries  ${entries.map((entry) => formatSource(entry)).join(", ")}\n`,
    `device   ${Object.values(rest).join(" ")} (${kind})\n\n`,
    rows(fields),
    shadowed.length > 0 ? `\nnot used, since given before:\n${rows(shadowed)}` : "",
  ].join("");
}
