import type { Finding } from "@floppytape/qic-format";

type Details = NonNullable<Finding["details"]>;

/** Findings that grow while something is read, each once, however often it is read. */
export interface FindingList {
  readonly all: readonly Finding[];
  note(code: string, message: string, details?: Details): void;
  warn(code: string, message: string, details?: Details): void;
}

/** More than anyone reads; hostile volumes could make millions. */
const mostFindings = 1000;

export function createFindingList(): FindingList {
  const all: Finding[] = [];
  const known = new Set<string>();
  const add = (finding: Finding) => {
    if (all.length > mostFindings || known.has(finding.message)) return;
    known.add(finding.message);
    all.push(finding);
    if (all.length === mostFindings)
      all.push(
        warning(
          "MORE_FINDINGS",
          `there are more than ${mostFindings} findings; the rest is left out`,
        ),
      );
  };
  return {
    all,
    note: (code, message, details = {}) => add({ code, message, severity: "note", details }),
    warn: (code, message, details = {}) => add(warning(code, message, details)),
  };
}

/** Bytes of a volume that belong to no entry, since the header that would say what they are cannot be read. */
export function passedOverBytes(findings: readonly Finding[]): number {
  const sizes = findings.map(({ details }) => details?.skipped);
  return sizes.reduce<number>((sum, size) => sum + (typeof size === "number" ? size : 0), 0);
}

/** Something that may cost data. */
export function warning(code: string, message: string, details: Details = {}): Finding {
  return { code, message, severity: "warning", details };
}
