import { ByteReader } from "../byte-reader.js";
import { interruptible } from "../interruptible.js";
import { encodeReply } from "./reply.js";
import { type Request, takeRequest } from "./request.js";
import type { RmtServerOptions } from "./server-options.js";
import { createSession } from "./session.js";

/**
 * Exit status of a server: 0 after an end of the input between requests, 2 when the connection was lost or
 * ended within a request or the tape could not be closed, 3 after something that is no request.
 */
export type RmtExitStatus = 0 | 2 | 3;

const noData = new Uint8Array(0);

/**
 * Serves one client until it ends the connection, one request after the other, in every dialect of the
 * protocol. A tape that the client leaves open is closed properly, whatever the end was. What client and
 * tape do wrong shows in replies and exit status; it is never an error.
 * @throws {RangeError} for a `maxRecordBytes` that is no size
 */
export async function serveRmt(options: RmtServerOptions): Promise<RmtExitStatus> {
  const { channel, open, signal } = options;
  const { peer = "linux", mtget = "linux64", maxRecordBytes = 16 << 20 } = options;
  const log = options.log ?? (() => {});
  if (!Number.isSafeInteger(maxRecordBytes) || maxRecordBytes < 1)
    throw new RangeError(`maxRecordBytes must be a count of bytes, got ${maxRecordBytes}`);
  const session = createSession({ open, peer, mtget, maxRecordBytes, log });
  const client = interruptible(channel, signal);
  const input = new ByteReader(client);

  /** The data of a write: all of it is taken, whatever becomes of it. */
  async function dataOf(request: Request): Promise<Uint8Array> {
    if (request.kind !== "write") return noData;
    const { count = 0 } = request;
    if (count > maxRecordBytes) {
      await input.discard(count);
      return noData;
    }
    const data = new Uint8Array(Math.max(count, 0));
    await input.fill(data);
    return data;
  }

  async function serve(): Promise<RmtExitStatus> {
    for (;;) {
      const request = await takeRequest(input);
      if (request === undefined) return 0;
      const data = await dataOf(request);
      await client.write(encodeReply(await session.perform(request, data)));
      // Behind a write of unknown length lies data that must not be taken for requests.
      if (request.kind === "garbage" || (request.kind === "write" && (request.count ?? -1) < 0))
        return 3;
    }
  }

  let status: RmtExitStatus;
  try {
    status = await serve();
  } catch (error) {
    log(`connection lost: ${error instanceof Error ? error.message : String(error)}`, "failure");
    status = 2;
  }
  for (const close of [() => session.close(), () => channel.close()])
    await close().catch((error: unknown) => {
      log(`close failed: ${error instanceof Error ? error.message : String(error)}`, "failure");
      status ||= 2;
    });
  log(`ended with status ${status}`, "event");
  return status;
}
