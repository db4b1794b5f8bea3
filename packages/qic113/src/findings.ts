import type { Finding } from "@floppytape/qic-format";

/** A list of findings that damage cannot make arbitrarily long. */
export interface FindingList {
  readonly all: readonly Finding[];
  note(code: string, message: string, details?: Finding["details"]): void;
  warn(code: string, message: string, details?: Finding["details"]): void;
}

/** More findings than anybody reads; what comes behind is counted, not kept. */
const limit = 1000;

/** An empty list. */
export function createFindingList(): FindingList {
  const all: Finding[] = [];
  let left = 0;
  const add = (finding: Finding) => {
    if (all.length < limit) all.push(finding);
    else {
      left++;
      all[limit] = {
        code: "MORE_FINDINGS",
        message: `${left} more findings were not kept`,
        severity: "warning",
        details: { count: left },
      };
    }
  };
  const of =
    (severity: Finding["severity"]) =>
    (code: string, message: string, details: Finding["details"] = {}) =>
      add({ code, message, severity, details });
  return { all, note: of("note"), warn: of("warning") };
}
