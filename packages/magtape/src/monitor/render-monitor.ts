import { labelOf, monitorFields, monitorKeywords } from "./fields.js";
import type { MonitorState } from "./monitor-state.js";

export interface RenderOptions {
  /** Columns of the terminal. Default 80. */
  readonly width?: number;
  /** Lines of the log that are shown, the last ones. Default 10. */
  readonly logLines?: number;
  /** Show the fields as the original does. Default false. */
  readonly compat?: boolean;
}

/** Blanks between two columns. */
const gutter = 2;
/** Two columns of fields need so much room. */
const twoColumnWidth = 60;

/** Lines for a terminal: the status, the fields, the log. None is longer than `width` characters. */
export function renderMonitor(state: MonitorState, options: RenderOptions = {}): string[] {
  const { width = 80, logLines = 10, compat = false } = options;
  const labels = monitorKeywords.map((keyword) => labelOf(keyword, state));
  const labelWidth = Math.max(...labels.map((label) => label.length));
  const fields = monitorKeywords.map((keyword, index) => {
    const value = state.values.get(keyword);
    const shown = value === undefined ? "" : monitorFields[keyword].show(value, state);
    const text = compat ? (state.compatTexts.get(keyword) ?? "") : shown;
    return `${`${labels[index]}:`.padStart(labelWidth + 1)} ${text}`.trimEnd();
  });
  const wrapped = state.log.slice(-logLines).flatMap((line) => wrap(line, width));
  const log = logLines > 0 ? wrapped.slice(-logLines) : [];
  return [state.status, "", ...columns(fields, width), "", ...log].map((line) =>
    cut(line.replaceAll("\t", " "), width),
  );
}

function columns(fields: readonly string[], width: number): string[] {
  if (width < twoColumnWidth) return [...fields];
  const half = Math.ceil(fields.length / 2);
  const room = Math.floor((width - gutter) / 2);
  return fields.slice(0, half).map((left, row) => {
    const filled = cut(left, room) + " ".repeat(Math.max(0, room - [...left].length));
    return (filled + " ".repeat(gutter) + (fields[half + row] ?? "")).trimEnd();
  });
}

/** The line in pieces that fit. */
function wrap(line: string, width: number): string[] {
  const characters = [...line];
  const pieces: string[] = [];
  do pieces.push(characters.splice(0, Math.max(1, width)).join(""));
  while (characters.length > 0);
  return pieces;
}

function cut(line: string, width: number): string {
  const characters = [...line];
  return characters.length <= width ? line : characters.slice(0, width).join("");
}
