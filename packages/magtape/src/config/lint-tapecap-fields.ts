import { type Capability, capabilityOf } from "./capabilities.js";
import { ConfigError } from "./config-error.js";
import { parseStatusTarget } from "./status-target.js";
import { formatField, type TapecapField } from "./tapecap-field.js";
import type { LintReport, TapecapRule } from "./tapecap-rules.js";

/** Looks at the capabilities of one entry, without the `tc` that ends it. */
export function lintFields(fields: readonly TapecapField[], report: LintReport): void {
  const seen = new Map<string, TapecapField>();
  for (const field of fields) {
    const { code, source } = field;
    if (typeof source === "string") continue;
    const tell = (rule: TapecapRule, message: string) => report(source.line, rule, message);
    const first = seen.get(code);
    if (first === undefined) seen.set(code, field);
    else lintRepeated(first, field, tell);
    const capability = capabilityOf(code);
    if (code === "tc") tell("inert-tc", "tc= is followed only at the end of an entry");
    else if (capability === undefined) tell("unknown-code", `nobody reads ${code}`);
    else if (field.kind !== "negated") lintValue(field, capability, tell);
  }
}

type Tell = (rule: TapecapRule, message: string) => void;

function lintRepeated(first: TapecapField, field: TapecapField, tell: Tell): void {
  if (field.kind === "negated" && first.kind !== "negated")
    tell(
      "late-negation",
      `${formatField(first)} came first and holds; IRAF's driver switches it off`,
    );
  else tell("duplicate-code", `${formatField(first)} came first and holds`);
}

function lintValue(field: TapecapField, capability: Capability, tell: Tell): void {
  const { type, reader } = capability;
  if (type === "text") lintText(field, reader, tell);
  else if (type !== "flag") lintNumber(field, capability, tell);
  else if (field.value !== "")
    tell("wrong-kind", `${formatField(field)} is a flag: it is on whatever the value`);
}

function lintNumber(field: TapecapField, { type, reader }: Capability, tell: Tell): void {
  const digits = field.value.trim();
  if (type === "limit" && field.kind === "flag" && digits === "") return;
  if (!/^\d+$/.test(digits) || Number(digits) >= 2 ** 31)
    tell("bad-number", `${formatField(field)}: ${field.code} wants a decimal number`);
  else if (field.kind !== "number") {
    const zero = reader === "fits" ? "; IRAF reads 0 here" : "";
    tell("wrong-kind", `write ${field.code}#${digits}${zero}`);
  }
}

function lintText(field: TapecapField, reader: Capability["reader"], tell: Tell): void {
  const shown = formatField(field);
  const { code, kind, value } = field;
  if (kind === "number" && reader !== "driver") tell("wrong-kind", `write ${code}=${value}`);
  if (kind === "flag" && value !== "") tell("wrong-kind", `write ${code}=${value}`);
  if (reader === "driver" && /\\\d/.test(value))
    tell("ambiguous-escape", `${shown}: octal here, decimal for IRAF's driver`);
  if (code === "so") lintTarget(value, tell);
}

function lintTarget(value: string, tell: Tell): void {
  try {
    parseStatusTarget(value);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    tell("bad-target", error.message);
  }
}
