import { describe, expect, test } from "vitest";
import { FdcError } from "../../src/index.js";
import { createFaults, faultKinds, readFaultScript } from "../../src/sim/index.js";

const refused: [string, unknown, RegExp][] = [
  ["no list", { kind: "dataCrc" }, /^fault script must be a list/],
  ["broken JSON", "[{", /^fault script is not JSON: /],
  ["too many entries", Array(10_001).fill({ kind: "dataCrc" }), /10001 entries, more than 10000/],
  ["an entry that is no object", [7], /^entry 1: must be an object/],
  [
    "no kind",
    [{ kind: "dataCrc" }, {}],
    /^entry 2: kind must be one of .*dataCrc.*, got undefined/,
  ],
  [
    "a kind of JavaScript",
    [{ kind: "constructor" }],
    /^entry 1 \(constructor\): kind must be one of/,
  ],
  ["a misspelt field", [{ kind: "weak", wen: "once" }], /^entry 1 \(weak\): wen is not a field/],
  [
    "a place nobody knows",
    [{ kind: "irqLost", where: { sector: 1 } }],
    /where\.sector is not known/,
  ],
  [
    "a sector too many",
    [{ kind: "dataCrc", where: { sector: 32 } }],
    /where\.sector must be 0 to 31.*32/,
  ],
  [
    "half a range",
    [{ kind: "dataCrc", where: { segment: [1] } }],
    /where\.segment must be .*\[1\]/,
  ],
  [
    "a range upside down",
    [{ kind: "dataCrc", where: { segment: [5, 4] } }],
    /where\.segment ends before/,
  ],
  ["a fraction", [{ kind: "dataCrc", where: { track: 0.5 } }], /where\.track must be/],
  [
    "an operation nobody knows",
    [{ kind: "irqLost", where: { operation: "scan" } }],
    /where\.operation .*"scan"/,
  ],
  [
    "no motion at all",
    [{ kind: "tapeSlip", where: { motion: [] } }],
    /where\.motion must be one or a list/,
  ],
  [
    "a when nobody knows",
    [{ kind: "weak", when: "never" }],
    /^entry 1 \(weak\): when must be .*"never"/,
  ],
  ["two whens", [{ kind: "weak", when: { nth: 1, first: 2 } }], /when must be/],
  [
    "the zeroth time",
    [{ kind: "weak", when: { nth: 0 } }],
    /when\.nth must be .* at least 1, got 0/,
  ],
  [
    "more than certain",
    [{ kind: "weak", when: { probability: 1.5 } }],
    /when\.probability must be 0 to 1/,
  ],
  ["when in other words", [{ kind: "weak", when: { last: 1 } }], /when\.last is not known/],
  [
    "an argument nobody knows",
    [{ kind: "dataCrc", args: { ppm: 1 } }],
    /args\.ppm is not known; this kind has none/,
  ],
  [
    "an argument out of range",
    [{ kind: "overrun", args: { byte: 1024 } }],
    /args\.byte .*0 to 1023 bytes, got 1024/,
  ],
  [
    "a word nobody knows",
    [{ kind: "fdcStuck", args: { phase: "idle" } }],
    /args\.phase must be one of command, /,
  ],
  [
    "an argument that is no number",
    [{ kind: "overrun", args: { byte: "1" } }],
    /args\.byte .*got "1"/,
  ],
];

describe("a fault script is refused with entry and field:", () => {
  test.each(refused)("%s", (_, script, message) => {
    try {
      readFaultScript(script);
    } catch (error) {
      expect(error).toBeInstanceOf(FdcError);
      expect((error as FdcError).code).toBe("BAD_FAULT_SCRIPT");
      expect((error as FdcError).message).toMatch(message);
      return;
    }
    expect.unreachable();
  });
});

test("the number of a bad entry is among the details", () => {
  const bad = [{ kind: "weak" }, { kind: "weak", args: 4 }];
  expect(() => readFaultScript(bad)).toThrow(expect.objectContaining({ details: { entry: 2 } }));
});

test("every kind can be asked for without arguments, and has its defaults then", () => {
  for (const [kind, { args }] of Object.entries(faultKinds)) {
    const [entry] = readFaultScript(JSON.stringify([{ kind }]));
    for (const [name, argument] of Object.entries(args))
      expect(entry?.args?.[name], `${kind}.${name}`).toBe(argument.default);
  }
});

test("arguments given win over defaults", () => {
  const faults = createFaults([{ kind: "motorStall", args: { error: 3 } }]);
  expect(faults.strikes("motorStall")).toEqual({ error: 3, afterMs: 100 });
});

test("a fault strikes where the script says and nowhere else", () => {
  const faults = createFaults([
    { kind: "dataCrc", where: { segment: [3, 4], sector: 7, operation: ["read", "verify"] } },
  ]);
  const at = (segment: number, sector: number, operation?: string) =>
    faults.strikes("dataCrc", { segment, sector, ...(operation && { operation }) }) !== undefined;
  expect([at(3, 7, "read"), at(4, 7, "verify")]).toEqual([true, true]);
  expect([at(2, 7, "read"), at(5, 7, "read"), at(3, 8, "read"), at(3, 7, "write")]).not.toContain(
    true,
  );
  expect(at(3, 7)).toBe(false); // unknown to the asker: no fit
  expect(faults.strikes("dataCrc")).toBeUndefined();
});

test("only kinds of the script are there", () => {
  const faults = createFaults([{ kind: "irqLost" }]);
  expect([faults.has("irqLost"), faults.has("irqSpurious")]).toEqual([true, false]);
  expect(faults.strikes("irqSpurious")).toBeUndefined();
});

test.each([
  ["always", [1, 1, 1, 1, 1, 1]],
  ["once", [1, 0, 0, 0, 0, 0]],
  [{ nth: 3 }, [0, 0, 1, 0, 0, 0]],
  [{ first: 2 }, [1, 1, 0, 0, 0, 0]],
  [{ every: 2 }, [0, 1, 0, 1, 0, 1]],
  [{ probability: 0 }, [0, 0, 0, 0, 0, 0]],
  [{ probability: 1 }, [1, 1, 1, 1, 1, 1]],
] as const)("when %j strikes on the right occasions", (when, expected) => {
  const faults = createFaults([{ kind: "overrun", when }]);
  expect(expected.map(() => (faults.strikes("overrun") ? 1 : 0))).toEqual(expected);
});

test("occasions elsewhere are not counted", () => {
  const faults = createFaults([{ kind: "idLost", where: { segment: 2 }, when: { nth: 2 } }]);
  const struck = [2, 1, 1, 2, 2].map((segment) => !!faults.strikes("idLost", { segment }));
  expect(struck).toEqual([false, false, false, true, false]);
});

test("of entries that strike at once the first counts, and all count the occasion", () => {
  const faults = createFaults([
    { kind: "overrun", when: { nth: 2 }, args: { byte: 1 } },
    { kind: "overrun", when: { first: 2 }, args: { byte: 2 } },
  ]);
  expect([1, 2, 3].map(() => faults.strikes("overrun")?.byte)).toEqual([2, 1, undefined]);
});

test("weak sectors fail as often as they should", () => {
  const faults = createFaults([{ kind: "weak", args: { probability: 0.25 } }], { seed: 3 });
  let failures = 0;
  for (let i = 0; i < 10_000; i++) if (faults.strikes("weak")) failures++;
  expect(Math.abs(failures - 2500)).toBeLessThan(150);
});
