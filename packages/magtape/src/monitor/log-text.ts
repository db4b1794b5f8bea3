import { LongestLineBytes, type MonitorState } from "./monitor-state.js";

const mostLines = 1000;

/** Adds to the log, where a message that does not end with a newline goes on with the next. */
export function appendToLog(state: MonitorState, text: string): void {
  const { log } = state;
  const pieces = text.split("\n");
  for (const [index, piece] of pieces.entries()) {
    const isLast = index === pieces.length - 1;
    if (isLast && piece === "") break;
    const open = state.logIsOpen ? (log.pop() ?? "") : "";
    const line = open + piece;
    log.push(line.slice(0, LongestLineBytes));
    if (line.length > LongestLineBytes) log.push(line.slice(LongestLineBytes));
    state.logIsOpen = isLast;
  }
  log.splice(0, log.length - mostLines);
}

/** Adds a line of its own. */
export function appendLineToLog(state: MonitorState, line: string): void {
  if (state.logIsOpen) appendToLog(state, "\n");
  appendToLog(state, `${line}\n`);
}
