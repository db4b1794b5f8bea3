import fc from "fast-check";
import { expect, test } from "vitest";
import {
  connectQtest,
  createChannelPair,
  createLineSplitter,
  serveQtest,
} from "../../src/qtest/index.js";
import { testMachine } from "./test-machine.js";

const names = ["inb", "outw", "readl", "writeq", "read", "write", "b64read", "b64write", "memset"];
const word = fc.oneof(
  fc.constantFrom(...names, "clock_step", "clock_set", "irq_intercept_in", "endianness", "ioapic"),
  fc.integer({ min: -2, max: 70_000 }).map(String),
  fc.nat({ max: 0x1010000 }).map((value) => `0x${value.toString(16)}`),
  fc.string({ maxLength: 12 }).map((text) => text.replaceAll("\n", "")),
);
const line = fc.array(word, { maxLength: 5 }).map((words) => words.join(" "));

test("every line has one answer, whatever it says", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
      const [client, server] = createChannelPair();
      serveQtest(testMachine(), server);
      const said: string[] = [];
      const done = new Promise<void>((resolve) => {
        client.onLine((heard) => {
          if (heard.startsWith("IRQ ")) return;
          said.push(heard);
          if (said.length > lines.length) resolve();
        });
      });
      client.send([...lines, "endianness", ""].join("\n"));
      await done;
      expect(said.at(-1)).toBe("OK little");
      for (const answer of said) expect(answer).toMatch(/^(OK|FAIL)( [\x20-\uffff]*)?$/);
    }),
    { numRuns: 300 },
  );
});

test("memory holds what was stored, piece by piece, whichever command carries it", async () => {
  const [client, server] = createChannelPair();
  serveQtest(testMachine(), server);
  const { dma } = await connectQtest(client);
  const content = new Uint8Array(0x8000);
  const piece = fc.record({
    offset: fc.nat({ max: 0x7000 }),
    bytes: fc.uint8Array({ maxLength: 300 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 5 }), async (pieces) => {
      for (const { offset, bytes } of pieces) {
        await dma![0]!.store(offset, bytes);
        content.set(bytes, offset);
      }
      for (const { offset, bytes } of pieces) {
        const into = new Uint8Array(bytes.length + 3);
        await dma![0]!.load(offset, into);
        expect(into).toEqual(content.subarray(offset, offset + into.length));
      }
    }),
    { numRuns: 100 },
  );
});

test("base64 is the one that everybody else reads and writes", async () => {
  const machine = testMachine();
  const [client, server] = createChannelPair();
  serveQtest(machine, server);
  const answers: string[] = [];
  let heard = () => {};
  client.onLine((answer) => {
    answers.push(answer);
    heard();
  });
  const ask = (request: string) =>
    new Promise<string>((resolve) => {
      heard = () => resolve(answers.at(-1)!);
      client.send(`${request}\n`);
    });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 50 }), async (bytes) => {
      const text = Buffer.from(bytes).toString("base64");
      expect(await ask(`b64write 4096 ${bytes.length} ${text}`)).toBe("OK");
      const stored = new Uint8Array(bytes.length);
      machine.readMemory(4096, stored);
      expect(stored).toEqual(bytes);
      expect(await ask(`b64read 4096 ${bytes.length}`)).toBe(`OK ${text}`);
      const hex = `0x${Buffer.from(bytes).toString("hex")}`;
      expect(await ask(`read 4096 ${bytes.length}`)).toBe(`OK ${hex}`);
    }),
    { numRuns: 100 },
  );
});

test("lines are the same however the text is cut", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("ab", "\n", "\r\n", "c", "")), (pieces) => {
      const lines: string[] = [];
      const splitter = createLineSplitter(1000, (found) => lines.push(found));
      for (const piece of pieces) expect(splitter.take(piece)).toBe(true);
      expect(lines).toEqual(pieces.join("").split(/\r?\n/).slice(0, -1));
    }),
  );
});
