import type { RunningDrive } from "@floppytape/devices";
import { labelled } from "./labelled-line.js";

/** The last part of `ftmt status`, for a drive: how fast the tape runs, and how long all of it takes. */
export function streamingText({ rate, rates, passMs }: RunningDrive): string {
  return [
    labelled("data rate", `${rate} kilobits per second`),
    labelled("highest data rate", `${Math.max(rate, ...rates)} kilobits per second`),
    ...(passMs === undefined ? [] : [labelled("time for whole tape", clockText(passMs))]),
  ].join("");
}

/** Whole seconds; null where the length of the tape is not known. */
export function secondsOf(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms / 1000);
}

/** `1:04:30`. */
function clockText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const two = (value: number) => String(value % 60).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60))}:${two(seconds)}`;
}
