import type { LineChannel } from "./line-channel.js";
import { answerQtest, type QtestSession } from "./qtest-commands.js";
import type { QtestTarget } from "./qtest-target.js";
import { MachineTime, type RealTime } from "./real-time.js";

/** Real milliseconds from one look at the clock to the next, when time goes by itself. */
const tickMs = 1;
/** Most virtual time in one tick: a machine that is too slow for its speed must still answer. */
const mostTickNs = 1e9;

export interface QtestServerOptions {
  /**
   * Virtual nanoseconds in a real one, from the client's first request on: 1 is real time. A client that
   * moves time itself, with `clock_step` or `clock_set`, has it to itself from then on. Left out, time stands
   * still unless the client moves it.
   */
  readonly speed?: number;
  /** Default: the time of this machine. */
  readonly time?: RealTime;
}

/** A machine that is being served. */
export interface QtestService {
  /** Resolves, never rejects, when the connection has ended, with the reason in words. */
  readonly closed: Promise<string>;
  /** Ends the connection. The machine stays as it is and can be served again. */
  close(): void;
}

/**
 * Serves a machine to one client by QEMU's qtest text protocol, until the channel closes.
 * @throws {RangeError} `options.speed` that is no positive number.
 */
export function serveQtest(
  target: QtestTarget,
  channel: LineChannel,
  options: QtestServerOptions = {},
): QtestService {
  const { speed, time = MachineTime } = options;
  if (speed !== undefined && !(speed > 0 && speed < 1e9))
    throw new RangeError(`options.speed ${speed} is no positive number`);

  let stopListening: (() => void) | undefined;
  let failure: string | undefined;
  const fail = (error: unknown) => {
    failure = `the machine failed: ${error instanceof Error ? error.message : String(error)}`;
    channel.close();
  };
  let pace = speed === undefined ? undefined : createPace(target, speed, time, fail);
  const session: QtestSession = {
    target,
    catchUp: () => pace?.catchUp(),
    leaveTimeToClient() {
      pace?.stop();
      pace = undefined;
    },
    intercept() {
      stopListening ??= target.onIrq((irq, level) =>
        channel.send(`IRQ ${level ? "raise" : "lower"} ${irq}\n`),
      );
    },
  };
  channel.onLine((line) => {
    channel.send(`${answerQtest(session, line)}\n`);
  });
  const closed = channel.closed.then((reason) => {
    stopListening?.();
    pace?.stop();
    return failure ?? reason;
  });
  return { closed, close: () => channel.close() };
}

/** Lets virtual time follow real time from the first `catchUp` on. */
function createPace(
  { clock }: QtestTarget,
  speed: number,
  time: RealTime,
  fail: (error: unknown) => void,
): { catchUp(): void; stop(): void } {
  let lastMs: number | undefined;
  let cancel = () => {};
  const arrive = () => {
    const nowMs = time.now();
    const passedMs = nowMs - (lastMs ?? nowMs);
    clock.advance(Math.min(mostTickNs, Math.round(passedMs * 1e6 * speed)));
    lastMs = nowMs;
  };
  // Between requests nobody else would hear of an error.
  const tick = () => {
    try {
      arrive();
    } catch (error) {
      return fail(error);
    }
    cancel = time.after(tickMs, tick);
  };
  return {
    catchUp: () => (lastMs === undefined ? tick() : arrive()),
    stop: () => cancel(),
  };
}
