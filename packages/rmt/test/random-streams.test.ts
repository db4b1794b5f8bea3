import { expect, test } from "vitest";
import { connectRmt } from "../src/index.js";
import { randomNumbers, randomStream, serveStream } from "./random-streams.js";

test("300 streams of requests that may be anything", async () => {
  const random = randomNumbers(7);
  for (let i = 0; i < 300; i++) await serveStream(randomStream(random), 1 + random(64));
});

test("300 streams of replies that may be anything: every call ends, with a tape error at worst", async () => {
  const random = randomNumbers(8);
  for (let i = 0; i < 300; i++) {
    const text = "A0\nA1\n";
    const noise = Uint8Array.from({ length: random(40) }, () => 10 + random(60));
    const pieces: Uint8Array[] = [new TextEncoder().encode(text), noise];
    const channel = {
      read: async () => pieces.shift(),
      write: async () => {},
      close: async () => {},
    };
    const unit = await connectRmt({ channel, maxRecordBytes: 100 }).open("nst0", "rw");
    const calls = [
      () => unit.read(new Uint8Array(random(100))),
      () => unit.write(new Uint8Array(1 + random(100))),
      () => unit.operation(random(35), random(3)),
      () => unit.status(),
      () => unit.position(),
      () => unit.close(),
    ];
    for (let call = 0; call < 4; call++)
      await calls[random(calls.length)]!().catch((error: unknown) =>
        expect(error).toHaveProperty("name", "TapeError"),
      );
  }
});
