import type { PortIo } from "../hardware.js";
import type { QtestClock } from "./qtest-clock.js";
import type { QtestRequests } from "./requests.js";

/** Ports behind the connection, also several accesses in one go. */
export interface QtestPorts extends PortIo {
  /** The request that reads a port. @throws {RangeError} `port` outside 0 to 0xffff. */
  in(port: number): string;
  /** The request that writes one. @throws {RangeError} `port`, or `value` outside 0 to 255. */
  out(port: number, value: number): string;
  /** Sends requests together and resolves with the bytes that the reads among them gave, in order. */
  access(requests: readonly string[]): Promise<number[]>;
}

export function createQtestPorts(requests: QtestRequests, clock: QtestClock): QtestPorts {
  const ports: QtestPorts = {
    in: (port) => `inb 0x${checked("port", port, 0xffff).toString(16)}`,
    out: (port, value) =>
      `outb 0x${checked("port", port, 0xffff).toString(16)} 0x${checked("value", value, 0xff).toString(16)}`,
    async access(lines) {
      clock.accessed(lines.length);
      const answers = await requests.ask(lines);
      const bytes: number[] = [];
      for (let i = 0; i < lines.length; i++) {
        if (!lines[i]!.startsWith("inb")) continue;
        const value = /^0x[0-9a-f]{1,16}$/i.test(answers[i]!) ? Number(answers[i]) : Number.NaN;
        if (!(value <= 0xff)) throw requests.malformed(lines[i]!, answers[i]!);
        bytes.push(value);
      }
      return bytes;
    },
    async inb(port) {
      const [value] = await ports.access([ports.in(port)]);
      return value!;
    },
    async outb(port, value) {
      await ports.access([ports.out(port, value)]);
    },
  };
  return ports;
}

function checked(name: string, value: number, last: number): number {
  if (!Number.isInteger(value) || value < 0 || value > last)
    throw new RangeError(`${name} ${value} is not within 0 to ${last}`);
  return value;
}
