import { test } from "vitest";
import { survivesChangedBytes, survivesRandomBytes, survivesRandomFiles } from "./hostile.js";

// A few runs of what hostile.slow.test.ts does at length.

test("random bytes do no harm", () => survivesRandomBytes(300));
test("changed bytes do no harm", () => survivesChangedBytes(80));
test("random files do no harm", () => survivesRandomFiles(100));
