import { describe, expect, test } from "vitest";
import { connectQtest, createChannelPair, serveQtest } from "../../src/qtest/index.js";
import { manualTime } from "./manual-time.js";
import { alarmPort, testMachine } from "./test-machine.js";

/** Sends lines one after another to a fresh machine; what is said, a line each. */
async function talk(lines: readonly string[], options = {}): Promise<string[]> {
  const [client, server] = createChannelPair();
  serveQtest(testMachine(), server, options);
  const said: string[] = [];
  const done = new Promise<void>((resolve) => {
    client.onLine((line) => {
      said.push(line);
      if (said.filter((heard) => !heard.startsWith("IRQ")).length === lines.length) resolve();
    });
  });
  for (const line of lines) client.send(`${line}\n`);
  await done;
  client.close();
  return said;
}

test.each([
  [["outb 0x3f2 0x1c", "inb 0x3f2"], "OK 0x001c"],
  [["outb 1010 28", "inb 01762"], "OK 0x001c"],
  [["outw 0x10 0x1234", "inb 0x11"], "OK 0x0012"],
  [["outl 0x10 0x89abcdef", "inl 0x10"], "OK 0x89abcdef"],
  [["outl 0x10 0x89abcdef", "inw 0x12"], "OK 0x89ab"],
  [["inb 0x1234"], "OK 0x00ff"],
  [["write 0x10000 2 0xabcd", "read 0x10000 4"], "OK 0xabcd0000"],
  [["write 0x10000 2 0xabcd", "b64read 0x10000 4"], "OK q80AAA=="],
  [["b64write 0x400 4 q80AAA==", "readl 0x400"], "OK 0x000000000000cdab"],
  [["write 0x400 4 0x12", "read 0x400 4"], "OK 0x12000000"],
  [["write 0x400 1 0x1234", "read 0x400 2"], "OK 0x1200"],
  [["memset 0x500 4 0x11", "readw 0x503"], "OK 0x0000000000000011"],
  [["writeb 0x400 0x5a", "readb 0x400"], "OK 0x000000000000005a"],
  [["writeq 0x400 0x123456789abcdef0", "readq 0x400"], "OK 0x123456789abcdef0"],
  [["writeq 0x400 18446744073709551615", "readl 0x404"], "OK 0x00000000ffffffff"],
  [["write 0xffffff 1 0x77", "readb 0xffffff"], "OK 0x0000000000000077"],
  [["read 0x400 0"], "OK 0x"],
  [["endianness"], "OK little"],
  [["irq_intercept_in ioapic"], "OK"],
  [["irq_intercept_out /machine/unattached/ioapic"], "OK"],
  [["clock_step 1000"], "OK 1000"],
  [["outb 0x3f2 0", "clock_step 0"], "OK 1000"],
  [["outb 0x80 3", "clock_step"], "OK 3001000"],
  [["clock_step"], "OK 10000000"],
  [["clock_set 5000", "clock_set 7000"], "OK 7000"],
])("%j is answered %s", async (lines, answer) => {
  expect((await talk(lines)).at(-1)).toBe(answer);
});

test.each([
  "",
  "   ",
  "hello",
  "INB 0x3f4",
  "inb",
  "inb zz",
  "inb 0x3f4 1",
  "inb 65536",
  "inl 0xfffd",
  "inb -1",
  "inb 09",
  "outb 0x3f2",
  "outb 0x3f2 256",
  "outb 0x3f2 0x1c 2",
  "readb",
  "readb 0x1000000",
  "writeb 0 0x1ffffffffffffffff0",
  "writeb 0 -1",
  "read 0x10000",
  "read 0xffffff 2",
  "read 0 99999999",
  "read 99999999999999999999999999 1",
  "write 0x10000 2",
  "write 0x10000 2 abcd",
  "write 0x10000 2 0xabc",
  "write 0x10000 2 0xzz",
  "b64write 0x10000 2 q80",
  "b64write 0x10000 2 q8=A",
  "b64write 0x10000 2 q80AAA==x",
  "memset 0 4 256",
  "irq_intercept_in",
  "irq_intercept_in nothing",
  "clock_step x",
  "clock_step 99999999999999",
  "clock_step 1 2",
  "clock_set 0x1fffffffffffff",
  "__proto__",
  "constructor",
])("%j is refused, and the next request answered", async (line) => {
  const [refusal, next] = await talk([line, "outb 0x3f2 0"]);
  expect(refusal).toMatch(/^FAIL \S/);
  expect(next).toBe("OK");
});

test("a step that is refused moves nothing", async () => {
  expect(await talk(["clock_step 5000", "clock_step 1 2", "clock_step 0"])).toEqual([
    "OK 5000",
    "FAIL Too many words",
    "OK 5000",
  ]);
});

test("time does not go back", async () => {
  expect((await talk(["clock_step 5000", "clock_set 4000"])).at(-1)).toMatch(/^FAIL/);
});

test("interrupt lines are told as they change, once somebody asked for them", async () => {
  const lines = ["outb 0x80 2", "clock_step 5000000", "inb 0x80"];
  expect(await talk(lines)).toEqual(["OK", "OK 5001000", "OK 0x0002"]);
  expect(await talk(["irq_intercept_in ioapic", ...lines])).toEqual([
    "OK",
    "OK",
    "IRQ raise 6",
    "OK 5001000",
    "IRQ lower 6",
    "OK 0x0002",
  ]);
});

describe("a client", () => {
  function connected(options = {}, clientOptions = {}) {
    const [client, server] = createChannelPair();
    const machine = testMachine();
    const service = serveQtest(machine, server, options);
    return { machine, service, hardware: connectQtest(client, clientOptions) };
  }

  test("steps through virtual time to the next interrupt, exactly", async () => {
    const { machine, hardware } = connected();
    const { irq, io, clock } = await hardware;
    expect(clock.standsStill).toBe(true);
    await io.outb(alarmPort, 100);
    const raisedNs = machine.clock.nowNs + 100e6;
    expect(await irq!.wait(6, 80)).toBe(false);
    expect(await irq!.wait(6, 50)).toBe(true);
    expect(machine.clock.nowNs).toBe(raisedNs);
    expect(Math.abs(clock.now() - raisedNs / 1e6)).toBeLessThan(1e-6);
  });

  test("in virtual time waits in vain as long as asked, and sleeps exactly", async () => {
    const { machine, hardware } = connected();
    const { irq, clock } = await hardware;
    const before = machine.clock.nowNs;
    expect(await irq!.wait(6, 2003)).toBe(false);
    const waitedNs = machine.clock.nowNs - before;
    expect(waitedNs).toBeGreaterThanOrEqual(2003e6);
    expect(waitedNs).toBeLessThan(2014e6);
    await clock.sleep(25_000.000_25);
    expect(machine.clock.nowNs - before - waitedNs).toBe(25_000_000_250);
  });

  test("that leaves time alone has a clock that runs where the server follows real time", async () => {
    const time = manualTime();
    const { machine, hardware } = connected({ speed: 10, time }, { time, stepTime: false });
    const { irq, io, clock } = await hardware;
    expect(clock.standsStill).toBe(false);
    await io.outb(alarmPort, 100);
    const waiting = irq!.wait(6, 50);
    time.pass(9);
    await io.inb(0);
    time.pass(2);
    expect(await waiting).toBe(true);
    expect(machine.clock.nowNs).toBeGreaterThan(100e6);
    expect(machine.clock.nowNs).toBeLessThan(130e6);
  });

  test("that moves time has it to itself, and no real time passes before", async () => {
    const time = manualTime();
    const { machine, hardware } = connected({ speed: 10, time }, { time });
    time.pass(100);
    const { clock, io } = await hardware;
    expect(clock.standsStill).toBe(true);
    const nowNs = machine.clock.nowNs;
    expect(nowNs).toBeLessThan(1e6);
    time.pass(100);
    await io.inb(0);
    expect(machine.clock.nowNs - nowNs).toBeLessThan(1e6);
    await clock.sleep(250);
    expect(machine.clock.nowNs - nowNs).toBeGreaterThanOrEqual(250e6);
  });

  test("takes time over in the middle, too", async () => {
    const time = manualTime();
    const [client, server] = createChannelPair();
    const machine = testMachine();
    serveQtest(machine, server, { speed: 1, time });
    const said: string[] = [];
    const ask = async (line: string) => {
      const answer = new Promise<void>((resolve) => {
        client.onLine((text) => {
          said.push(text);
          resolve();
        });
      });
      client.send(`${line}\n`);
      await answer;
    };
    time.pass(5);
    await ask("inb 0");
    time.pass(20);
    await ask("inb 0");
    expect(machine.clock.nowNs).toBeGreaterThanOrEqual(20e6);
    expect(machine.clock.nowNs).toBeLessThan(21e6);
    await ask("clock_step 1000");
    const steppedNs = machine.clock.nowNs;
    expect(said.at(-1)).toBe(`OK ${steppedNs}`);
    time.pass(50);
    await ask("clock_step 1000");
    expect(machine.clock.nowNs).toBe(steppedNs + 1000);
  });

  test("moves memory of any size", async () => {
    const { hardware } = connected();
    const { dma } = await hardware;
    const content = new Uint8Array(0x8000).map((_, i) => i * 7 + (i >> 8));
    await dma![1]!.store(0, content);
    const back = new Uint8Array(0x8000);
    await dma![1]!.load(0, back);
    expect(back).toEqual(content);
    for (let size = 0; size < 8; size++) {
      const piece = new Uint8Array(size);
      await dma![1]!.load(1000, piece);
      expect(piece).toEqual(content.subarray(1000, 1000 + size));
    }
  });

  test("that leaves is no longer told anything", async () => {
    const { machine, service, hardware } = connected();
    const { close } = await hardware;
    expect(machine.listeners).toBe(1);
    await close();
    expect(await service.closed).toBe("closed");
    expect(machine.listeners).toBe(0);
  });
});

test("a machine that cannot keep up is slow, and answers", async () => {
  const time = manualTime();
  const [client, server] = createChannelPair();
  const machine = testMachine();
  serveQtest(machine, server, { speed: 1e6, time });
  const { io, close } = await connectQtest(client, { time, stepTime: false });
  time.pass(5);
  await io.inb(0);
  expect(machine.clock.nowNs).toBeLessThan(12e9);
  await close();
  const endedNs = machine.clock.nowNs;
  time.pass(1000);
  expect(machine.clock.nowNs).toBe(endedNs);
});

test("a machine that fails ends the connection with its reason, or refuses the request", async () => {
  const time = manualTime();
  const [client, server] = createChannelPair();
  const machine = testMachine();
  const service = serveQtest(machine, server, { speed: 1, time });
  const { io } = await connectQtest(client, { time, stepTime: false });
  machine.inb = () => {
    throw new Error("out of\norder");
  };
  await expect(io.inb(5)).rejects.toThrow("FAIL out of order");
  machine.clock.advance = () => {
    throw new Error("clock broken");
  };
  time.pass(1);
  expect(await service.closed).toBe("the machine failed: clock broken");
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("speed %d is none", (speed) => {
  const [, server] = createChannelPair();
  expect(() => serveQtest(testMachine(), server, { speed })).toThrow(RangeError);
});
