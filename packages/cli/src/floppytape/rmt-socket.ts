import { type RmtLog, type RmtServerOptions, serveRmt } from "@floppytape/rmt";
import { listenUnixSocket } from "@floppytape/rmt/node";
import { type Context, say } from "../context.js";
import { withDevice } from "../device-error.js";
import { ExitStatus } from "../exit-status.js";

/** What a server is told besides its channel. */
export type ServedTapes = Omit<RmtServerOptions, "channel" | "signal" | "log">;

/**
 * Serves every client that connects to a Unix socket, until Ctrl-C. A tape that a client has then is closed
 * properly.
 */
export async function serveSocket(
  context: Context,
  path: string,
  server: ServedTapes,
  log: RmtLog,
): Promise<ExitStatus> {
  const { signal } = context;
  const serve = (channel: Parameters<typeof serveRmt>[0]["channel"]) =>
    serveRmt({ ...server, channel, signal, log });
  const listening = await withDevice(path, "open", () =>
    listenUnixSocket(path, serve, { log: (line) => log(line, "failure") }),
  );
  await say(context, `serving at ${path}; Ctrl-C ends it`);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await withDevice(path, "use", () => listening.close());
  return ExitStatus.Done;
}
