import { FdcError } from "../errors.js";
import type { LineChannel } from "./line-channel.js";
import type { RealTime } from "./real-time.js";

/** What a qtest client asks over its connection; answers come in the order of the requests. */
export interface QtestRequests {
  /**
   * Sends lines at once and resolves with what followed `OK` in each answer.
   * @throws {FdcError} `QTEST_FAILED` with the first line that was refused, after all have been answered;
   * `QTEST_CLOSED` when the connection ended or an answer did not come in time.
   */
  ask(lines: readonly string[]): Promise<string[]>;
  /** The same for one line that the other side may not know: undefined when it refuses. */
  probe(line: string): Promise<string | undefined>;
  /** An answer that makes no sense: the connection is closed. */
  malformed(line: string, answer: string): FdcError;
  close(): Promise<void>;
}

export interface QtestRequestOptions {
  readonly time: RealTime;
  /** Longest wait for an answer in real milliseconds. */
  readonly limitMs: number;
  /** Called when an interrupt line changes. */
  onIrq(irq: number, level: boolean): void;
  /** Called once, when the connection has ended. */
  onEnd(error: FdcError): void;
}

interface Request {
  readonly lines: readonly string[];
  readonly answers: string[];
  readonly sentMs: number;
  refusal?: FdcError;
  resolve(answers: string[]): void;
  reject(error: FdcError): void;
}

/** Matches answers with requests, and watches that they come. */
export function createQtestRequests(
  channel: LineChannel,
  { time, limitMs, onIrq, onEnd }: QtestRequestOptions,
): QtestRequests {
  const waiting: Request[] = [];
  let over: FdcError | undefined;
  let stopWatching: (() => void) | undefined;

  const end = (error: FdcError) => {
    if (over !== undefined) return;
    over = error;
    stopWatching?.();
    channel.close();
    for (const request of waiting.splice(0))
      request.reject(
        new FdcError(error.code, `${error.message}: "${lineOf(request)}" has no answer`, {
          ...error.details,
          line: lineOf(request),
        }),
      );
    onEnd(error);
  };

  // One timer for all requests: it looks at the oldest one, and rests while there is none.
  const watch = () => {
    const oldest = waiting[0];
    stopWatching = undefined;
    if (oldest === undefined) return;
    const leftMs = oldest.sentMs + limitMs - time.now();
    if (leftMs > 0) stopWatching = time.after(leftMs, watch);
    else
      end(
        new FdcError("QTEST_CLOSED", `the qtest server did not answer within ${limitMs} ms`, {
          limitMs,
        }),
      );
  };

  const answer = (line: string) => {
    if (line.startsWith("IRQ ")) {
      const change = /^IRQ (raise|lower) (\d{1,3})$/.exec(line);
      if (change !== null) return onIrq(Number(change[2]), change[1] === "raise");
    }
    const request = waiting[0];
    if (request === undefined || !/^(OK|FAIL)( |$)/.test(line)) {
      const what = request === undefined ? "without being asked" : `to "${lineOf(request)}"`;
      return end(
        new FdcError("QTEST_FAILED", `the qtest server said "${short(line)}" ${what}`, {
          answer: short(line),
        }),
      );
    }
    if (line.startsWith("FAIL")) request.refusal ??= refusalOf(lineOf(request), line);
    request.answers.push(line.startsWith("OK ") ? line.slice(3) : "");
    if (request.answers.length < request.lines.length) return;
    waiting.shift();
    if (request.refusal !== undefined) request.reject(request.refusal);
    else request.resolve(request.answers);
  };

  channel.onLine((line) => {
    if (over === undefined) answer(line);
  });
  void channel.closed.then((reason) =>
    end(new FdcError("QTEST_CLOSED", `the qtest connection has ended (${reason})`)),
  );

  const ask = (lines: readonly string[]) =>
    new Promise<string[]>((resolve, reject) => {
      if (over !== undefined)
        return reject(new FdcError(over.code, over.message, over.details, over));
      if (lines.length === 0) return resolve([]);
      waiting.push({ lines, answers: [], sentMs: time.now(), resolve, reject });
      stopWatching ??= time.after(limitMs, watch);
      channel.send(`${lines.join("\n")}\n`);
    });

  return {
    ask,
    probe: (line) =>
      ask([line]).then(
        ([text]) => text,
        (error) => {
          if (over !== undefined) throw error;
          return undefined;
        },
      ),
    malformed(line, text) {
      const error = new FdcError(
        "QTEST_FAILED",
        `the qtest server answered "${short(line)}" with "${short(text)}"`,
        { line: short(line), answer: short(text) },
      );
      end(error);
      return error;
    },
    async close() {
      end(new FdcError("QTEST_CLOSED", "the qtest connection was closed"));
      await channel.closed;
    },
  };
}

function lineOf({ lines, answers }: Request): string {
  return short(lines[answers.length] ?? "");
}

function refusalOf(line: string, answer: string): FdcError {
  return new FdcError("QTEST_FAILED", `the qtest server answered "${short(answer)}" to "${line}"`, {
    line,
    answer: short(answer),
  });
}

/** Lines may carry kilobytes; their beginning says enough. */
function short(line: string): string {
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
