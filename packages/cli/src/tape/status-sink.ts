import { appendFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { hostname } from "node:os";
import { parseStatusTarget } from "@floppytape/magtape/config";

/** Where the lines go that a tape tells a monitor. */
export interface OpenStatusSink {
  line(text: string): void;
  /** Resolves when all lines were taken, or nobody takes them. */
  close(): Promise<void>;
}

const silent: OpenStatusSink = { line() {}, async close() {} };

/** How long a monitor may take to answer, or to take the last lines. */
const PatienceMs = 1000;

/**
 * Opens the target of a tapecap's `so`. A monitor that is not there, or goes away, is no reason not to use the
 * tape: nobody is told.
 * @throws {ConfigError} for a value that is none.
 */
export async function openStatusSink(
  target: string | undefined,
  device: string,
): Promise<OpenStatusSink> {
  if (target === undefined) return silent;
  const place = parseStatusTarget(target);
  if (place.kind === "file") return fileSink(place.path);
  const socket = await connected(place.host, place.port);
  if (socket === undefined) return silent;
  const sink = socketSink(socket);
  sink.line(`iodev = ${device}`);
  sink.line(`host = ${hostname()}`);
  return sink;
}

function fileSink(path: string): OpenStatusSink {
  let last: Promise<void> = Promise.resolve();
  return {
    line(text) {
      last = last.then(() => appendFile(path, `${text}\n`)).catch(() => {}); // as above
    },
    close: () => last,
  };
}

function connected(host: string, port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.unref();
    const done = (result: Socket | undefined) => {
      clearTimeout(timeout);
      if (result === undefined) socket.destroy();
      resolve(result);
    };
    const timeout = setTimeout(() => done(undefined), PatienceMs);
    socket.once("connect", () => done(socket));
    socket.on("error", () => done(undefined));
  });
}

function socketSink(socket: Socket): OpenStatusSink {
  return {
    line(text) {
      socket.write(`${text}\n`);
    },
    close: () =>
      new Promise((resolve) => {
        const timeout = setTimeout(() => socket.destroy(), PatienceMs);
        socket.once("close", () => {
          clearTimeout(timeout);
          resolve();
        });
        if (socket.destroyed) resolve();
        socket.end();
        socket.resume();
      }),
  };
}
