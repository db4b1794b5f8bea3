import { FifoPort } from "../controller/registers.js";
import type { BulkTransfer } from "../hardware.js";
import { exchange, outAll, readResult, sendCommand } from "../port-sequences/fifo-loops.js";
import { byteOf, isIdle, isWrite, operand, type PortSequence } from "../port-sequences/sequence.js";
import type { QtestClock } from "./qtest-clock.js";
import type { QtestPorts } from "./qtest-ports.js";

/**
 * Polls for a byte that were in vain, 4 us each, after which no sector can be under the head: the next thing
 * that happens may be waited for.
 */
const pollsWithoutSector = 250;

/** The loops over ports in few round trips: what needs no answer is sent together with the next read. */
export function createQtestTransfer(ports: QtestPorts, clock: QtestClock): BulkTransfer {
  const now = () => clock.now();

  /** @param first what is waited for in the beginning: an access to this port, at most so long */
  async function run<T>(
    sequence: PortSequence<T>,
    first?: { readonly port: number; readonly limitMs: number },
  ): Promise<T> {
    let requests: string[] = [];
    let waiting = first;
    let polls = 0;
    let step = sequence.next();
    while (!step.done) {
      const access = step.value;
      let value = 0;
      if (isIdle(access)) {
        if (waiting !== undefined && ++polls > pollsWithoutSector)
          await clock.next(waiting.limitMs);
        else requests.push(...clock.pause(operand(access)));
      } else {
        if (operand(access) === waiting?.port) waiting = undefined;
        if (isWrite(access)) requests.push(ports.out(operand(access), byteOf(access)));
        else {
          const sent = requests;
          requests = [];
          sent.push(ports.in(access));
          [value = 0] = await ports.access(sent);
        }
      }
      step = sequence.next(value);
    }
    await ports.access(requests);
    return step.value;
  }

  return {
    outAll: (writes) => run(outAll(writes)),
    sendCommand: (base, bytes, limitUs) => run(sendCommand(base, bytes, limitUs, now)),
    readResult: (base, into, limitUs) => run(readResult(base, into, limitUs, now)),
    // Before the first sector comes along the tape may have to run a long way.
    exchange: (base, direction, bytes, limitMs) =>
      run(exchange(base, direction, bytes, limitMs, now), { port: base + FifoPort, limitMs }),
  };
}
