import { expect, test } from "vitest";
import { FdcError } from "../../src/index.js";
import { connectQtest } from "../../src/qtest/index.js";
import { manualTime } from "./manual-time.js";
import { likeQemu, scriptedServer } from "./scripted-server.js";

async function errorOf(call: Promise<unknown>): Promise<FdcError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FdcError);
  return error as FdcError;
}

test("a server without clock_step has a clock that runs, DMA memory and interrupts", async () => {
  const { channel, lines } = scriptedServer(likeQemu(() => undefined));
  const time = manualTime();
  const machine = await connectQtest(channel, { time });
  expect(lines).toEqual(["clock_step 1", "irq_intercept_in ioapic", "b64read 65536 1"]);
  expect(machine.clock.standsStill).toBe(false);
  expect(machine.dma?.map(({ address, sizeBytes }) => [address, sizeBytes])).toEqual([
    [0x10000, 0x8000],
    [0x18000, 0x8000],
  ]);
  time.pass(12.5);
  expect(machine.clock.now()).toBe(12.5);
  const slept = machine.clock.sleep(10);
  time.pass(10);
  await slept;
});

test("what a server refuses is absent", async () => {
  const { channel } = scriptedServer((line) =>
    line.startsWith("inb") ? "OK 0x1" : "FAIL Unknown command",
  );
  const machine = await connectQtest(channel);
  expect(machine.irq).toBe(undefined);
  expect(machine.dma).toBe(undefined);
  expect(await machine.io.inb(0x3f4)).toBe(1);
});

test("memory goes as hexadecimal digits where the server knows no base64", async () => {
  const memory = new Map<string, string>();
  const { channel, lines } = scriptedServer((line) => {
    const [name, address, size, data] = line.split(" ");
    if (name === "write") memory.set(`${address} ${size}`, data!);
    if (name === "write") return "OK";
    if (name === "read") return `OK ${memory.get(`${address} ${size}`) ?? "0x00"}`;
    return "FAIL Unknown command";
  });
  const { dma } = await connectQtest(channel, { dmaAddress: 0x20000 });
  await dma![1]!.store(3, Uint8Array.of(0xab, 0x01, 0xff));
  expect(lines.at(-1)).toBe("write 163843 3 0xab01ff");
  const back = new Uint8Array(3);
  await dma![1]!.load(3, back);
  expect([...back]).toEqual([0xab, 0x01, 0xff]);
});

test("a buffer cannot be left", async () => {
  const { channel } = scriptedServer(likeQemu(() => undefined));
  const { dma } = await connectQtest(channel);
  for (const offset of [-1, 0x7fff, 0.5, Number.NaN]) {
    await expect(dma![0]!.load(offset, new Uint8Array(2))).rejects.toThrow(RangeError);
    await expect(dma![0]!.store(offset, new Uint8Array(2))).rejects.toThrow(RangeError);
  }
  await expect(connectQtest(channel, { dmaAddress: 0x18000 })).rejects.toThrow(RangeError);
  await expect(connectQtest(channel, { dmaAddress: 0x100000 })).rejects.toThrow(RangeError);
});

test("ports and values out of range never reach the server", async () => {
  const { channel, lines } = scriptedServer(likeQemu(() => undefined));
  const { io } = await connectQtest(channel);
  const before = lines.length;
  await expect(io.inb(0x10000)).rejects.toThrow(RangeError);
  await expect(io.outb(-1, 0)).rejects.toThrow(RangeError);
  await expect(io.outb(0x3f2, 256)).rejects.toThrow(RangeError);
  expect(lines.length).toBe(before);
});

test("requests that need no answer from each other are sent together", async () => {
  const answers: string[] = [];
  const { channel, say, lines } = scriptedServer((line) => {
    if (!line.startsWith("outb")) return line.startsWith("b64") ? "OK AA==" : "FAIL no";
    answers.push("OK\n");
    return undefined;
  });
  const { transfer } = await connectQtest(channel);
  const done = transfer!.outAll([0x0a, 6, 0x0c, 0, 0x0b, 0x46]);
  await Promise.resolve();
  await Promise.resolve();
  expect(lines.slice(-3)).toEqual(["outb 0xa 0x6", "outb 0xc 0x0", "outb 0xb 0x46"]);
  say(answers.join(""));
  await done;
});

test("a refused request is an error that names its line, and later ones go on", async () => {
  const { channel } = scriptedServer(
    likeQemu((line) => (line === "outb 0xc 0x0" ? "FAIL no such port" : undefined)),
  );
  const { transfer, io } = await connectQtest(channel);
  const error = await errorOf(transfer!.outAll([0x0a, 6, 0x0c, 0, 0x0b, 0x46]));
  expect(error.code).toBe("QTEST_FAILED");
  expect(error.message).toContain('"outb 0xc 0x0"');
  expect(error.message).toContain("no such port");
  expect(await io.inb(0x3f4)).toBe(0x80);
});

test("interrupts are latched wherever they come, for their own line only", async () => {
  const { channel, say } = scriptedServer(
    likeQemu((line) =>
      line === "outb 0x3f2 0xc"
        ? "IRQ raise 0\nIRQ raise 6\nIRQ lower 6\nIRQ raise 6\nOK"
        : undefined,
    ),
  );
  const time = manualTime();
  const { irq, io } = await connectQtest(channel, { time });
  await io.outb(0x3f2, 0x0c);
  expect(await irq!.wait(6, 0)).toBe(true);
  const lost = irq!.wait(6, 100);
  time.pass(100);
  expect(await lost).toBe(false);
  const { timers } = time;
  const found = irq!.wait(6, 1000);
  say("IRQ lower 6\nIRQ raise 6\n");
  expect(await found).toBe(true);
  expect(time.timers).toBe(timers);
  say("IRQ raise 6\n"); // still high: no rise
  await io.inb(0x3f4);
  const still = irq!.wait(6, 5);
  time.pass(5);
  expect(await still).toBe(false);
  say("IRQ lower 6\nIRQ raise 6\n");
  await io.inb(0x3f4);
  irq!.clear(6);
  const cleared = irq!.wait(6, 5);
  time.pass(5);
  expect(await cleared).toBe(false);
});

test("time is moved in slices where the server does not know what comes next", async () => {
  for (const refusal of ["FAIL", "OK 1"]) {
    let ns = 0;
    const { channel, lines } = scriptedServer((line) => {
      const [name, step] = line.split(" ");
      if (name !== "clock_step") return likeQemu(() => undefined)(line);
      ns += Number(step ?? 0);
      if (step === undefined) return refusal;
      return `${ns === 39_500_001 ? "IRQ raise 6\n" : ""}OK ${ns}`;
    });
    const { irq, clock, close } = await connectQtest(channel);
    expect(await irq!.wait(6, 30.5)).toBe(false);
    expect(clock.now()).toBe(30.500_001);
    expect(lines.filter((line) => line === "clock_step").length).toBe(1);
    expect(lines.at(-1)).toBe("clock_step 500000");
    expect(await irq!.wait(6, 9.5)).toBe(true);
    await close();
  }
});

test("a clock that stands still does not go back, whatever accesses really take", async () => {
  let ns = 0;
  const { channel } = scriptedServer((line) => {
    const [name, step = 0] = line.split(" ");
    if (name !== "clock_step") return likeQemu(() => undefined)(line);
    ns += Number(step);
    return `OK ${ns}`;
  });
  const { io, clock } = await connectQtest(channel);
  const before = clock.now();
  for (let i = 0; i < 5; i++) await io.inb(0x3f4);
  const later = clock.now();
  expect(later).toBeGreaterThan(before);
  await clock.sleep(0.001);
  expect(clock.now()).toBe(later);
});

test("time that cannot be moved after all is not waited for", async () => {
  const { channel } = scriptedServer((line) =>
    line.startsWith("clock_step") ? "OK 1000" : likeQemu(() => undefined)(line),
  );
  const { clock, irq } = await connectQtest(channel);
  const error = await errorOf(irq!.wait(6, 10));
  expect([error.code, error.message]).toEqual([
    "QTEST_FAILED",
    'the qtest server answered "clock_step 1000000" with "1000"',
  ]);
  expect((await errorOf(clock.sleep(1))).code).toBe("QTEST_FAILED");
});

test("a connection that ends fails what waits for it, and everything after", async () => {
  const { channel, hangUp } = scriptedServer((line) =>
    line === "inb 0x3f4" ? undefined : likeQemu(() => undefined)(line),
  );
  const machine = await connectQtest(channel);
  const read = errorOf(machine.io.inb(0x3f4));
  const wait = errorOf(machine.irq!.wait(6, 1e9));
  hangUp();
  const error = await read;
  expect(error.code).toBe("QTEST_CLOSED");
  expect(error.message).toContain('"inb 0x3f4"');
  expect((await wait).code).toBe("QTEST_CLOSED");
  expect((await errorOf(machine.io.outb(0x3f2, 0))).code).toBe("QTEST_CLOSED");
  expect((await errorOf(machine.irq!.wait(6, 1e9))).code).toBe("QTEST_CLOSED");
  await machine.close();
  await machine.close();
});

test("a server that falls silent is left", async () => {
  const { channel } = scriptedServer((line) =>
    line === "inb 0x3f4" ? undefined : likeQemu(() => undefined)(line),
  );
  const time = manualTime();
  const { io } = await connectQtest(channel, { time, limitMs: 500 });
  const read = errorOf(io.inb(0x3f4));
  time.pass(499);
  let ended = false;
  void channel.closed.then(() => {
    ended = true;
  });
  await Promise.resolve();
  expect(ended).toBe(false);
  time.pass(1);
  const error = await read;
  expect(error.code).toBe("QTEST_CLOSED");
  expect(error.message).toContain("500 ms");
});

test.each([
  ["a byte that is none", "inb 0x3f4", "OK 0x0180"],
  ["no number", "inb 0x3f4", "OK zz"],
  ["nothing", "inb 0x3f4", "OK"],
  ["no answer of the protocol", "inb 0x3f4", "hello"],
  ["more answers than questions", "inb 0x3f4", "OK 0x80\nOK 0x80"],
  ["memory of another length", "b64read 65536 2", "OK AAAA"],
  ["memory that is no base64", "b64read 65536 2", "OK A?A="],
])("%s: the connection is of no use any more", async (_, line, answer) => {
  const { channel } = scriptedServer(likeQemu((asked) => (asked === line ? answer : undefined)));
  const { io, dma } = await connectQtest(channel);
  if (line.startsWith("inb")) await io.inb(0x3f4).catch(() => {});
  else await dma![0]!.load(0, new Uint8Array(2)).catch(() => {});
  expect((await errorOf(io.inb(0x3f5))).code).toBe("QTEST_FAILED");
});

test("long lines are shortened in messages", async () => {
  const { channel } = scriptedServer(
    likeQemu((line) => (line.startsWith("b64write") ? "FAIL no" : undefined)),
  );
  const { dma } = await connectQtest(channel);
  const error = await errorOf(dma![0]!.store(0, new Uint8Array(0x8000)));
  expect(error.message.length).toBeLessThan(200);
});

test("what is no qtest server is told so", async () => {
  const { channel } = scriptedServer(() => "220 mail.example.org ESMTP");
  const error = await errorOf(connectQtest(channel));
  expect(error.code).toBe("QTEST_FAILED");
  expect(error.message).toContain("no qtest machine");
});
