/** Waiting for the drive to become ready. */
import { DriveStatus } from "@floppytape/cartridge";
import { FdcError } from "../errors.js";
import type { Clock } from "../hardware.js";
import { driveStatusWords } from "./drive-status.js";

const firstPollMs = 20;
const pollGrowth = 1.5;

/** The longest pause between two polls: what may be lost when the drive becomes ready right after one. */
function longestPollMs(timeoutMs: number): number {
  if (timeoutMs <= 1000) return 100;
  return timeoutMs < 20_000 ? 250 : 1000;
}

/**
 * Polls `status` until the ready bit is set and returns it. Nothing is asked before `expectedMs` have
 * passed. `timeoutMs` may be infinite. @throws {FdcError} `DRIVE_BUSY`.
 */
export async function waitReady(
  status: () => Promise<number>,
  clock: Clock,
  timeoutMs: number,
  expectedMs = 0,
): Promise<number> {
  const deadlineMs = clock.now() + timeoutMs;
  let pauseMs = Math.min(expectedMs, timeoutMs);
  let nextPauseMs = firstPollMs;
  for (;;) {
    if (pauseMs > 0) await clock.sleep(pauseMs);
    const answer = await status();
    if (answer & DriveStatus.Ready) return answer;
    const leftMs = deadlineMs - clock.now();
    if (!(leftMs > 0))
      throw new FdcError(
        "DRIVE_BUSY",
        `drive is not ready after ${Math.round(timeoutMs)} ms (${driveStatusWords(answer).join(", ")})`,
        { timeoutMs, status: answer },
      );
    pauseMs = Math.min(nextPauseMs, leftMs);
    nextPauseMs = Math.min(nextPauseMs * pollGrowth, longestPollMs(timeoutMs));
  }
}
