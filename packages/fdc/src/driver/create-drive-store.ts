/** The drive as a `SegmentStore`: every call in its turn, every failure in the store's words. */
import { CartridgeError, type FormatPlan, type LongOperation } from "@floppytape/cartridge";
import type { Geometry } from "@floppytape/qic-format";
import { FdcError } from "../errors.js";
import { requireRun, requireSegmentBytes } from "./call-arguments.js";
import { createCallQueue } from "./call-queue.js";
import { cartridgeErrorOf } from "./cartridge-error.js";
import type { DriveParts } from "./drive-parts.js";
import type { DriveStore } from "./drive-store.js";
import { formatTape } from "./format/format-tape.js";
import { moveTape } from "./move-tape.js";
import { sendRawCommand, sendRawReport } from "./raw-command.js";
import { passMsOf } from "./tape-time.js";

export interface DriveStoreParts extends DriveParts {
  readonly rates: readonly number[];
  /** Data rates that were given up so far. */
  readonly rateReductions: () => number;
  /** Registers who is told when the cartridge is another one, or gone. */
  readonly onChange: (listener: () => void) => void;
}

export function createDriveStore(parts: DriveStoreParts): DriveStore {
  const { drive, layout, positioner, stream, state } = parts;
  const inTurn = createCallQueue();
  let contentVersion = 0;
  let tracksFormatted = 0;
  let closed = false;
  let closing: Promise<void> | undefined;
  /** Writes were accepted since the tape stood the last time: the cartridge was found writable then. */
  let writing = false;
  /** What was read ahead was looked for at another place. */
  let stale = false;
  /** What was read ahead, and what is to be written, belongs to another cartridge. */
  let changed = false;
  /** Segments were written since the caller took note of a cartridge. */
  let wrote = false;
  /** That cartridge is not in the drive any more: nothing is written on the other one by mistake. */
  let replaced = false;
  parts.onChange(() => {
    contentVersion++;
    changed = true;
    replaced ||= wrote;
  });
  const takeNote = () => {
    wrote = false;
    replaced = false;
  };
  const forgetCartridge = (): number => {
    writing = false;
    changed = false;
    return stream.discard();
  };

  /** Failures are explained by what the drive says then: that the cartridge is gone, for one. */
  const explained = async (error: unknown): Promise<unknown> => {
    if (!(error instanceof FdcError)) return error;
    state.doubt();
    writing = false;
    try {
      if (!positioner.running) await state.ask();
    } catch {
      return cartridgeErrorOf(error); // a drive that does not answer: the first failure says more
    }
    const lost = changed ? forgetCartridge() : 0;
    const { cartridgePresent } = state.medium(positioner.running);
    if (!cartridgePresent) return changedCartridge("NO_CARTRIDGE", lost, error);
    return lost > 0 ? changedCartridge("EIO", lost, error) : cartridgeErrorOf(error);
  };
  const perform = <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) return Promise.reject(new CartridgeError("CLOSED", "the drive is closed"));
    return inTurn(async () => {
      try {
        return await work();
      } catch (error) {
        throw await explained(error);
      }
    });
  };
  /** Writes for a cartridge that is not there any more must never reach the next one. */
  const settleChange = () => {
    const lost = changed ? forgetCartridge() : 0;
    if (lost > 0) throw changedCartridge("EIO", lost);
  };
  const stopStreaming = async () => {
    settleChange();
    writing = false;
    stale = false;
    const version = contentVersion;
    try {
      await stream.halt();
    } catch (error) {
      const failure = await explained(error);
      // Another cartridge is no failure where nothing was to be written on the one before.
      if (version === contentVersion || lostBy(failure) > 0) throw failure;
    }
  };
  /** Where writes that fail again and again must not be in the way; returns how many were given up. */
  const stopOrLetGo = async (): Promise<number> => {
    try {
      await stopStreaming();
      return 0;
    } catch (error) {
      // What is wrong with the drive shows in what follows.
      return lostBy(error) + stream.discard();
    }
  };
  const attend = async () => {
    if (!state.readable) await state.requireReadable();
    if (changed) settleChange();
    if (stale) await stopStreaming();
  };
  const close = (): Promise<void> => {
    const halted = perform(stopStreaming);
    closed = true;
    return inTurn(async () => {
      try {
        await halted;
      } finally {
        await letGo(parts);
      }
    });
  };

  return {
    controller: drive.controller.chip,
    identity: drive.identity,
    rates: parts.rates,
    get counters() {
      return { ...stream.counters, rateReductions: parts.rateReductions(), tracksFormatted };
    },
    get standard() {
      return layout.standard;
    },
    get rate() {
      return layout.rate;
    },
    get passMs() {
      return layout.geometry && passMsOf(layout.geometry, layout.speed);
    },
    get geometry() {
      return layout.geometry;
    },
    useGeometry(geometry) {
      const before = layout.addressing;
      layout.useGeometry(geometry);
      if (!sameNumbers(before, layout.addressing)) stale = true;
    },
    get segmentCount() {
      return layout.segmentCount;
    },
    get contentVersion() {
      return contentVersion;
    },
    status: () =>
      perform(async () => {
        if (!positioner.running) await stream.rest();
        if (!positioner.running) await state.ask();
        return state.medium(positioner.running);
      }),
    readRun: (first, count, into, options) =>
      perform(async () => {
        requireRun(first, count, into, options);
        options?.signal?.throwIfAborted();
        await attend();
        writing = false;
        return stream.readRun(first, count, into, options);
      }),
    async writeSegment(segment, sectors, options) {
      if (!closed) {
        requireSegmentBytes(segment, sectors, layout.segmentCount);
        contentVersion++;
      }
      return perform(async () => {
        if (!writing || !state.readable) await state.requireWritable();
        await attend();
        if (replaced) throw changedCartridge("EIO", 0);
        writing = true;
        wrote = true;
        await stream.writeSegment(segment, sectors, options);
      });
    },
    onOutcome: (listener) => stream.onOutcome(listener),
    format(plan: FormatPlan, options: LongOperation = {}) {
      return perform(async () => {
        options.signal?.throwIfAborted();
        const lost = await stopOrLetGo();
        if (lost > 0) throw lostWrites(lost);
        contentVersion++;
        takeNote();
        try {
          return await formatTape(parts, plan, options, { onTrack: () => void tracksFormatted++ });
        } finally {
          state.doubt();
        }
      });
    },
    motion: (kind) =>
      perform(async () => {
        let lost = 0;
        if (kind === "reset") lost = await stopOrLetGo();
        else await stopStreaming();
        await moveTape(parts, kind);
        if (kind === "load" || kind === "reset") takeNote();
        if (lost > 0) throw lostWrites(lost);
      }),
    flush: () =>
      perform(async () => {
        settleChange();
        writing = false;
        await stream.flush();
      }),
    letTimePass: (ms) => perform(() => stream.letTimePass(ms)),
    command: (command, options) =>
      perform(async () => {
        await stopStreaming();
        return sendRawCommand(parts, command, options);
      }),
    report: (command) =>
      perform(async () => {
        await stopStreaming();
        return sendRawReport(parts, command);
      }),
    close() {
      // The first call alone tells of a failure.
      if (closing !== undefined) return closing.catch(() => undefined);
      closing = close();
      return closing;
    },
  };
}

/** Leaves drive and controller as if nobody had been there, each even if the other fails. */
export async function letGo({ drive }: Pick<DriveParts, "drive">): Promise<void> {
  try {
    await drive.release();
  } finally {
    await drive.controller.release();
  }
}

function lostWrites(lost: number): CartridgeError {
  return new CartridgeError("EIO", `${lost} segments could not be written and are lost`, { lost });
}

function changedCartridge(
  code: "NO_CARTRIDGE" | "EIO",
  lost: number,
  cause?: FdcError,
): CartridgeError {
  const what = code === "EIO" ? "the cartridge was changed" : "the cartridge is gone";
  const writes = lost > 0 ? `; ${lost} segments that were to be written on it are lost` : "";
  return new CartridgeError(code, what + writes, { lost }, cause);
}

function lostBy(failure: unknown): number {
  return failure instanceof CartridgeError ? Number(failure.details.lost ?? 0) : 0;
}

function sameNumbers(a: Geometry, b: Geometry): boolean {
  return (
    a.segmentsPerTrack === b.segmentsPerTrack &&
    a.tracksPerCartridge === b.tracksPerCartridge &&
    a.floppyTrackMax === b.floppyTrackMax
  );
}
