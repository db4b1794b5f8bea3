import { test } from "vitest";
import { survivesChangedBytes, survivesRandomBytes, survivesRandomFiles } from "./hostile.js";

// What hostile.property.test.ts does a few times, at length.

test("random bytes do no harm", () => survivesRandomBytes(1000));
test("changed bytes do no harm", () => survivesChangedBytes(500));
test("random files do no harm", () => survivesRandomFiles(400));
