import { StatusPort } from "../status-line.js";

/** Bytes of a line; what is longer is cut, as the original's buffer was. */
export const LongestLineBytes = 2048;

/** What one connection has told. Made by `createMonitorState`, changed by `feed` and `feedEnd` only. */
export interface MonitorState {
  /** TCP port of the monitor. */
  readonly port: number;
  /** What is to be known of the connection. */
  status: string;
  /** Values of the known keywords, without blanks around them. */
  readonly values: Map<string, string>;
  /** What the original would show for them, which depends on the order of the lines. */
  readonly compatTexts: Map<string, string>;
  /** Messages, line by line, the last thousand; the last one may still grow. */
  readonly log: string[];
  /** The last line of the log was not ended. */
  logIsOpen: boolean;
  /** Bytes of a line whose end has not come. */
  readonly partial: Uint8Array;
  partialBytes: number;
  isClosed: boolean;
}

/** The state of a connection that has told nothing, to a monitor on `port` (5138, the original's port A). */
export function createMonitorState(options: { readonly port?: number } = {}): MonitorState {
  const { port = StatusPort.first } = options;
  return {
    port,
    status: `ready on ${portText(port)}`,
    values: new Map(),
    compatTexts: new Map(),
    log: [],
    logIsOpen: false,
    partial: new Uint8Array(LongestLineBytes),
    partialBytes: 0,
    isClosed: false,
  };
}

/** `port A (5138)`: the letters are the original's. */
export function portText(port: number): string {
  if (port === StatusPort.first) return `port A (${port})`;
  return port === StatusPort.second ? `port B (${port})` : `port ${port}`;
}
