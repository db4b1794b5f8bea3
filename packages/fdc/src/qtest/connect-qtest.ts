import { FdcError } from "../errors.js";
import type { Hardware } from "../hardware.js";
import { createInterruptLatch } from "./interrupt-latch.js";
import type { LineChannel } from "./line-channel.js";
import { findQtestMemory } from "./qtest-memory.js";
import { createQtestPorts } from "./qtest-ports.js";
import { createQtestTransfer } from "./qtest-transfer.js";
import { MachineTime, type RealTime } from "./real-time.js";
import { createQtestRequests } from "./requests.js";
import { createRunningClock } from "./running-clock.js";
import { createSteppedClock, probeSteppedTime } from "./stepped-clock.js";

const bufferBytes = 0x8000;
const bufferCount = 2;

export interface QtestOptions {
  /**
   * Physical address of two DMA buffers of 32 KiB: a multiple of 64 KiB, below 1 MiB, where the machine has
   * memory. Default 0x10000; false for none.
   */
  readonly dmaAddress?: number | false;
  /** Device whose interrupt lines are watched. Default `ioapic`; false for none. */
  readonly interceptIrq?: string | false;
  /** Move the machine's time with `clock_step` where it can be moved, else live with it as it goes. Default true. */
  readonly stepTime?: boolean;
  /** Longest wait for an answer in real milliseconds. Default 10,000. */
  readonly limitMs?: number;
  /** Default: the time of this machine. */
  readonly time?: RealTime;
}

/** A machine behind a qtest connection. */
export interface QtestHardware extends Hardware {
  /** Ends the connection; what is waiting for an answer fails with `QTEST_CLOSED`. */
  close(): Promise<void>;
}

/**
 * Drives the machine at the other end of a channel by QEMU's qtest text protocol. What the server can't do
 * is absent: interrupts, DMA memory; where it moves virtual time (`clock_step`), the clock stands still.
 * @throws {FdcError} `QTEST_FAILED`, `QTEST_CLOSED`. @throws {RangeError} `options.dmaAddress`.
 */
export async function connectQtest(
  channel: LineChannel,
  options: QtestOptions = {},
): Promise<QtestHardware> {
  const { dmaAddress = 0x10000, interceptIrq = "ioapic", limitMs = 10_000 } = options;
  const { time = MachineTime, stepTime = true } = options;
  if (
    dmaAddress !== false &&
    !(dmaAddress % 0x10000 === 0 && dmaAddress >= 0 && dmaAddress < 1 << 20)
  )
    throw new RangeError(`options.dmaAddress ${dmaAddress} is no multiple of 64 KiB below 1 MiB`);

  const latch = createInterruptLatch();
  const requests = createQtestRequests(channel, {
    time,
    limitMs,
    onIrq: latch.change,
    onEnd: latch.end,
  });
  try {
    const startNs = stepTime ? await probeSteppedTime(requests) : undefined;
    const clock =
      startNs === undefined ? createRunningClock(time) : createSteppedClock(requests, startNs);
    const watched =
      interceptIrq !== false &&
      (await requests.probe(`irq_intercept_in ${interceptIrq}`)) !== undefined;
    const dma =
      dmaAddress === false
        ? undefined
        : await findQtestMemory(requests, dmaAddress, bufferBytes, bufferCount);
    const io = createQtestPorts(requests, clock);
    return {
      io: { inb: io.inb, outb: io.outb },
      clock,
      ...(dma === undefined ? {} : { dma }),
      ...(watched
        ? {
            irq: {
              clear: latch.clear,
              wait: (irq, timeoutMs) => clock.rise(latch, irq, timeoutMs),
            },
          }
        : {}),
      transfer: createQtestTransfer(io, clock),
      close: requests.close,
    };
  } catch (error) {
    await requests.close();
    throw error instanceof FdcError
      ? new FdcError(error.code, `no qtest machine: ${error.message}`, error.details, error)
      : error;
  }
}
