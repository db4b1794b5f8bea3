import fc from "fast-check";
import { expect, test } from "vitest";
import { createPlainFraming } from "../src/index.js";
import { randomPayload } from "./payload.js";

const step = fc.oneof(
  fc.record({ kind: fc.constant("push" as const), bytes: fc.integer({ min: 0, max: 90_000 }) }),
  fc.record({ kind: fc.constant("next" as const), bytes: fc.integer({ min: 1, max: 29_696 }) }),
  fc.record({ kind: fc.constant("mark" as const), bytes: fc.constant(0) }),
  fc.record({ kind: fc.constant("rewind" as const), bytes: fc.nat({ max: 5 }) }),
  fc.record({ kind: fc.constant("release" as const), bytes: fc.nat({ max: 5 }) }),
);

test("the stream comes out as it went in, from every checkpoint that is kept", () => {
  const stream = randomPayload(11, 2_000_000);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const framing = createPlainFraming();
      const marks: { mark: object; at: number }[] = [];
      let pushed = 0;
      let at = 0;
      for (const { kind, bytes } of steps) {
        const chosen = marks[bytes % Math.max(1, marks.length)];
        if (kind === "push") {
          const end = Math.min(pushed + bytes, stream.length);
          framing.push(stream.subarray(pushed, end));
          pushed = end;
        } else if (kind === "next") {
          const contents = framing.next(bytes, false);
          expect(contents === undefined).toBe(pushed - at < bytes);
          if (contents === undefined) continue;
          expect(Buffer.from(contents).equals(stream.subarray(at, at + bytes))).toBe(true);
          at += bytes;
        } else if (kind === "mark") marks.push({ mark: framing.checkpoint(), at });
        else if (kind === "rewind" && chosen) {
          framing.rewindTo(chosen.mark);
          at = chosen.at;
        } else if (kind === "release" && chosen) {
          framing.release(chosen.mark);
          marks.splice(marks.indexOf(chosen), 1);
        }
        expect(framing.pendingBytes).toBe(pushed - at);
      }
      const rest = framing.next(stream.length, true);
      expect(rest === undefined).toBe(pushed === at);
      if (rest) {
        expect(Buffer.from(rest.subarray(0, pushed - at)).equals(stream.subarray(at, pushed))).toBe(
          true,
        );
        expect(rest.subarray(pushed - at).every((byte) => byte === 0)).toBe(true);
      }
      expect(framing.next(1, true)).toBeUndefined();
    }),
  );
});

test("a released checkpoint is refused", () => {
  const framing = createPlainFraming();
  const mark = framing.checkpoint();
  framing.release(mark);
  expect(() => framing.rewindTo(mark)).toThrow(RangeError);
  expect(() => framing.release({})).toThrow(RangeError);
});
