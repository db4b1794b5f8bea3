/** Command, result and execution phases in few round trips: an access and the status after it go together. */
import type { BulkTransfer } from "../hardware.js";
import type { QtestClock } from "./qtest-clock.js";
import type { QtestPorts } from "./qtest-ports.js";

const Msr = { Request: 0x80, ToHost: 0x40, NonDma: 0x20 } as const;
const msrOffset = 4;
const fifoOffset = 5;

/** A slow controller needs 12 microseconds after an access before its status is valid. */
const settleUs = 12;
/** Where bytes are due every few microseconds, nobody can wait that long. */
const dueUs = 2;

/** Polls before a limit counts: a process that was not running has not been waiting. */
const fewestPolls = 16;

/** Hand-shakes over a connection. */
export function createQtestTransfer(ports: QtestPorts, clock: QtestClock): BulkTransfer {
  const status = async (base: number, us: number): Promise<number> => {
    const [msr] = await ports.access([...clock.pause(us), ports.in(base + msrOffset)]);
    return msr!;
  };

  /** The status as soon as the controller asks or offers something; what it was when the limit has passed. */
  const requested = async (base: number, first: number, limitMs: number) => {
    const endMs = clock.now() + limitMs;
    let msr = first;
    for (let polls = 0; (msr & Msr.Request) === 0; polls++) {
      if (polls >= fewestPolls && clock.now() >= endMs) break;
      msr = await status(base, settleUs);
    }
    return msr;
  };
  const afterWrite = async (base: number, value: number, us: number) => {
    const [msr] = await ports.access([
      ports.out(base + fifoOffset, value),
      ...clock.pause(us),
      ports.in(base + msrOffset),
    ]);
    return msr!;
  };
  const afterRead = async (base: number, us: number): Promise<[value: number, msr: number]> => {
    const [value, msr] = await ports.access([
      ports.in(base + fifoOffset),
      ...clock.pause(us),
      ports.in(base + msrOffset),
    ]);
    return [value!, msr!];
  };

  return {
    async outAll(writes) {
      const lines: string[] = [];
      for (let i = 0; i + 1 < writes.length; i += 2)
        lines.push(ports.out(writes[i]!, writes[i + 1]!));
      await ports.access(lines);
    },
    async sendCommand(base, bytes, limitUs) {
      let msr = await status(base, settleUs);
      for (let sent = 0; sent < bytes.length; sent++) {
        msr = await requested(base, msr, limitUs / 1000);
        if ((msr & (Msr.Request | Msr.ToHost)) !== Msr.Request) return sent;
        // The last byte starts the command: from then on the status is no business of this phase.
        if (sent === bytes.length - 1)
          await ports.access([ports.out(base + fifoOffset, bytes[sent]!)]);
        else msr = await afterWrite(base, bytes[sent]!, settleUs);
      }
      return bytes.length;
    },
    async readResult(base, into, limitUs) {
      const endMs = clock.now() + limitUs / 1000;
      let msr = await status(base, settleUs);
      let read = 0;
      for (let polls = 0; read < into.length; ) {
        msr = await requested(base, msr, limitUs / 1000);
        if ((msr & (Msr.Request | Msr.ToHost | Msr.NonDma)) === (Msr.Request | Msr.ToHost))
          [into[read++], msr] = await afterRead(base, settleUs);
        else if (read > 0 || (++polls >= fewestPolls && clock.now() >= endMs)) return read;
        else msr = await status(base, settleUs);
      }
      return read;
    },
    async exchange(base, direction, bytes, limitMs) {
      const endMs = clock.now() + limitMs;
      let msr = await status(base, dueUs);
      let moved = 0;
      for (let polls = 0; moved < bytes.length; polls++) {
        if ((msr & (Msr.Request | Msr.NonDma)) === (Msr.Request | Msr.NonDma)) {
          if (direction === "write") msr = await afterWrite(base, bytes[moved]!, dueUs);
          else [bytes[moved], msr] = await afterRead(base, dueUs);
          moved++;
        } else {
          const leftMs = endMs - clock.now();
          if ((msr & Msr.Request) !== 0 || (polls >= fewestPolls && leftMs <= 0)) return moved;
          // Until the first sector comes along the tape may have to run a long way.
          if (moved === 0 && polls > 0) await clock.next(leftMs);
          msr = await status(base, dueUs);
        }
      }
      return moved;
    },
  };
}
