/** The hand-shake of command, result and execution phase through main status register and FIFO. */
import { FifoPort, Msr, StatusPort } from "../controller/registers.js";
import { Patience } from "./patience.js";
import { idle, type Now, type PortSequence, write } from "./sequence.js";

/** Slow chips show a valid RQM only so many microseconds after the FIFO was touched. */
const SettleUs = 12;
/** Pause between two looks at a FIFO that is not ready; the shortest service deadline, at 1 Mbit/s and threshold 1, is 6.5 us. */
const FifoPollUs = 4;

/** Puts a command into the chip. Returns how many bytes it took; see `BulkTransfer.sendCommand`. */
export function* sendCommand(
  base: number,
  bytes: Uint8Array,
  limitUs: number,
  now: Now,
): PortSequence<number> {
  const status = base + StatusPort;
  const patience = new Patience(now, limitUs / 1000);
  for (let sent = 0; sent < bytes.length; ) {
    const msr = yield status;
    if ((msr & Msr.Direction) === Msr.ReadyForByte) {
      yield write(base + FifoPort, bytes[sent++]!);
      yield idle(SettleUs);
      patience.renew();
    } else if ((msr & Msr.Direction) === Msr.ByteOffered && msr !== Msr.Nothing) return sent;
    else if (patience.ends()) return sent;
  }
  return bytes.length;
}

/** Takes the result bytes. Returns how many came; see `BulkTransfer.readResult`. */
export function* readResult(
  base: number,
  into: Uint8Array,
  limitUs: number,
  now: Now,
): PortSequence<number> {
  const status = base + StatusPort;
  const patience = new Patience(now, limitUs / 1000);
  for (let taken = 0; taken < into.length; ) {
    const msr = yield status;
    if ((msr & Msr.Phase) === Msr.ByteOffered && msr !== Msr.Nothing) {
      into[taken++] = yield base + FifoPort;
      yield idle(SettleUs);
      patience.renew();
    } else if ((msr & Msr.Direction) === Msr.ReadyForByte && taken > 0) return taken;
    else if (patience.ends()) return taken;
  }
  return into.length;
}

/**
 * Moves data bytes while the chip wants them, until it shows its result phase, all are moved or the limit
 * passes. Whatever follows the last byte is left to the caller. See `BulkTransfer.exchange`.
 */
export function* exchange(
  base: number,
  direction: "read" | "write",
  bytes: Uint8Array,
  limitMs: number,
  now: Now,
): PortSequence<number> {
  const status = base + StatusPort;
  const fifo = base + FifoPort;
  const due = direction === "read" ? Msr.DataToHost : Msr.DataToChip;
  const patience = new Patience(now, limitMs);
  for (let moved = 0; moved < bytes.length; ) {
    const msr = yield status;
    const phase = msr === Msr.Nothing ? 0 : msr & Msr.Phase;
    if (phase === due) {
      if (direction === "read") bytes[moved++] = yield fifo;
      else yield write(fifo, bytes[moved++]!);
    } else if (phase === Msr.ByteOffered) return moved;
    else {
      if (patience.ends()) return moved;
      yield idle(FifoPollUs);
    }
  }
  return bytes.length;
}

/** Port, value, port, value. */
export function* outAll(writes: readonly number[]): PortSequence<void> {
  for (let at = 0; at + 1 < writes.length; at += 2) yield write(writes[at]!, writes[at + 1]!);
}
