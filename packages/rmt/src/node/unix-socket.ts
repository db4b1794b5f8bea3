import { once } from "node:events";
import { chmod, lstat, mkdtemp, rename, rmdir, unlink } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { TapeError } from "@floppytape/magtape";
import type { ByteChannel } from "../byte-channel.js";
import { streamChannel } from "./stream-channel.js";

/** How a socket takes its clients. */
export interface UnixSocketOptions {
  /** Clients at a time; more are turned away. 8 by default. */
  readonly maxClients?: number;
  /** Takes one line for each client whose handler failed. */
  readonly log?: (line: string) => void;
}

/** Bytes of the name of a socket on all common systems; a longer one would be cut off. */
const pathLimitBytes = 103;

/** A socket that clients can connect to. */
export interface UnixSocketServer {
  /** Takes no more clients, removes the socket if it is still ours, and waits until all handlers are done. */
  close(): Promise<void>;
}

/**
 * Listens on a Unix socket that only this user can connect to (mode 0600 from the beginning). A socket that
 * nobody listens on any more is replaced.
 * @param onClient serves one client; the channel is closed when it is done
 * @throws {TapeError} `EEXIST` when something else than a socket has this name, `EBUSY` when somebody listens on
 * it, `EINVAL` for a path too long, `EACCES`, `ENOENT` or `EIO` when it can't be made
 */
export async function listenUnixSocket(
  path: string,
  onClient: (channel: ByteChannel) => Promise<unknown>,
  options: UnixSocketOptions = {},
): Promise<UnixSocketServer> {
  const { maxClients = 8, log = () => {} } = options;
  const handlers = new Set<Promise<void>>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const channel = streamChannel(socket, socket);
    const handler = Promise.resolve()
      .then(() => onClient(channel))
      .catch((error: unknown) => log(`client failed: ${String(error)}`))
      .then(() => channel.close())
      .finally(() => {
        socket.destroy();
        handlers.delete(handler);
      });
    handlers.add(handler);
  });
  server.maxConnections = maxClients;
  // Such as too many open files: the next client may find it better.
  server.on("error", (error) => log(`cannot take a client: ${error.message}`));

  const longest = join(dirname(path), ".rmt-XXXXXX", "s");
  for (const name of [path, longest])
    if (Buffer.byteLength(name) > pathLimitBytes)
      throw new TapeError(
        "EINVAL",
        `${path}: a socket's path has at most ${pathLimitBytes} bytes`,
        { path },
      );
  try {
    await requireFree(path);
    await bindPrivately(server, path);
  } catch (error) {
    server.close();
    throw socketError(path, error);
  }
  const ours = await lstat(path);

  return {
    async close() {
      server.close();
      const present = await lstat(path).catch(() => undefined);
      if (present?.ino === ours.ino && present.dev === ours.dev) await unlink(path);
      await Promise.all(handlers);
    },
  };
}

/** Connects to a socket. @throws {TapeError} `ENOENT`, `EACCES`; `ENXIO` when nobody listens; `EIO` */
export async function connectUnixSocket(path: string): Promise<ByteChannel> {
  try {
    const socket = await connected(path);
    return streamChannel(socket, socket);
  } catch (error) {
    throw socketError(path, error);
  }
}

async function connected(path: string): Promise<Socket> {
  const socket = connect({ path, allowHalfOpen: true });
  await once(socket, "connect");
  return socket;
}

async function requireFree(path: string): Promise<void> {
  const present = await lstat(path).catch(() => undefined);
  if (present === undefined) return;
  if (!present.isSocket())
    throw new TapeError("EEXIST", `${path}: is there and is no socket`, { path });
  const listener = await connected(path).catch(() => undefined);
  if (listener === undefined) return;
  listener.destroy();
  throw new TapeError("EBUSY", `${path}: somebody listens on it`, { path });
}

/**
 * Binds within a folder that nobody else may enter, restricts the socket and then gives it its name: at no time
 * can others connect. It also leaves the removal at the end to us: Node removes the name that was bound,
 * whatever it means by then.
 */
async function bindPrivately(server: Server, path: string): Promise<void> {
  const folder = await mkdtemp(join(dirname(path), ".rmt-"));
  const bound = join(folder, "s");
  try {
    server.listen(bound);
    await once(server, "listening");
    await chmod(bound, 0o600);
    await rename(bound, path);
  } finally {
    await unlink(bound).catch(() => {}); // there only if something failed
    await rmdir(folder);
  }
}

/** What the usual failures say to a user. */
const socketFailures: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EACCES: "permission denied",
  ECONNREFUSED: "nobody listens on it",
};

function socketError(path: string, cause: unknown): unknown {
  if (cause instanceof TapeError) return cause;
  const reason = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  const message = `${path}: ${socketFailures[reason] ?? reason}`;
  if (reason === "ENOENT" || reason === "EACCES")
    return new TapeError(reason, message, { path }, cause);
  return new TapeError(reason === "ECONNREFUSED" ? "ENXIO" : "EIO", message, { path }, cause);
}
