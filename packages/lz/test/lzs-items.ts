import fc from "fast-check";

/** One item of a stream: a literal byte, or a copy with either form of its distance. */
export type Item = { byte: number } | { offset: number; long: boolean; length: number };

const anyLength = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 2, max: 9 }) },
  { weight: 3, arbitrary: fc.integer({ min: 8, max: 150 }) },
  { weight: 1, arbitrary: fc.integer({ min: 150, max: 4200 }) },
);

/** Items, most of which make sense: a distance may still reach before the start. */
export const anyItems: fc.Arbitrary<Item[]> = fc.array(
  fc.oneof(
    fc.record({ byte: fc.nat(255) }),
    fc.record({ byte: fc.constantFrom(97, 98) }),
    fc.record({ offset: fc.integer({ min: 1, max: 9 }), long: fc.boolean(), length: anyLength }),
    fc.record({ offset: fc.integer({ min: 1, max: 127 }), long: fc.boolean(), length: anyLength }),
    fc.record({
      offset: fc.integer({ min: 1, max: 2047 }),
      long: fc.constant(true),
      length: anyLength,
    }),
  ),
  { maxLength: 120 },
);

/** What the items stand for; a copy from before the start is made to come from the first byte. */
export function plainOf(items: readonly Item[]): { plain: Uint8Array; items: Item[] } {
  const plain: number[] = [];
  const possible: Item[] = [];
  for (const item of items) {
    if ("byte" in item) {
      plain.push(item.byte);
      possible.push(item);
    } else if (plain.length > 0) {
      const offset = Math.min(item.offset, plain.length);
      for (let i = 0; i < item.length; i++) plain.push(plain[plain.length - offset]!);
      possible.push({ ...item, offset });
    }
  }
  return { plain: Uint8Array.from(plain), items: possible };
}

/** The stream of the items, with an end marker and `padding` bits of ones. */
export function streamOf(items: readonly Item[], ended = true): Uint8Array {
  const bits = items.map(bitsOf).join("") + (ended ? "110000000" : "");
  const whole = bits.padEnd(Math.ceil(bits.length / 8) * 8, "1");
  return Uint8Array.from(whole.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}

function bitsOf(item: Item): string {
  if ("byte" in item) return `0${item.byte.toString(2).padStart(8, "0")}`;
  const { offset, long, length } = item;
  const distance = long
    ? `10${offset.toString(2).padStart(11, "0")}`
    : `11${offset.toString(2).padStart(7, "0")}`;
  if (length < 8) return distance + ["00", "01", "10", "1100", "1101", "1110"][length - 2]!;
  const rest = ((length - 8) % 15).toString(2).padStart(4, "0");
  return `${distance}1111${"1111".repeat(Math.floor((length - 8) / 15))}${rest}`;
}
