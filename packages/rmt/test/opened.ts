import { TapeError } from "@floppytape/magtape";
import { connectRmt, type RmtClientOptions } from "../src/index.js";
import { type Exchange, scriptedServer } from "./scripted-server.js";

export const opens: Exchange = ["Onst0\n0 O_RDONLY\n", "A0\n"];
export const versionOne: Exchange = ["I-1\n0\n", "A1\n"];
export const versionZero: Exchange = ["I-1\n0\n", "E22\nInvalid argument\n"];
export const lost = "the connection to the tape server was lost";

/** A unit on a server that answers by this script behind the open. */
export async function opened(
  script: readonly Exchange[],
  options: Omit<RmtClientOptions, "channel"> & { version?: 0 | 1 } = {},
) {
  const { version = 1, ...others } = options;
  const server = scriptedServer(opens, version === 1 ? versionOne : versionZero, ...script);
  const connection = connectRmt({ channel: server, ...others });
  const unit = await connection.open("nst0", "r");
  const before = server.sent().length;
  return { server, connection, unit, sent: () => server.sent().slice(before) };
}

/** What a call fails with. */
export async function failure(call: Promise<unknown>): Promise<TapeError> {
  const error = await call.then(
    () => new Error("it did not fail"),
    (error: unknown) => error,
  );
  if (error instanceof TapeError) return error;
  throw error;
}
