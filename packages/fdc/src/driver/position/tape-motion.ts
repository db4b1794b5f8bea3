/** Moves tape and head, and knows what the drive says of it afterwards. */
import { DriveStatus } from "@floppytape/cartridge";
import { FdcError } from "../../errors.js";
import type { CommandName } from "../../qic117/commands.js";
import { driveError } from "../../qic117/drive-errors.js";
import { headSeekMs, pauseMs, stopMs } from "./patience.js";
import { type PositionerParts, say } from "./positioner-parts.js";

export interface TapeMotion {
  readonly running: boolean;
  /** The drive may still be busy with the last command. */
  readonly settling: boolean;
  /** Track that the head was sent to. */
  readonly head: number | undefined;
  /** Something was read on this track since. */
  readonly proven: boolean;
  /** The head is beside the middle of the track. */
  readonly beside: boolean;
  /** Physical ends of the tape, while it stands. */
  readonly atBeginning: boolean;
  readonly atEnd: boolean;
  /** Waits until the drive is ready. @throws {FdcError} `DRIVE_ERROR`, `CARTRIDGE_CHANGED`, `DRIVE_BUSY`. */
  settle(timeoutMs?: number): Promise<void>;
  /** What the drive says while the tape should be running; false: it has stopped. */
  stillRuns(): Promise<boolean>;
  forward(): Promise<void>;
  stop(): Promise<void>;
  /** Returns at once. */
  pause(name: "pause" | "micro-step-pause"): Promise<void>;
  /** `expectedMs`: how long it will probably take. */
  wind(end: "beginning" | "end", expectedMs: number): Promise<void>;
  skip(direction: "forward" | "reverse", count: number): Promise<void>;
  seekTrack(track: number): Promise<void>;
  /** The drive ends the track by itself about then, on the clock. */
  endsAt(timeMs: number): void;
  /** An id or a sector was read: the motion did what it should. */
  worked(): void;
  lost(): void;
}

/** Motion errors that may be gone at the next try: not ready, motor speed, motor jam, time-out. */
const passing: ReadonlySet<number> = new Set([1, 3, 4, 23]);
/** How many of them in a row are borne. */
const patience = 3;
/** Parameter 254 at most in two nibbles, 4094 in three: what every driver of the time kept to. */
const longestSkip = 255;
const longestExtendedSkip = 4095;

export function createTapeMotion(parts: PositionerParts): TapeMotion {
  const { drive, clock, layout } = parts;
  let running = false;
  let settling = true;
  let head: number | undefined;
  let proven = false;
  let beside = false;
  let atBeginning = false;
  let atEnd = false;
  let failures = 0;
  /**
   * Skips with three digits are known. A drive that does not know them takes the digits for commands, the one
   * that erases the tape among them: only drives that know a younger command are trusted. Undefined: not asked.
   */
  let extendedSkips: boolean | undefined;
  /** When the drive last said that it is ready. */
  let heardAt = Number.NaN;
  /** When the drive was sent away, and when it is expected back. */
  let sentAt = 0;
  let expectedAt = 0;
  /** The shortest that motions of a kind have taken. */
  const lasted = new Map<string, number>();
  /** Time that skipping took for a gap when it was fastest; no drive is believed before it has shown it. */
  let fastestGapMs: number | undefined;
  let kind: string | undefined;

  const away = (expectedMs: number, ofKind?: string) => {
    sentAt = clock.now();
    kind = ofKind;
    expectedAt = sentAt + (ofKind ? (lasted.get(ofKind) ?? expectedMs) : expectedMs);
    settling = true;
    running = atBeginning = atEnd = false;
  };
  const heed = async (status: number) => {
    running = settling = false;
    heardAt = clock.now();
    atBeginning = (status & DriveStatus.AtPhysicalBeginning) !== 0;
    atEnd = (status & DriveStatus.AtPhysicalEnd) !== 0;
    if ((status & DriveStatus.CartridgePresent) === 0)
      throw new FdcError("DRIVE_ERROR", "the cartridge was taken out", { code: 2, command: 0 });
    if (status & DriveStatus.NewCartridge)
      throw new FdcError("CARTRIDGE_CHANGED", "the cartridge was taken out and put in again");
    if ((status & DriveStatus.ErrorDetected) === 0) return;
    const report = await drive.error();
    const { code, command, text } = report;
    if (code === 0) return;
    say(parts, 2, "position.drive-error", () => `the drive reports error ${code}: ${text}`, {
      code,
      command,
    });
    const bearable = !report.fatal || passing.has(code);
    if (!bearable || ++failures > patience) throw driveError(report);
  };
  const settle = async (timeoutMs = layout.timeouts.seekMs + layout.timeouts.rewindMs) => {
    if (!settling && !running) return;
    const status = await drive.waitReady(timeoutMs, Math.max(0, expectedAt - clock.now()));
    if (kind !== undefined) {
      // The last poll may have come late: next time the drive is asked a little earlier.
      const tookMs = Math.max(0, clock.now() - sentAt - lateMs);
      lasted.set(kind, Math.min(tookMs, lasted.get(kind) ?? tookMs));
    }
    kind = undefined;
    await heed(status);
  };
  const perform = async (name: CommandName, parameter?: number) => {
    await settle();
    // The drive has just said that it can take a command: it need not be asked again.
    if (heardAt === clock.now()) await drive.send(name, parameter);
    else await drive.command(name, parameter);
  };
  const skipsFar = async () => (extendedSkips ??= (await drive.formatSegments()) !== undefined);
  const stop = async () => {
    if (!running) return settle();
    await drive.send("stop-tape");
    away(0, "stop");
    await settle(stopMs);
  };

  return {
    get running() {
      return running;
    },
    get settling() {
      return settling;
    },
    get head() {
      return head;
    },
    get proven() {
      return proven;
    },
    get beside() {
      return beside;
    },
    get atBeginning() {
      return atBeginning;
    },
    get atEnd() {
      return atEnd;
    },
    settle,
    async stillRuns() {
      const status = await drive.status();
      if ((status & DriveStatus.Ready) === 0) {
        if (status & DriveStatus.CartridgePresent) return true;
        await heed(status);
      }
      await heed(status);
      return false;
    },
    async forward() {
      if (running) return;
      await perform("logical-forward");
      running = settling = true;
      kind = undefined;
      atBeginning = atEnd = false;
      expectedAt = 0;
    },
    stop,
    async pause(name) {
      if (!running) return;
      await drive.send(name);
      beside ||= name === "micro-step-pause";
      away(0, "pause");
    },
    async wind(end, expectedMs) {
      await stop();
      let before: number;
      do {
        before = failures;
        await perform(end === "end" ? "physical-forward" : "physical-reverse");
        away(expectedMs);
        await settle(layout.timeouts.rewindMs + pauseMs);
        // A motor that jammed once may have left the tape anywhere.
      } while (failures > before);
      atBeginning = end === "beginning";
      atEnd = end === "end";
    },
    async skip(direction, count) {
      await stop();
      const { windIps = slowestWindIps } = drive.identity;
      const gapMs = (1000 * layout.speed.pitchInches) / windIps;
      for (let left = count; left > 0; ) {
        const extended = left > longestSkip && (await skipsFar());
        const gaps = Math.min(left, extended ? longestExtendedSkip : longestSkip);
        const name = extended
          ? (`skip-extended-${direction}` as const)
          : (`skip-n-segments-${direction}` as const);
        await perform(name, gaps - 1);
        away(gaps * Math.min(gapMs, fastestGapMs ?? gapMs * disbelief));
        await settle(layout.timeouts.rewindMs + pauseMs);
        fastestGapMs = Math.min(fastestGapMs ?? Infinity, (clock.now() - sentAt) / gaps);
        left -= gaps;
        if (atBeginning || atEnd) return;
      }
    },
    async seekTrack(track) {
      await stop();
      head = undefined;
      proven = false;
      await perform("seek-head-to-track", track);
      const ends = [atBeginning, atEnd] as const;
      away(0, "head");
      await settle(headSeekMs);
      // Not all drives repeat where the tape stands; the head alone has moved.
      if (!atBeginning && !atEnd) [atBeginning, atEnd] = ends;
      head = track;
      beside = false;
    },
    endsAt(timeMs) {
      if (running) expectedAt = timeMs;
    },
    worked() {
      proven = true;
      failures = 0;
    },
    lost() {
      running = false;
      settling = true;
      expectedAt = 0;
      kind = undefined;
      head = undefined;
      proven = beside = false;
      atBeginning = atEnd = false;
      failures = 0;
    },
  };
}

const slowestWindIps = 45;
/** A status report, and the pause before it. */
const lateMs = 150;
/** Some drives wind faster than the list of models says, and emulated ones by far: the first skip is watched. */
const disbelief = 1 / 8;

/** Whether the drive reported this error code. */
export function isDriveError(error: unknown, code: number): boolean {
  return error instanceof FdcError && error.code === "DRIVE_ERROR" && error.details.code === code;
}
