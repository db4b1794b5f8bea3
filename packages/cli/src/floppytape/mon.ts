import { createServer, type Server } from "node:net";
import {
  createMonitorState,
  feed,
  feedEnd,
  type MonitorState,
  monitorView,
  renderMonitor,
} from "@floppytape/magtape/monitor";
import type { Arguments, Handler } from "../command-table.js";
import { type Context, say } from "../context.js";
import { ExitStatus } from "../exit-status.js";
import { systemMessage } from "../system-message.js";
import { CommandError, UsageError } from "../usage-error.js";

/** Where drives look for a monitor, and for a second one. */
const DefaultPorts = [5138, 5139];
/** Of terminals that don't know theirs. */
const DefaultColumns = 80;
/** Drives that may be connected at a time. */
const MostConnections = 32;

/** Runs `floppytape mon`: shows what drives tell of themselves, until Ctrl-C. */
export const runMon: Handler = async (context, args) => {
  const host = args.value("listen") ?? "127.0.0.1";
  const show = display(context, args);
  const server = createServer();
  server.maxConnections = MostConnections;
  const port = await listening(server, host, portsOf(args));
  server.on("connection", (socket) => {
    const state = createMonitorState({ port });
    socket.on("data", (bytes) => {
      feed(state, bytes);
      show(state);
    });
    socket.on("close", () => {
      feedEnd(state);
      show(state);
    });
    socket.on("error", () => {}); // it is closed then, which is shown
    context.signal.addEventListener("abort", () => socket.destroy(), { once: true });
  });
  await say(context, `listening at ${host}:${port}; Ctrl-C ends it`);
  if (context.stdout.isTerminal && !args.has("json")) show(createMonitorState({ port }));
  await new Promise<void>((resolve) => {
    if (context.signal.aborted) resolve();
    context.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await show.settled();
  return ExitStatus.Done;
};

/** Shows a state; on a terminal the screen is drawn again, elsewhere each is a block of lines. */
interface Display {
  (state: MonitorState): void;
  /** Resolves when everything was written. */
  settled(): Promise<void>;
}

function display(context: Context, args: Arguments): Display {
  const { stdout } = context;
  const compat = args.has("compat");
  const draws = stdout.isTerminal && !args.has("json");
  let last: Promise<void> = Promise.resolve();
  const textOf = (state: MonitorState): string => {
    if (args.has("json")) return `${JSON.stringify(monitorView(state))}\n`;
    const lines = renderMonitor(state, { width: stdout.columns || DefaultColumns, compat });
    return `${draws ? "\u001b[H\u001b[J" : ""}${lines.join("\n")}\n${draws ? "" : "\n"}`;
  };
  const show = (state: MonitorState): void => {
    const text = textOf(state);
    // Without a reader there is nothing to do but wait for Ctrl-C.
    last = last.then(() => stdout.write(text)).catch(() => {});
  };
  return Object.assign(show, { settled: () => last });
}

function portsOf(args: Arguments): readonly number[] {
  const text = args.value("port");
  if (text === undefined) return DefaultPorts;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65535) return [port];
  throw new UsageError(`--port: '${text}' is not a port from 0 to 65535`);
}

/** Listens at the first port that is free. @throws {CommandError} where none is. */
async function listening(server: Server, host: string, ports: readonly number[]): Promise<number> {
  let failure: unknown;
  for (const port of ports)
    try {
      return await listen(server, host, port);
    } catch (error) {
      failure = error;
    }
  throw new CommandError(
    `${host}: cannot listen at ${ports.join(" or ")}: ${systemMessage(failure)}`,
    {
      cause: failure,
    },
  );
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
