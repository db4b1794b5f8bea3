import { expect, test } from "vitest";
import type { Context, Output } from "../src/context.js";
import { createProgressMeter, progressText } from "../src/progress.js";

const verify = { label: "verify", unit: "segments" } as const;

test("a bar, a rate of 32 KiB a segment and the time left", () => {
  expect(progressText(verify, 1000, 4000, 2000)).toBe(
    "verify  [######------------------]  25%  16.4 MB/s  0:06 left",
  );
  expect(progressText(verify, 1, 4000, 3000)).toMatch(/ {2}3:19:57 left$/);
});

test("work of unknown size has neither bar nor end", () => {
  expect(progressText({ label: "write", unit: "bytes" }, 5e6, undefined, 1000)).toBe(
    "write  5.0 MB  5.0 MB/s",
  );
});

/** A context whose clock the test moves and whose standard error it reads. */
function fakeContext(isTerminal: boolean) {
  const state = { now: 0, text: "" };
  const stderr: Output = {
    isTerminal,
    columns: 80,
    write: async (data) => {
      state.text += data;
    },
  };
  const context: Context = {
    program: "floppytape",
    env: {},
    stdout: stderr,
    stderr,
    stdin: async function* () {},
    stdinBytes: () => undefined,
    now: () => 0,
    elapsed: () => state.now,
    signal: new AbortController().signal,
  };
  return { state, context };
}

test("on a terminal one line is redrawn and left standing", async () => {
  const { state, context } = fakeContext(true);
  const meter = createProgressMeter(context, verify);
  for (const done of [10, 20, 30, 40]) {
    state.now += 60;
    meter.update(done, 40);
  }
  await meter.finish();
  expect(state.text.split("\r")).toHaveLength(4);
  expect(state.text).toMatch(/100% .*\n$/);
});

test("elsewhere there is a line every five seconds, and none for short work", async () => {
  const { state, context } = fakeContext(false);
  const meter = createProgressMeter(context, verify);
  state.now = 4000;
  meter.update(10, 40);
  await meter.finish();
  expect(state.text).toBe("");
  state.now = 6000;
  meter.update(20, 40);
  await meter.finish();
  expect(state.text).not.toContain("\r");
  expect(state.text.split("\n").length).toBeGreaterThan(1);
});
