import type { ByteChannel } from "../src/index.js";
import { bytesOf, join } from "./dialogue.js";

/** What a server says once it got these bytes: the reply, or undefined for the end of its output. */
export type Exchange = readonly [
  request: string | Uint8Array,
  reply: string | Uint8Array | undefined,
];

export interface ScriptedServer extends ByteChannel {
  /** Everything that the client sent, as text. */
  sent(): string;
  readonly closes: number;
}

/**
 * A server that expects these requests one after the other and answers each. To anything else, and behind the
 * script, it says nothing: a client that has no answer waits.
 */
export function scriptedServer(...script: Exchange[]): ScriptedServer {
  let sent = new Uint8Array(0);
  let taken = 0;
  let closes = 0;
  let wake = () => {};
  const replies: (Uint8Array | undefined)[] = [];
  const answer = () => {
    for (;;) {
      const exchange = script[0];
      if (exchange === undefined) return;
      const [request, reply] = exchange;
      const wanted = bytesOf(request);
      const given = sent.subarray(taken, taken + wanted.length);
      if (given.length < wanted.length || given.some((byte, i) => byte !== wanted[i])) return;
      taken += wanted.length;
      replies.push(reply === undefined ? undefined : bytesOf(reply));
      script.shift();
      if (reply === undefined) return;
    }
  };
  return {
    async read() {
      while (replies.length === 0 && closes === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return replies[0] === undefined ? undefined : replies.shift();
    },
    async write(bytes) {
      sent = join(sent, bytes);
      answer();
      wake();
    },
    async close() {
      closes++;
      wake();
    },
    sent: () => new TextDecoder("latin1").decode(sent),
    get closes() {
      return closes;
    },
  };
}
