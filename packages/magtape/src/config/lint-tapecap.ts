import { ConfigError, type LintFinding } from "./config-error.js";
import { lintFields } from "./lint-tapecap-fields.js";
import { mostCodes } from "./resolve-tapecap.js";
import { entryFields, piecesOf } from "./tapecap-field.js";
import {
  type EntryBody,
  entryBody,
  isContinued,
  lineOfOffset,
  type TapecapEntry,
  type TapecapFile,
} from "./tapecap-file.js";
import { followTapecapEntry, tcTarget } from "./tapecap-lookup.js";
import { type LintReport, tapecapRules } from "./tapecap-rules.js";

/**
 * Everything in a tapecap file that is not found, not used, refused, or understood otherwise by IRAF,
 * in the order of lines.
 */
export function lintTapecap(file: TapecapFile): LintFinding[] {
  const findings: LintFinding[] = [];
  const report: LintReport = (line, rule, message) => {
    findings.push({ line, rule, severity: tapecapRules[rule][0], message });
  };
  const taken = lintLines(file, report);
  const seen = new Map<string, number>();
  for (const entry of file.entries) {
    if (taken.has(entry.line)) continue;
    lintNames(entry, seen, report);
    try {
      const body = entryBody(file, entry);
      lintBody(file, entry, body, report);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      report(entry.line, "too-long", error.message);
    }
  }
  return findings.sort((a, b) => a.line - b.line);
}

/** Looks at lines as such; returns those that continue another one. */
function lintLines(file: TapecapFile, report: LintReport): ReadonlySet<number> {
  const taken = new Set<number>();
  const bad = new Set(file.badHeaders);
  file.lines.forEach((content, index) => {
    const line = index + 1;
    const continues = taken.has(line);
    if (continues && /^[^ \t:]/.test(content))
      report(line, "continuation-in-column-one", "belongs to the line above; indent it");
    if (!continues && bad.has(line))
      report(
        line,
        "header-without-colon",
        "an entry begins in column 1 and its names end with a colon; IRAF finds nothing behind this line",
      );
    if (!continues && /^(?:[ \t]+[^ \t]|:)/.test(content))
      report(
        line,
        "stray-line",
        "belongs to no entry: the line above does not end with a backslash",
      );
    if (!isContinued(content) || (!continues && /^(?:#|[ \t]|$)/.test(content))) return;
    const next = file.lines[line];
    if (next === undefined || next.trim() === "")
      report(line, "continuation-at-end", "the entry ends with a backslash; IRAF does not find it");
    else if (continues || !bad.has(line)) taken.add(line + 1);
  });
  return taken;
}

function lintNames(entry: TapecapEntry, seen: Map<string, number>, report: LintReport): void {
  const last = (entry.names.at(-1) ?? "").trim();
  if (last !== "" && !/\s/.test(last))
    report(
      entry.line,
      "unreachable-alias",
      `IRAF takes the last name for a description and does not find ${last}; add |DESCRIPTION`,
    );
  for (const name of entry.names.slice(0, -1)) {
    const first = seen.get(name);
    if (first !== undefined)
      report(entry.line, "duplicate-name", `${name} is found in line ${first}`);
    else seen.set(name, entry.line);
  }
}

function lintBody(
  file: TapecapFile,
  entry: TapecapEntry,
  body: EntryBody,
  report: LintReport,
): void {
  const last = body.starts.at(-1)?.line ?? entry.line;
  if (body.openLine === undefined && !body.text.trimEnd().endsWith(":"))
    report(
      last,
      "missing-final-colon",
      "IRAF reads past the end of an entry whose last value has no colon behind it",
    );
  for (const { 0: escaped, index } of body.text.matchAll(/\\[\s\S]/g))
    if (escaped === "\\:")
      report(lineOfOffset(body, index), "escaped-colon", "IRAF ends the value at \\:; write \\072");
  for (const { text, offset } of piecesOf(body.text, "strict"))
    if (text.length < 2)
      report(lineOfOffset(body, offset), "short-code", `${text} is not a code of two characters`);
  const fields = entryFields(body, file.path, "strict");
  const target = tcTarget(body, "strict");
  lintFields(target === undefined ? fields : fields.slice(0, -1), report);
  if (target !== undefined && tcTarget(body, "iraf") === undefined)
    report(last, "trailing-blanks", "IRAF does not follow tc= when blanks follow the last colon");
  const codes = new Set(fields.map(({ code }) => code));
  if (codes.size > mostCodes)
    report(
      entry.line,
      "too-many-codes",
      `${codes.size} different capabilities, ${mostCodes} are possible`,
    );
  if (target !== undefined) lintChain(file, entry, last, report);
}

const chainRules = {
  TC_MISSING: "tc-missing",
  TC_LOOP: "tc-loop",
  TC_TOO_DEEP: "tc-too-deep",
} as const;

function lintChain(file: TapecapFile, entry: TapecapEntry, line: number, report: LintReport): void {
  try {
    followTapecapEntry(file, entry, "strict");
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const rule = Object.hasOwn(chainRules, error.code)
      ? chainRules[error.code as keyof typeof chainRules]
      : undefined;
    // Told where it is: at the entry whose tc= is to blame, at each in a circle, at the first in a long row.
    const { line: blamed, back } = error.details;
    const own = blamed === entry.line || back === entry.line || error.code === "TC_TOO_DEEP";
    if (rule !== undefined && own) report(line, rule, error.message);
  }
}
