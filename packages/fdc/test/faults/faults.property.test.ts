import fc from "fast-check";
import { expect, test } from "vitest";
import { FdcError } from "../../src/index.js";
import {
  createFaults,
  createRandom,
  type FaultEntry,
  type FaultKind,
  type FaultPlace,
  faultKinds,
  readFaultScript,
} from "../../src/sim/index.js";

const kinds = Object.keys(faultKinds) as FaultKind[];

const anyWhen = fc.oneof(
  fc.constantFrom("always" as const, "once" as const),
  fc
    .integer({ min: 1, max: 9 })
    .chain((n) => fc.constantFrom({ nth: n }, { first: n }, { every: n })),
  fc.double({ min: 0, max: 1, noNaN: true }).map((probability) => ({ probability })),
);

const anyEntry: fc.Arbitrary<FaultEntry> = fc
  .record({ kind: fc.constantFrom(...kinds), when: anyWhen, at: fc.nat(20), more: fc.nat(5) })
  .map(({ kind, when, at, more }) => {
    const known = faultKinds[kind].where;
    const name = known[at % Math.max(known.length, 1)];
    const ranged = name === "segment" || name === "track" || name === "sector";
    return ranged ? { kind, when, where: { [name]: [at, at + more] } } : { kind, when };
  });

const anyOccasion: fc.Arbitrary<[FaultKind, FaultPlace]> = fc.tuple(
  fc.constantFrom(...kinds),
  fc.record({ segment: fc.nat(25), sector: fc.nat(31), track: fc.nat(25) }),
);

test("the same script, seed and occasions give the same faults", () => {
  fc.assert(
    fc.property(
      fc.array(anyEntry, { maxLength: 8 }),
      fc.integer(),
      fc.array(anyOccasion, { maxLength: 60 }),
      (script, seed, occasions) => {
        const text = JSON.stringify(script);
        const [a, b] = [createFaults(script, { seed }), createFaults(text, { seed })];
        for (const [kind, place] of occasions)
          expect(a.strikes(kind, place)).toEqual(b.strikes(kind, place));
      },
    ),
  );
});

test("an entry strikes the same way whatever is added behind it or asked for besides", () => {
  fc.assert(
    fc.property(
      anyEntry,
      fc.array(anyEntry, { maxLength: 5 }),
      fc.array(anyOccasion),
      (entry, others, asked) => {
        const alone = createFaults([entry], { seed: 5 });
        const crowded = createFaults([entry, ...others.filter(({ kind }) => kind !== entry.kind)], {
          seed: 5,
        });
        for (const [kind, place] of asked) {
          if (kind !== entry.kind) crowded.strikes(kind, place);
          expect(crowded.strikes(entry.kind, place)).toEqual(alone.strikes(entry.kind, place));
        }
      },
    ),
  );
});

test("entries throw dice of their own", () => {
  const when = { probability: 0.5 };
  const faults = createFaults([
    { kind: "overrun", when },
    { kind: "irqLost", when },
  ]);
  let equal = 0;
  for (let i = 0; i < 2000; i++)
    if (!!faults.strikes("overrun") === !!faults.strikes("irqLost")) equal++;
  expect(Math.abs(equal - 1000)).toBeLessThan(150);
});

test("a checked script is its own checked script", () => {
  fc.assert(
    fc.property(fc.array(anyEntry), (script) => {
      const checked = readFaultScript(script);
      expect(readFaultScript(JSON.parse(JSON.stringify(checked)))).toEqual(checked);
    }),
  );
});

test("whatever is given as a script is taken, or refused as a bad fault script", () => {
  const anything = fc.oneof(fc.anything(), fc.array(fc.object()), fc.string(), fc.json());
  fc.assert(
    fc.property(anything, (source) => {
      try {
        readFaultScript(source);
      } catch (error) {
        expect(error).toBeInstanceOf(FdcError);
        expect((error as FdcError).code).toBe("BAD_FAULT_SCRIPT");
      }
    }),
  );
});

test("chance is even, and other seeds give other numbers", () => {
  const counts = new Array(10).fill(0);
  const random = createRandom(42);
  for (let i = 0; i < 20_000; i++) counts[Math.floor(random.next() * 10)]++;
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
  const firsts = new Set(Array.from({ length: 1000 }, (_, seed) => createRandom(seed).next()));
  expect(firsts.size).toBe(1000);
});
