import type { OpenTape } from "@floppytape/devices";
import type { Arguments, Handler } from "../command-table.js";
import type { Context } from "../context.js";
import { ExitStatus } from "../exit-status.js";
import { localQicTime } from "../local-time.js";
import { usingTape } from "../open-tape.js";
import { readText } from "../read-text.js";
import { recordingStandard } from "../recording-standard.js";
import { CommandError } from "../usage-error.js";
import { badSectorText, badSectorTotals, badSegments } from "./bad-sector-text.js";
import { type Edit, editOf, editTable } from "./edit.js";
import { tableJson, tableRowsOf } from "./table-json.js";
import { type TableBounds, type TableEntry, tableProblems } from "./table-model.js";
import { tableText } from "./table-text.js";
import { taggedText } from "./tagged-text.js";
import { readTapeTable, writeTapeTable } from "./tape-table.js";

/** Runs `vtblc`. */
export const runVtblc: Handler = async (context, args) => {
  const device = args.value("file") ?? "/dev/rawft0";
  const edit = editOf(args);
  const input = edit && "tagged" in edit && edit.tagged ? await readText(context) : "";
  const mode = edit && !args.has("dry-run") ? "rw" : "r";
  await usingTape(context, args, { device, mode, node: "rawqft" }, async (tape) => {
    if (args.has("bsm")) return printBadSectors(context, args, tape);
    if (edit) return changeTable(context, args, tape, edit, input);
    const { entries, bounds } = await readTapeTable(tape);
    return printTable(context, args, entries, bounds);
  });
  return ExitStatus.Done;
};

async function printTable(
  context: Context,
  args: Arguments,
  entries: readonly TableEntry[],
  bounds: TableBounds,
): Promise<void> {
  const dataSegments = bounds.lastDataSegment - bounds.firstDataSegment + 1;
  const text = args.has("json")
    ? `${JSON.stringify(tableJson(entries, bounds))}\n`
    : args.value("print")
      ? taggedText(entries, bounds)
      : tableText(tableRowsOf(entries), dataSegments);
  await context.stdout.write(text);
}

async function changeTable(
  context: Context,
  args: Arguments,
  tape: OpenTape,
  edit: Edit,
  input: string,
): Promise<void> {
  const table = await readTapeTable(tape);
  const entries = editTable(table.entries, edit, input, table.bounds, localQicTime(context.now()));
  const before = new Set(tableProblems(table.entries, table.bounds));
  const [problem] = tableProblems(entries, table.bounds).filter((text) => !before.has(text));
  if (problem !== undefined) throw new CommandError(`${problem}; nothing was written`);
  if (args.has("dry-run")) return printTable(context, args, entries, table.bounds);
  if (!sameEntries(table.entries, entries)) await writeTapeTable(tape, table, entries);
  if (args.has("json")) await printTable(context, args, entries, table.bounds);
}

function sameEntries(a: readonly TableEntry[], b: readonly TableEntry[]): boolean {
  return (
    a.length === b.length &&
    a.every((entry, i) => entry.bytes.every((byte, at) => byte === b[i]?.bytes[at]))
  );
}

async function printBadSectors(context: Context, args: Arguments, tape: OpenTape): Promise<void> {
  const cartridge = await tape.unit.cartridge();
  const { badSectors, geometry } = cartridge;
  const segments = badSegments(badSectors);
  const totals = badSectorTotals(badSectors, recordingStandard(cartridge), geometry);
  await context.stdout.write(
    args.has("json")
      ? `${JSON.stringify({ segments, ...totals })}\n`
      : badSectorText(segments, totals),
  );
}
