/**
 * XXH64 with seed 0 (RFC 8878 has its lower half behind frames of Zstandard data), in halves of 32 bits: BigInt
 * would take ten times as long as decompressing does.
 */

/** A number of 64 bits. */
interface Long {
  readonly low: number;
  readonly high: number;
}

const long = (high: number, low: number): Long => ({ low, high });
const Prime1 = long(0x9e3779b1, 0x85ebca87);
const Prime2 = long(0xc2b2ae3d, 0x27d4eb4f);
const Prime3 = long(0x165667b1, 0x9e3779f9);
const Prime4 = long(0x85ebca77, 0xc2b2ae63);
const Prime5 = long(0x27d4eb2f, 0x165667c5);

function add(a: Long, b: Long): Long {
  const low = (a.low >>> 0) + (b.low >>> 0);
  return { low: low | 0, high: (a.high + b.high + (low > 0xffffffff ? 1 : 0)) | 0 };
}

function xor(a: Long, b: Long): Long {
  return { low: a.low ^ b.low, high: a.high ^ b.high };
}

function multiply(a: Long, b: Long): Long {
  const [a0, a1, b0, b1] = [a.low & 0xffff, a.low >>> 16, b.low & 0xffff, b.low >>> 16];
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const carried = a0 * b1 + (middle & 0xffff);
  const high = a1 * b1 + (middle >>> 16) + (carried >>> 16);
  return {
    low: Math.imul(a.low, b.low),
    high: (high + Math.imul(a.low, b.high) + Math.imul(a.high, b.low)) | 0,
  };
}

/** Turns left by 1 to 31 bits. */
function turn({ low, high }: Long, bits: number): Long {
  const rest = 32 - bits;
  return { low: (low << bits) | (high >>> rest), high: (high << bits) | (low >>> rest) };
}

/** The upper bits, shifted right by `bits`, 1 to 63, mixed into the lower ones. */
function mixDown(hash: Long, bits: number): Long {
  const { low, high } = hash;
  if (bits > 32) return xor(hash, long(0, high >>> (bits - 32)));
  const shifted = bits === 32 ? high : (low >>> bits) | (high << (32 - bits));
  return xor(hash, long(bits === 32 ? 0 : high >>> bits, shifted));
}

const round = (lane: Long, input: Long): Long =>
  multiply(turn(add(lane, multiply(input, Prime2)), 31), Prime1);
const merge = (hash: Long, lane: Long): Long =>
  add(multiply(xor(hash, round(long(0, 0), lane)), Prime1), Prime4);

const stripeBytes = 32;

/** A digest that takes its bytes in pieces. */
export interface Xxh64 {
  /** Takes bytes, which are not kept. */
  update(bytes: Uint8Array): void;
  /** The lower 32 bits; may be called at any time. */
  low(): number;
}

/** The digest of nothing yet. */
export function createXxh64(): Xxh64 {
  const lanes = [
    add(Prime1, Prime2),
    Prime2,
    long(0, 0),
    add(xor(Prime1, long(-1, -1)), long(0, 1)), // minus prime 1
  ];
  const rest = new Uint8Array(stripeBytes);
  let restBytes = 0;
  let total = 0;

  const takeStripe = (view: DataView, at: number) => {
    for (let i = 0; i < 4; i++) lanes[i] = round(lanes[i]!, longAt(view, at + 8 * i));
  };

  return {
    update(bytes) {
      total += bytes.length;
      let at = 0;
      if (restBytes > 0) {
        at = Math.min(stripeBytes - restBytes, bytes.length);
        rest.set(bytes.subarray(0, at), restBytes);
        restBytes += at;
        if (restBytes < stripeBytes) return;
        takeStripe(viewOf(rest), 0);
      }
      const view = viewOf(bytes);
      for (; at + stripeBytes <= bytes.length; at += stripeBytes) takeStripe(view, at);
      rest.set(bytes.subarray(at));
      restBytes = bytes.length - at;
    },
    low() {
      let hash = Prime5;
      if (total >= stripeBytes) {
        const turned = lanes.map((lane, i) => turn(lane, [1, 7, 12, 18][i]!));
        hash = turned.reduce(add);
        for (const lane of lanes) hash = merge(hash, lane);
      }
      hash = add(hash, long(Math.floor(total / 2 ** 32), total));
      const view = viewOf(rest);
      let at = 0;
      for (; at + 8 <= restBytes; at += 8)
        hash = add(
          multiply(turn(xor(hash, round(long(0, 0), longAt(view, at))), 27), Prime1),
          Prime4,
        );
      for (; at + 4 <= restBytes; at += 4) {
        const word = multiply(long(0, view.getUint32(at, true)), Prime1);
        hash = add(multiply(turn(xor(hash, word), 23), Prime2), Prime3);
      }
      for (; at < restBytes; at++)
        hash = multiply(turn(xor(hash, multiply(long(0, rest[at]!), Prime5)), 11), Prime1);
      hash = multiply(mixDown(hash, 33), Prime2);
      hash = multiply(mixDown(hash, 29), Prime3);
      return mixDown(hash, 32).low >>> 0;
    },
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function longAt(view: DataView, at: number): Long {
  return { low: view.getInt32(at, true), high: view.getInt32(at + 4, true) };
}
