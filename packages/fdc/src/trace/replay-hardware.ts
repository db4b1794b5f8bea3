/** A hardware that answers as another one did, as long as it is asked the same. */
import { FdcError } from "../errors.js";
import type { DmaMemory, Hardware, Interrupts } from "../hardware.js";
import { traceLine } from "./trace-file.js";
import { dataHash, type TraceBegin, type TraceRecord } from "./trace-record.js";

type RecordOf<K extends TraceRecord["kind"]> = TraceRecord & { readonly kind: K };

export interface ReplayedHardware extends Hardware {
  /** Records that were not asked for yet. */
  readonly remaining: number;
  /** @throws {FdcError} `TRACE_DIFFERS` when records are left. */
  finish(): void;
}

/**
 * Answers from the records of a trace. The first access that differs from the recorded one fails, and so
 * do all accesses after it.
 * @throws {FdcError} `BAD_TRACE` when the trace does not begin with its machine; `TRACE_DIFFERS` from
 *   every access that was not recorded; `BAD_TRACE` from a load whose bytes were not recorded.
 */
export function replayHardware(records: readonly TraceRecord[]): ReplayedHardware {
  const [begin] = records;
  if (begin?.kind !== "begin")
    throw new FdcError("BAD_TRACE", "a trace must begin with a record of kind begin");
  let next = 1;
  let atMs = begin.atMs;
  let differs: FdcError | undefined;

  /** The record of an access; `same` says whether it was this access. */
  function take<K extends TraceRecord["kind"]>(
    kind: K,
    asked: string,
    same: (record: RecordOf<K>) => boolean,
  ): RecordOf<K> {
    if (differs !== undefined) throw differs;
    const record = records[next];
    if (record?.kind !== kind || !same(record as RecordOf<K>)) {
      const recorded = record ? `"${shortLine(record)}"` : "behind the end of the trace";
      differs = new FdcError(
        "TRACE_DIFFERS",
        `record ${next + 1} is ${recorded}, but asked is "${asked}"`,
        { record: next + 1 },
      );
      throw differs;
    }
    next++;
    atMs = record.atMs;
    return record as RecordOf<K>;
  }

  return {
    get remaining() {
      return records.length - next;
    },
    finish() {
      const record = records[next];
      if (record !== undefined)
        throw new FdcError(
          "TRACE_DIFFERS",
          `${records.length - next} records were not asked for, the first is ${next + 1}: "${shortLine(record)}"`,
          { record: next + 1 },
        );
    },
    io: {
      async inb(port) {
        return take("in", `in ${port.toString(16)}`, (record) => record.port === port).value;
      },
      async outb(port, value) {
        take(
          "out",
          `out ${port.toString(16)} ${value.toString(16)}`,
          (record) => record.port === port && record.value === value,
        );
      },
    },
    clock: {
      standsStill: begin.standsStill,
      now() {
        const record = records[next];
        if (record?.kind === "now") {
          next++;
          atMs = record.atMs;
        }
        return atMs;
      },
      async sleep(ms) {
        take("sleep", `sleep ${ms}`, (record) => record.ms === ms);
      },
    },
    ...(begin.buffers.length > 0 && { dma: replayMemory(begin) }),
    ...(begin.interrupts && { irq: replayInterrupts() }),
  };

  function replayMemory({ buffers }: TraceBegin): DmaMemory[] {
    return buffers.map(({ address, sizeBytes }, buffer) => ({
      address,
      sizeBytes,
      async load(offset, into) {
        const { bytes } = take(
          "load",
          `load ${buffer} ${offset}+${into.length}`,
          (record) =>
            record.buffer === buffer &&
            record.offset === offset &&
            record.sizeBytes === into.length,
        );
        if (bytes === undefined)
          throw new FdcError("BAD_TRACE", `record ${next} holds no bytes to replay`, {
            record: next,
          });
        into.set(bytes);
      },
      async store(offset, bytes) {
        const hash = dataHash(bytes);
        take(
          "store",
          `store ${buffer} ${offset}+${bytes.length} ${hash.toString(16).padStart(8, "0")}`,
          (record) =>
            record.buffer === buffer &&
            record.offset === offset &&
            record.sizeBytes === bytes.length &&
            record.hash === hash,
        );
      },
    }));
  }

  function replayInterrupts(): Interrupts {
    return {
      clear(irq) {
        take("clear", `clear ${irq}`, (record) => record.irq === irq);
      },
      async wait(irq, timeoutMs) {
        return take(
          "wait",
          `wait ${irq} ${timeoutMs}`,
          (record) => record.irq === irq && record.timeoutMs === timeoutMs,
        ).rose;
      },
    };
  }
}

function shortLine(record: TraceRecord): string {
  return traceLine(record).slice(0, 80);
}
