import { lstatSync, unlinkSync } from "node:fs";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import type { QtestTarget } from "../qtest/qtest-target.js";
import { type QtestServerOptions, type QtestService, serveQtest } from "../qtest/serve-qtest.js";
import {
  connectOptions,
  isLocal,
  parseSocketAddress,
  type SocketAddress,
  socketAddressText,
} from "./socket-address.js";
import { createSocketChannel } from "./socket-channel.js";

export interface QtestListenOptions extends QtestServerOptions {
  /** Allows an address that other machines reach; whoever reaches it can do all the machine can. Default false. */
  readonly anybody?: boolean;
  /** Closes the listener. */
  readonly signal?: AbortSignal;
  /** Called when a client has come or gone: with its service, and then with why it ended. */
  onClient?(event: "connected" | "ended", reason?: string): void;
}

/** A machine that waits for clients, one at a time. */
export interface QtestListener {
  /** As `connectQtestSocket` takes it, with the port that was chosen where 0 was asked for. */
  readonly address: string;
  /** Resolves when the listener and its client's connection are gone. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/**
 * Serves a machine on a socket: `HOST:PORT`, `:PORT` (this machine only), or the path of a socket file. Given a
 * function, every client gets a machine of its own, else all find the same one. A second client at the same time
 * is turned away with a line that says so.
 * @throws {RangeError} `address` that other machines reach, unless `anybody`.
 * @throws the error of the operating system when the address can't be had.
 */
export async function listenQtest(
  machine: QtestTarget | (() => QtestTarget),
  address: string,
  options: QtestListenOptions = {},
): Promise<QtestListener> {
  const place = parseSocketAddress(address);
  if (!isLocal(place) && !options.anybody)
    throw new RangeError(
      `address ${address} is reached by other machines: allow that to listen there`,
    );
  options.signal?.throwIfAborted();

  let client: QtestService | undefined;
  const server = createServer((socket) => {
    if (client !== undefined) return turnAway(socket, "another client is connected");
    try {
      client = serve(machine, socket, options);
    } catch (error) {
      return turnAway(socket, error instanceof Error ? error.message : "no machine");
    }
    options.onClient?.("connected");
    void client.closed.then((reason) => {
      client = undefined;
      options.onClient?.("ended", reason);
    });
  });
  await listen(server, place);

  const closed = new Promise<void>((resolve) => server.once("close", resolve));
  const close = () => {
    server.close();
    client?.close();
    return closed;
  };
  if (options.signal?.aborted) await close();
  options.signal?.throwIfAborted();
  options.signal?.addEventListener("abort", close, { once: true });
  void closed.then(() => options.signal?.removeEventListener("abort", close));
  return { address: addressOf(server, place), closed, close };
}

function serve(
  machine: QtestTarget | (() => QtestTarget),
  socket: Socket,
  options: QtestServerOptions,
): QtestService {
  const target = typeof machine === "function" ? machine() : machine;
  return serveQtest(target, createSocketChannel(socket), options);
}

function turnAway(socket: Socket, reason: string): void {
  // Its errors are of no interest to anybody here. FAIL would answer the client's first request only.
  socket.on("error", () => {});
  socket.end(`ERROR ${reason.replaceAll(/\s+/g, " ")}\n`, () => socket.destroy());
}

async function listen(server: Server, place: SocketAddress): Promise<void> {
  if ("path" in place && (await isLeftOver(place))) unlinkSync(place.path);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(connectOptions(place), () => {
      server.off("error", reject);
      // From now on: a client that could not be let in. It will notice.
      server.on("error", () => {});
      resolve();
    });
  });
}

/** A socket file that nobody listens to any more: its process was killed. */
function isLeftOver(place: { readonly path: string }): Promise<boolean> {
  if (lstatSync(place.path, { throwIfNoEntry: false })?.isSocket() !== true)
    return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = createConnection(place.path);
    const answer = (leftOver: boolean) => {
      socket.destroy();
      resolve(leftOver);
    };
    socket.once("connect", () => answer(false));
    socket.once("error", (error: NodeJS.ErrnoException) => answer(error.code === "ECONNREFUSED"));
  });
}

function addressOf(server: Server, place: SocketAddress): string {
  const bound = server.address();
  return typeof bound === "object" && bound !== null
    ? socketAddressText({ host: bound.address, port: bound.port })
    : socketAddressText(place);
}
