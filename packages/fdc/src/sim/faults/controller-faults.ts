/** What goes wrong in the controller, and between it and the memory. */
import { count, type FaultKindInfo } from "./fault-kind-info.js";

export const controllerFaults = {
  overrun: {
    part: "controller",
    meaning: "a data byte is not fetched or delivered in time",
    where: ["operation", "segment", "sector"],
    args: { byte: count("bytes", 0, 1023, 512, "bytes of the sector moved before") },
  },
  dmaLatency: {
    part: "controller",
    meaning: "the DMA controller answers late; the FIFO decides whether it is too late",
    where: ["operation", "segment", "sector"],
    args: { us: count("us", 0, 1_000_000, 1000, "how late") },
  },
  irqLost: {
    part: "controller",
    meaning: "a command ends without its interrupt",
    where: ["operation"],
    args: {},
  },
  irqSpurious: {
    part: "controller",
    meaning: "an interrupt comes with nothing behind it",
    where: ["operation"],
    args: { us: count("us", 0, 10_000_000, 100, "how long after the command began") },
  },
  dmaBoundary: {
    part: "controller",
    meaning: "the transfer behaves as if its buffer crossed a 64 KiB page",
    where: ["operation"],
    args: { bytes: count("bytes", 0, 32_767, 512, "bytes before the boundary") },
  },
  dmaResidue: {
    part: "controller",
    meaning: "the DMA controller's count disagrees with the sectors moved",
    where: ["operation"],
    args: { bytes: count("bytes", -32_768, 32_768, 1024, "added to what is left") },
  },
  busFault: {
    part: "controller",
    meaning: "every other byte that DMA stores in a range of memory becomes ffh",
    where: ["operation"],
    args: {
      first: count("", 0, 0xffffff, 0x1a0000, "first address"),
      last: count("", 0, 0xffffff, 0x1bffff, "last address"),
    },
  },
  rateMismatch: {
    part: "controller",
    meaning: "tape and controller run at different rates: nothing can be recognised",
    where: ["operation"],
    args: {},
  },
  fdcStuck: {
    part: "controller",
    meaning: "the controller hangs until it is reset",
    where: ["operation"],
    args: {
      phase: {
        words: ["command", "execution", "result"],
        default: "execution",
        meaning: "in which phase",
      },
    },
  },
  resultShort: {
    part: "controller",
    meaning: "the result phase ends early",
    where: ["operation"],
    args: { bytes: count("bytes", 0, 6, 3, "result bytes that come") },
  },
} satisfies Record<string, FaultKindInfo>;
