/**
 * The lines that a tape driver tells a monitor: `keyword = value` or a message. A newline that belongs
 * to a message is written as the two characters `\n`, so that each message is one line of text.
 */

/** Takes a line, without the LF that ends it. */
export type StatusSink = (line: string) => void;

/** Where status lines go to when no port is named, and the port that a second monitor listens on. */
export const StatusPort = { first: 5138, second: 5139 } as const;

/** The line of a message. */
export function formatStatusLine(message: string): string {
  return message.replaceAll("\n", "\\n");
}

/** The message of a line: the inverse of {@link formatStatusLine}. */
export function messageOfStatusLine(line: string): string {
  return line.replaceAll("\\n", "\n");
}

/** The line that gives a keyword its value. */
export function formatStatusValue(keyword: string, value: string | number): string {
  return formatStatusLine(`${keyword} = ${value}`);
}
