import type { LintFinding } from "./config-error.js";

type Row = readonly [severity: LintFinding["severity"], about: string];

const rows = {
  "header-without-colon": ["error", "an entry begins without a colon; IRAF stops looking there"],
  "stray-line": ["warning", "an indented line that continues nothing"],
  "continuation-in-column-one": ["warning", "a line that continues another is not indented"],
  "continuation-at-end": ["warning", "an entry ends with a backslash; IRAF does not find it"],
  "missing-final-colon": ["warning", "no colon behind the last value; IRAF reads past its end"],
  "unreachable-alias": ["warning", "the last name has no blanks, but is a description for IRAF"],
  "duplicate-name": ["warning", "an entry further up has the name"],
  "tc-missing": ["error", "`tc` leads to an entry that is not there"],
  "tc-loop": ["error", "`tc` leads back"],
  "tc-too-deep": ["error", "`tc` leads over more than 8 entries"],
  "inert-tc": ["error", "`tc` in the middle of an entry is not followed"],
  "trailing-blanks": ["warning", "blanks behind the last colon; IRAF does not follow `tc` there"],
  "too-long": ["error", "an entry of more than 8192 characters"],
  "too-many-codes": ["error", "more than 200 different codes"],
  "short-code": ["warning", "less than the two characters of a code"],
  "unknown-code": ["warning", "a code that nobody reads"],
  "duplicate-code": ["warning", "the code was given further up, which holds"],
  "late-negation": ["warning", "`xx@` behind `xx`: holds for IRAF's driver only"],
  "wrong-kind": ["warning", "`=` for `#`, or a flag with a value"],
  "bad-number": ["error", "not a decimal number below 2^31"],
  "escaped-colon": ["warning", "`\\:` is a colon here, the end of the value for IRAF"],
  "ambiguous-escape": ["warning", "`\\ddd` is octal here, decimal for IRAF's driver"],
  "bad-target": ["warning", "`so` names a port that is none"],
} as const satisfies Readonly<Record<string, Row>>;

export type TapecapRule = keyof typeof rows;

/** Rules of {@link lintTapecap}, with how much a finding matters and what it is about. */
export const tapecapRules: Readonly<Record<TapecapRule, Row>> = rows;

/** Tells a finding; `line` is counted from 1. */
export type LintReport = (line: number, rule: TapecapRule, message: string) => void;
