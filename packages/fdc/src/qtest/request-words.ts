/** A request of the protocol that cannot be answered, in words for the one who sent it. */
export class RefusedRequest extends Error {
  override readonly name = "RefusedRequest";
}

/** The words of one request, taken in order and checked. */
export interface RequestWords {
  /** The next word. @throws {RefusedRequest} when there is none. */
  word(name: string): string;
  /** Whether there are more. */
  readonly left: boolean;
  /** A number from 0 to `last`: decimal, octal after a 0, hexadecimal after 0x. @throws {RefusedRequest} */
  number(name: string, last: number): number;
  /** @throws {RefusedRequest} when words are left. */
  end(): void;
}

/** Splits a request at its blanks. */
export function requestWords(line: string): RequestWords {
  const words = line.split(" ").filter((word) => word !== "");
  let next = 0;
  const word = (name: string) => {
    const found = words[next++];
    if (found === undefined) throw new RefusedRequest(`Missing ${name}`);
    return found;
  };
  return {
    word,
    get left() {
      return next < words.length;
    },
    number(name, last) {
      const text = word(name);
      const value = numberOf(text);
      if (value === undefined) throw new RefusedRequest(`Invalid ${name}`);
      if (value > last) throw new RefusedRequest(`${name} is beyond 0x${last.toString(16)}`);
      return value;
    },
    end() {
      if (next < words.length) throw new RefusedRequest("Too many words");
    },
  };
}

/** The number, or undefined where the text is none or it is larger than can be counted exactly. */
function numberOf(text: string): number | undefined {
  if (text.length > 24) return undefined;
  const value = /^0x[0-9a-f]+$/i.test(text)
    ? Number(text)
    : /^0[0-7]*$/.test(text)
      ? Number.parseInt(text, 8)
      : /^[1-9]\d*$/.test(text)
        ? Number(text)
        : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}
