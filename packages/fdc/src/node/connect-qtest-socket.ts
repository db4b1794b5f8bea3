import { createConnection, type Socket } from "node:net";
import { FdcError } from "../errors.js";
import { connectQtest, type QtestHardware, type QtestOptions } from "../qtest/connect-qtest.js";
import { connectOptions, parseSocketAddress } from "./socket-address.js";
import { createSocketChannel } from "./socket-channel.js";

/**
 * Drives the machine behind a qtest socket: `HOST:PORT`, or the path of a socket file. The address is the
 * only one that is contacted.
 * @throws {FdcError} `QTEST_CLOSED` when nobody listens there, `QTEST_FAILED`. @throws {RangeError} `address`.
 */
export async function connectQtestSocket(
  address: string,
  options: QtestOptions = {},
): Promise<QtestHardware> {
  const channel = createSocketChannel(await connect(address, options.limitMs ?? 10_000));
  return connectQtest(channel, options).catch((error: unknown) => {
    channel.close();
    throw error;
  });
}

/** What the operating system's errors mean here. */
const refusals: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens there",
  ENOENT: "there is no such socket",
  ENOTSOCK: "that is no socket",
  ENOTFOUND: "there is no such host",
  EACCES: "permission denied",
};

function connect(address: string, limitMs: number): Promise<Socket> {
  const socket = createConnection(connectOptions(parseSocketAddress(address)));
  return new Promise((resolve, reject) => {
    const fail = (why: string, cause?: unknown) => {
      socket.destroy();
      reject(
        new FdcError("QTEST_CLOSED", `no qtest server at ${address}: ${why}`, { address }, cause),
      );
    };
    const limit = setTimeout(() => fail(`no answer within ${limitMs} ms`), limitMs);
    const refuse = (error: NodeJS.ErrnoException) => {
      clearTimeout(limit);
      fail(refusals[error.code ?? ""] ?? error.message, error);
    };
    socket.once("error", refuse);
    socket.once("connect", () => {
      clearTimeout(limit);
      socket.off("error", refuse);
      resolve(socket);
    });
  });
}
