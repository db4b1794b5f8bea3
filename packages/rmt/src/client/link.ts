import { errnoText, TapeError } from "@floppytape/magtape";
import type { ByteChannel } from "../byte-channel.js";
import { ByteReader, InputEnded } from "../byte-reader.js";
import { interruptible } from "../interruptible.js";
import { errorCodeOf } from "../wire-errors.js";
import { ProtocolFault, readReply, type ServerReply } from "./read-reply.js";

/** One connection to a server, of which nothing more is expected once something went wrong with it. */
export interface Link {
  /**
   * Runs one exchange of requests and replies; the next one waits for it.
   * @throws {TapeError} what `talk` throws; `EIO` when the connection is or was given up, `EINTR` after an abort
   */
  exchange<T>(talk: (wire: Wire) => Promise<T>): Promise<T>;
  /** Ends the connection. */
  drop(): Promise<void>;
}

/** What an exchange sends and takes. */
export interface Wire {
  send(request: string, data?: Uint8Array): Promise<void>;
  reply(): Promise<ServerReply>;
  /**
   * The value of a reply that is not an error, from 0 to `limit`.
   * @throws {TapeError} the server's errno, its text, and in `details.errno` its number
   */
  value(asked: string, limit?: number): Promise<number>;
  /** Fills `into` with data that follow a reply. */
  data(into: Uint8Array): Promise<void>;
  /** Whether something comes from the server, or its end, before it was silent for too long. */
  hears(): Promise<boolean>;
}

/** @param silence resolves when a server that says nothing has said nothing for too long */
export function createLink(
  channel: ByteChannel,
  signal: AbortSignal | undefined,
  silence: (signal: AbortSignal) => Promise<void>,
): Link {
  const server = interruptible(channel, signal);
  const input = new ByteReader(server);
  const encoder = new TextEncoder();
  let lost: TapeError | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const wire: Wire = {
    async send(request, data) {
      const line = encoder.encode(request);
      if (data === undefined) return server.write(line);
      const bytes = new Uint8Array(line.length + data.length);
      bytes.set(line);
      bytes.set(data, line.length);
      return server.write(bytes);
    },
    async reply() {
      const reply = await readReply(input);
      if (!reply.ok && reply.fatal) throw new ProtocolFault(`the server said: ${reply.text}`);
      return reply;
    },
    async value(asked, limit = Number.MAX_SAFE_INTEGER) {
      const reply = await wire.reply();
      if (!reply.ok) throw errorOfReply(asked, reply);
      if (reply.value < 0 || reply.value > limit)
        throw new ProtocolFault(`the server answered ${reply.value} to ${asked}`);
      return reply.value;
    },
    data: (into) => input.fill(into),
    async hears() {
      const done = new AbortController();
      const heard = input.ready().then(() => true);
      const silent = silence(done.signal).then(() => false);
      return Promise.race([heard, silent]).finally(() => done.abort());
    },
  };

  async function attempt<T>(talk: (wire: Wire) => Promise<T>): Promise<T> {
    if (lost !== undefined) throw new TapeError(lost.code, lost.message, lost.details, lost);
    try {
      return await talk(wire);
    } catch (error) {
      if (error instanceof TapeError) throw error;
      lost = lossOf(error, signal);
      // Not waited for: a child that is busy with its tape may take its time to end.
      void drop();
      throw lost;
    }
  }

  async function drop(): Promise<void> {
    lost ??= new TapeError("EIO", "the connection to the tape server was closed");
    // The connection is of no use any more: how its end goes changes nothing.
    await channel.close().catch(() => {});
  }

  return {
    exchange(talk) {
      const turn = last.then(() => attempt(talk));
      last = turn.catch(() => {});
      return turn;
    },
    drop,
  };
}

/** The error that a reply stands for. */
export function errorOfReply(
  asked: string,
  reply: { readonly errno: number; readonly text: string },
): TapeError {
  const { errno, text } = reply;
  const code = errorCodeOf(errno);
  return new TapeError(code, `${asked}: ${text || errnoText(code)}`, { errno });
}

function lossOf(error: unknown, signal: AbortSignal | undefined): TapeError {
  if (signal?.aborted)
    return new TapeError(
      "EINTR",
      "the connection to the tape server was given up on request",
      {},
      error,
    );
  let why = error instanceof Error ? error.message : String(error);
  if (error instanceof InputEnded) why = "the server ended it";
  return new TapeError("EIO", `the connection to the tape server was lost: ${why}`, {}, error);
}
