/** The payload generators of the recorded cases, see vectors/README.md. */

const words =
  "tape floppy segment sector volume header block erase rewind motor track cartridge the of and a to in is was for with quick brown fox jumps over lazy dog backup archive data".split(
    " ",
  );

type Bytes = () => number;

function rand(seed: number): Bytes {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  };
}

function text(seed: number): Bytes {
  const draw = rand(seed);
  let line = "";
  let place = 0;
  return () => {
    if (place === line.length) {
      const count = 6 + (draw() % 7);
      line = `${Array.from({ length: count }, () => words[draw() & 31]).join(" ")}\n`;
      place = 0;
    }
    return line.charCodeAt(place++);
  };
}

function mix(seed: number): Bytes {
  const random = rand(seed);
  const letters = text(seed);
  let place = 0;
  return () => ((place++ >> 12) & 1 ? random() : letters());
}

function ramp(step: number): Bytes {
  let place = 0;
  return () => {
    const byte = (place * step + Math.floor(place / 256)) % 256;
    place++;
    return byte;
  };
}

const generators: Readonly<Record<string, (seed: number) => Bytes>> = {
  rand,
  text,
  mix,
  ramp,
  fill: (byte) => () => byte,
};

const made = new Map<string, { next: Bytes; bytes: Uint8Array; length: number }>();

/** `length` bytes of `NAME:SEED`, from byte `offset` of its stream on. */
export function payload(generator: string, offset: number, length: number): Uint8Array {
  let stream = made.get(generator);
  if (stream === undefined) {
    const [name, seed] = generator.split(":");
    const next = generators[name!]!(Number(seed));
    made.set(generator, (stream = { next, bytes: new Uint8Array(1 << 16), length: 0 }));
  }
  const end = offset + length;
  if (end > stream.bytes.length) {
    const grown = new Uint8Array(Math.max(end, 2 * stream.bytes.length));
    grown.set(stream.bytes);
    stream.bytes = grown;
  }
  while (stream.length < end) stream.bytes[stream.length++] = stream.next();
  return stream.bytes.slice(offset, end);
}
