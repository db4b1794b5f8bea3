import type { MergeConflict, MergeResult } from "@floppytape/rescue";

const decisions: Readonly<Record<MergeConflict["decision"], string>> = {
  parity: "the parity says so",
  newer: "the newer dump",
  majority: "more dumps have it, nothing else tells",
  neither: "the parity contradicts all",
  undecided: "nothing tells which is right",
};

/** More than this is for programs. */
const MostLines = 40;

/** The sectors that dumps have differently, those of a segment that went the same way on one line. */
export function conflictLines({ conflicts, conflictCounts }: MergeResult): string[] {
  const total = Object.values(conflictCounts).reduce((sum, count) => sum + count, 0);
  if (total === 0) return [];
  const runs: { first: MergeConflict; last: MergeConflict; count: number }[] = [];
  for (const conflict of conflicts) {
    const run = runs.at(-1);
    if (run && goesOn(run.last, conflict)) {
      run.last = conflict;
      run.count++;
    } else runs.push({ first: conflict, last: conflict, count: 1 });
  }
  const shown = runs.slice(0, MostLines);
  const rest = total - shown.reduce((sum, { count }) => sum + count, 0);
  return [
    `Conflicts: ${total}\n`,
    ...shown.map(({ first, last }) => {
      const sectors =
        first === last ? `sector ${first.sector}` : `sectors ${first.sector} to ${last.sector}`;
      return `  segment ${first.segment} ${sectors}: ${outcome(first)}\n`;
    }),
    ...(rest > 0 ? [`  and ${rest} more; --json tells of the first ${conflicts.length}\n`] : []),
  ];
}

/** The letter that stands for a dump. */
export const letterOf = (index: number): string => String.fromCharCode(65 + index);

function goesOn(last: MergeConflict, next: MergeConflict): boolean {
  return (
    next.segment === last.segment &&
    next.sector === last.sector + 1 &&
    outcome(next) === outcome(last)
  );
}

function outcome({ versions, taken, decision }: MergeConflict): string {
  const letters = (dumps: readonly number[] | undefined) => (dumps ?? []).map(letterOf).join("");
  const what = taken === undefined ? "left out" : `taken from ${letters(versions[taken])}`;
  return `${versions.map(letters).join(" or ")}; ${what}: ${decisions[decision]}`;
}
