/** The part of an expectation that the suites use; vitest's, jest's and most others' have it. */
export interface Expectation {
  toBe(expected: unknown): void;
  toEqual(expected: unknown): void;
}

/** A test runner, given to a suite so that this package needs none: `{ test, expect }` of vitest fits. */
export interface ConformanceRunner {
  test(name: string, body: () => Promise<void>): void;
  expect(actual: unknown): Expectation;
}
