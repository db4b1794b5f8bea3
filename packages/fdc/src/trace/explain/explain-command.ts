/** One command of the controller, with all that went over the FIFO, in words. */
import { Dor, St0 } from "../../controller/registers.js";
import type { FdcCommand } from "./fdc-commands.js";
import { errorWords, st0Words, st3Words } from "./status-words.js";
import type { TraceGroup } from "./trace-group.js";

/** A command as it was seen: complete or not. */
export interface SeenCommand {
  /** Undefined for a code that no controller knows. */
  readonly command: FdcCommand | undefined;
  /** Bytes sent, the code first; one at least. */
  readonly bytes: readonly number[];
  readonly result: readonly number[];
  /** Data bytes that the processor moved in the execution phase. */
  readonly moved: number;
  /** Whether its interrupt came; undefined when nobody waited for it. */
  readonly interrupt: boolean | undefined;
}

/** The line for a person. */
export function commandText(seen: SeenCommand): string {
  const { command, bytes, result, moved, interrupt } = seen;
  const title = command?.title ?? `unknown command ${hexByte(bytes[0] ?? 0)}`;
  const sent = command === undefined ? "" : parameterText(command, bytes);
  const missing = (command?.bytes ?? 1) - bytes.length;
  const notes = [
    ...(missing > 0 && command?.name !== "drive-specification"
      ? [`broken off ${missing} bytes before its end`]
      : []),
    ...(moved > 0 ? [`${moved} bytes moved by the processor`] : []),
    ...(interrupt === false ? ["no interrupt"] : []),
    ...resultWords(command, result),
  ];
  return `${title}${sent && ` ${sent}`}${notes.length > 0 ? `: ${notes.join(", ")}` : ""}`;
}

/** The same for a program. */
export function commandValues(seen: SeenCommand): TraceGroup["values"] {
  const { command, bytes, result, moved, interrupt } = seen;
  return {
    command: hexBytes(bytes),
    ...(result.length > 0 && { result: hexBytes(result) }),
    ...(moved > 0 && { movedBytes: moved }),
    ...(interrupt !== undefined && { interrupt }),
    ...(command !== undefined && bytes.length > 1 && namedParameters(command, bytes)),
  };
}

function parameterText({ form, name }: FdcCommand, bytes: readonly number[]): string {
  const [, drive = 0, a = 0, b = 0, c = 0, , last = 0] = bytes;
  const unit = `unit ${drive & Dor.UnitMask}`;
  if (bytes.length < 2) return "";
  if (form === "data")
    return `${unit}, cylinder ${a} head ${b} record ${c}${last === c ? "" : ` to ${last}`}`;
  if (form === "format") return `${unit}, ${b} sectors, gap ${c}, filler ${hexByte(bytes[5] ?? 0)}`;
  if (name === "seek") return `${unit} to cylinder ${a}`;
  if (form === "id" || form === "seek" || name === "sense-drive-status") return unit;
  if (name === "specify")
    return `step code ${drive >> 4}, ${a & 1 ? "processor moves data" : "data by DMA"}`;
  if (name === "configure")
    return a & 0x20 ? "FIFO off" : `FIFO with a threshold of ${(a & 0x0f) + 1}`;
  if (name === "perpendicular-mode") return drive & 0x03 ? "on" : "off";
  return hexBytes(bytes.slice(1));
}

function resultWords(command: FdcCommand | undefined, result: readonly number[]): string[] {
  const [first, second = 0, third = 0, cylinder, head, record] = result;
  if (first === undefined) return command === undefined ? ["no answer"] : [];
  if (result.length === 1 && first === St0.Invalid && command?.name !== "version")
    return [command?.name === "sense-interrupt-status" ? "nothing is pending" : "invalid command"];
  if (command?.name === "sense-drive-status") return st3Words(first);
  if (command?.name === "sense-interrupt-status")
    return [...st0Words(first), `unit ${first & St0.UnitMask} at cylinder ${second}`];
  if (command?.result !== 7) return [`answer ${hexBytes(result)}`];
  const found = command.form === "id" ? "" : "next ";
  return [
    ...st0Words(first),
    ...errorWords(second, third),
    ...(result.length < 7 || command.form === "format"
      ? []
      : [`${found}cylinder ${cylinder} head ${head} record ${record}`]),
    ...(result.length < 7 ? [`only ${result.length} result bytes`] : []),
  ];
}

function namedParameters(
  { form, name }: FdcCommand,
  bytes: readonly number[],
): TraceGroup["values"] {
  const [, drive = 0, a = 0, b = 0, c = 0, , last = 0] = bytes;
  const unit = drive & Dor.UnitMask;
  if (form === "data") return { unit, cylinder: a, head: b, firstRecord: c, lastRecord: last };
  if (form === "format") return { unit, sectors: b, gap3: c, filler: bytes[5] ?? 0 };
  if (name === "seek") return { unit, cylinder: a };
  if (form === "id" || form === "seek" || name === "sense-drive-status") return { unit };
  return {};
}

/** Two digits and an h, as data sheets write it. */
export function hexByte(value: number): string {
  return `${value.toString(16).padStart(2, "0")}h`;
}

function hexBytes(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
