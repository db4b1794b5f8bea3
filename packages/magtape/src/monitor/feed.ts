import { messageOfStatusLine } from "../status-line.js";
import { isMonitorKeyword, monitorFields } from "./fields.js";
import { appendLineToLog, appendToLog } from "./log-text.js";
import { type MonitorState, portText } from "./monitor-state.js";

const lineFeed = 0x0a;

/**
 * Takes what came in on a connection, in pieces of any size; half lines wait for their end. Lines of more
 * than 2048 bytes are cut there.
 */
export function feed(state: MonitorState, bytes: Uint8Array): void {
  let from = 0;
  while (from < bytes.length) {
    const end = bytes.indexOf(lineFeed, from);
    hold(state, bytes.subarray(from, end < 0 ? bytes.length : end));
    if (end < 0) return;
    takeHeldLine(state);
    from = end + 1;
  }
}

/** The connection was closed: what has no line feed is a line, too. */
export function feedEnd(state: MonitorState): void {
  if (state.partialBytes > 0) takeHeldLine(state);
  state.isClosed = true;
  state.status = "connection closed";
}

function hold(state: MonitorState, bytes: Uint8Array): void {
  const room = state.partial.length - state.partialBytes;
  const kept = bytes.subarray(0, room);
  state.partial.set(kept, state.partialBytes);
  state.partialBytes += kept.length;
}

function takeHeldLine(state: MonitorState): void {
  const text = new TextDecoder().decode(state.partial.subarray(0, state.partialBytes));
  state.partialBytes = 0;
  takeLine(state, text.replace(/\r$/, "").replace(controlCharacters, "\uFFFD"));
}

/** They could move the cursor of the terminal that shows them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const controlCharacters = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** A word, blanks, an equals sign: a keyword and its value; else a message. */
const keywordLine = /^([^\s]*) +=(.*)$/;

function takeLine(state: MonitorState, line: string): void {
  const match = keywordLine.exec(line);
  if (match === null) {
    appendToLog(state, messageOfStatusLine(line));
    return;
  }
  const [, word = "", rest = ""] = match;
  const value = rest.trim();
  if (word === "host") {
    const { values, port } = state;
    values.set(word, value);
    state.status = `connected to ${value},${values.get("iodev") ?? ""} on ${portText(port)}`;
  } else if (word === "iodev") {
    state.values.set(word, value);
  } else if (isMonitorKeyword(word)) {
    state.values.set(word, value);
    const { compat } = monitorFields[word];
    state.compatTexts.set(word, compat === undefined ? value : compat(value, state));
  } else if (word !== "") {
    appendLineToLog(state, `${word} = ${value}`);
  }
}
