import { createChannelPair, type LineChannel } from "../../src/qtest/index.js";

/** A server that says what a test wants: `undefined` from the script means no answer. */
export function scriptedServer(script: (line: string) => string | undefined): {
  channel: LineChannel;
  /** Lines that came, in the order they came. */
  lines: string[];
  say(text: string): void;
  hangUp(): void;
} {
  const [channel, server] = createChannelPair();
  const lines: string[] = [];
  server.onLine((line) => {
    lines.push(line);
    const answer = script(line);
    if (answer !== undefined) server.send(`${answer}\n`);
  });
  return { channel, lines, say: (text) => server.send(text), hangUp: () => server.close() };
}

/** What QEMU 7.2 says, as far as a test's own script does not know better. */
export function likeQemu(
  own: (line: string) => string | undefined,
): (line: string) => string | undefined {
  return (line) => {
    const answer = own(line);
    if (answer !== undefined) return answer;
    const [name] = line.split(" ");
    if (name === "clock_step") return "FAIL Unknown command 'clock_step'";
    if (name === "inb") return "OK 0x0080";
    if (name === "b64read") return "OK AA==";
    return "OK";
  };
}
