/** What a test runner has to offer; vitest, jest and a few lines over node:test do. */
export interface ConformanceRunner {
  test(name: string, body: () => Promise<void>): void;
  expect(actual: unknown): ConformanceExpectation;
}

export interface ConformanceExpectation {
  toBe(expected: unknown): void;
  toEqual(expected: unknown): void;
}
