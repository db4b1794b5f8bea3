import { test } from "vitest";
import { randomNumbers, randomStream, serveStream } from "./random-streams.js";

test("10000 streams of requests that may be anything", async () => {
  const random = randomNumbers(20251);
  for (let i = 0; i < 10000; i++) await serveStream(randomStream(random), 1 + random(100));
});
