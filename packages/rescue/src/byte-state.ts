/**
 * What became of a byte; users read these three words and no others. `read`: as it came from the medium.
 * `corrected`: the parity restored it. `lost`: it is not there; zeros stand in its place.
 */
export type ByteState = "read" | "corrected" | "lost";

/** Adjacent bytes with one fate. */
export interface ByteSpan {
  /** First byte, inclusive; counted from the beginning of what is described. */
  readonly start: number;
  /** Exclusive; greater than {@link start}. */
  readonly end: number;
  readonly state: ByteState;
  /**
   * False where bytes were delivered that nothing vouches for: corrected with all parity used up, or
   * from an image without parity. False for lost bytes.
   */
  readonly verified: boolean;
}

/** Bytes by their fate. `read + corrected + lost` are all of them. */
export interface ByteAccount {
  readonly read: number;
  readonly corrected: number;
  readonly lost: number;
  /** Of the read and corrected ones, those that nothing vouches for. */
  readonly unverified: number;
}

/** The account of no bytes. */
export const EmptyAccount: ByteAccount = Object.freeze({
  read: 0,
  corrected: 0,
  lost: 0,
  unverified: 0,
});

/** Adds spans to an account. */
export function addSpans(account: ByteAccount, spans: Iterable<ByteSpan>): ByteAccount {
  const sum = { ...account };
  for (const { start, end, state, verified } of spans) {
    sum[state] += end - start;
    if (state !== "lost" && !verified) sum.unverified += end - start;
  }
  return sum;
}

/** Adds two accounts. */
export function addAccounts(a: ByteAccount, b: ByteAccount): ByteAccount {
  return {
    read: a.read + b.read,
    corrected: a.corrected + b.corrected,
    lost: a.lost + b.lost,
    unverified: a.unverified + b.unverified,
  };
}

/** Appends a span to ascending ones, joined with the last where they meet and agree. */
export function appendSpan(spans: ByteSpan[], span: ByteSpan): void {
  if (span.end <= span.start) return;
  const last = spans.at(-1);
  if (last?.end === span.start && last.state === span.state && last.verified === span.verified)
    spans[spans.length - 1] = { ...last, end: span.end };
  else spans.push(span);
}
