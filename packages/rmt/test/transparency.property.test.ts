import { MtOp, TapeError, type TapeUnit } from "@floppytape/magtape";
import fc from "fast-check";
import { expect, test } from "vitest";
import { connectRmt, createChannelPair, serveRmt } from "../src/index.js";
import { record } from "./dialogue.js";
import { createMemoryTape, type MemoryTape } from "./memory-tape.js";

type Call =
  | { readonly kind: "write" | "read"; readonly length: number }
  | { readonly kind: "operation"; readonly op: number; readonly count: number }
  | { readonly kind: "status" | "position" | "close" };

const anyCall: fc.Arbitrary<Call> = fc.oneof(
  fc.record({ kind: fc.constantFrom("write" as const, "read" as const), length: fc.nat(300) }),
  fc.record({
    kind: fc.constant("operation" as const),
    op: fc.oneof(fc.constantFrom(...Object.values(MtOp)), fc.integer({ min: -2, max: 40 })),
    count: fc.integer({ min: -1, max: 4 }),
  }),
  fc.record({ kind: fc.constantFrom("status" as const, "position" as const, "close" as const) }),
);
const anyMode = fc.constantFrom("r" as const, "w" as const, "rw" as const);

/** What a call comes to, in a form that compares. */
async function outcome(unit: TapeUnit, call: Call, seed: number): Promise<unknown> {
  try {
    switch (call.kind) {
      case "write":
        return await unit.write(record(call.length, seed));
      case "read": {
        const into = new Uint8Array(call.length);
        const length = await unit.read(into);
        return [length, into];
      }
      case "operation":
        return await unit.operation(call.op, call.count);
      default:
        return await unit[call.kind]();
    }
  } catch (error) {
    if (error instanceof TapeError) return error.code;
    throw error;
  }
}

async function overNetwork(tape: MemoryTape, mode: "r" | "w" | "rw", version: 0 | 1) {
  const [here, there] = createChannelPair();
  const served = serveRmt({ channel: there, open: () => tape.open(mode) });
  const connection = connectRmt({ channel: here, version });
  return { unit: await connection.open("nst0", mode), connection, served };
}

/** What is no operation, or no count of one, our client refuses by itself. */
function isRefused(call: Call): boolean {
  return call.kind === "operation" && (call.count < 0 || !operations.includes(call.op));
}
const operations: readonly number[] = Object.values(MtOp);

const anyOpens = fc.array(fc.tuple(anyMode, fc.array(anyCall, { maxLength: 12 })), {
  maxLength: 4,
});

test.each([0, 1] as const)("version %i: a remote tape does what the tape does", async (version) => {
  const property = fc.asyncProperty(anyOpens, async (opens) => {
    const options = { floppy: version === 0, capacityBytes: 2000 };
    const [near, far] = [createMemoryTape(options), createMemoryTape(options)];
    for (const [mode, calls] of opens) {
      const direct = await near.open(mode);
      const { unit, connection, served } = await overNetwork(far, mode, version);
      for (const [seed, call] of calls.entries()) {
        const actual = await outcome(unit, call, seed);
        const expected =
          near.isOpen && isRefused(call) ? "EINVAL" : await outcome(direct, call, seed);
        expect([call, actual]).toEqual([call, expected]);
      }
      await direct.close();
      await connection.close();
      expect(await served).toBe(0);
      expect([far.layout(), far.head]).toEqual([near.layout(), near.head]);
    }
  });
  await fc.assert(property, { numRuns: 150 });
});
