import { describe, expect, test } from "vitest";
import { explainTrace, readTrace, type TraceGroup, traceView } from "../../src/trace/index.js";

/** Writes the trace of a driver, one command after the other. */
class Script {
  private readonly lines = ["0 begin 1 still irq 10000+32768"];
  private us = 0;
  private cylinder = 0;

  add(text: string, us = 1): this {
    this.us += us;
    this.lines.push(`${this.us / 1000} ${text}`);
    return this;
  }

  sleep(ms: number): this {
    return this.add(`sleep ${ms}`, ms * 1000);
  }

  /** Sends bytes of a command, each after a look at the main status. */
  send(...bytes: number[]): this {
    for (const byte of bytes) this.add("in 3f4 80").add(`out 3f5 ${hex(byte)}`);
    return this;
  }

  result(...bytes: number[]): this {
    for (const byte of bytes) this.add("in 3f4 d0").add(`in 3f5 ${hex(byte)}`);
    return this;
  }

  /** A seek of so many pulses on unit 1, with its interrupt. */
  step(pulses: number): this {
    this.cylinder += this.cylinder >= pulses ? -pulses : pulses;
    this.send(0x0f, 1, this.cylinder).add("wait 6 2000 rose", pulses * 2000);
    return this.send(0x08).result(0x21, this.cylinder);
  }

  look(asserted: boolean): this {
    return this.send(0x04, 1).result(asserted ? 0x39 : 0x29);
  }

  /** A command with answer, bits lowest first, and its stop bit. */
  report(code: number, value: number, bits: number, stop = true): this {
    this.step(code).sleep(3).look(false).sleep(3).look(true);
    for (let bit = 0; bit < bits; bit++)
      this.step(2)
        .look((value >> bit) % 2 === 1)
        .sleep(3);
    return this.step(2).look(stop).sleep(3).step(2).sleep(3);
  }

  explain(): TraceGroup[] {
    const [, ...groups] = explainTrace(readTrace(this.lines.join("\n")));
    return groups;
  }

  texts(): string[] {
    return this.explain().map(({ text }) => text);
  }

  view(depth: "parts" | "accesses"): string[] {
    const records = readTrace(this.lines.join("\n"));
    return [...traceView(explainTrace(records), { depth, records })].map((line) => line.slice(14));
  }
}

function hex(value: number): string {
  return value.toString(16).padStart(2, "0");
}

/** A controller that was just reset, so that its cylinders are known. */
function afterReset(): Script {
  return new Script().add("out 3f2 08").add("out 3f2 0d");
}

function driveTexts(script: Script): string[] {
  return script
    .explain()
    .filter(({ kind }) => kind === "drive")
    .map(({ text }) => text);
}

describe("the machine", () => {
  test("is described first", () => {
    const [group] = explainTrace(readTrace("0 begin 1 still irq 10000+32768 18000+32768"));
    expect(group?.text).toBe("simulated machine, interrupts, DMA buffers at 010000h, 018000h");
  });
});

describe("registers and controller commands", () => {
  test("reset, selection and rate", () => {
    const script = new Script()
      .add("out 3f2 00")
      .sleep(0.01)
      .add("out 3f2 2d")
      .add("wait 6 1000 rose", 250)
      .add("out 3f4 0c")
      .add("out 3f7 03")
      .add("in 3f7 80");
    expect(script.texts()).toEqual([
      "controller is held in reset, unit 0 selected, motors off, interrupts and DMA off",
      "controller runs, unit 1 selected, motor 1 on, interrupts and DMA on",
      "interrupt 6",
      "data rate 500 kbit/s, precompensation 125 ns",
      "data rate 1000 kbit/s (configuration control)",
      "digital input: 80h",
    ]);
  });

  test("commands without result", () => {
    const script = new Script()
      .send(0x03, 0xe1, 0x02)
      .send(0x13, 0x00, 0x17, 0x00)
      .send(0x12, 0x03)
      .send(0x8e, 0x08, 0x28, 0x48, 0x68, 0xc0);
    expect(script.texts()).toEqual([
      "SPECIFY step code 14, data by DMA",
      "CONFIGURE FIFO with a threshold of 8",
      "PERPENDICULAR MODE on",
      "DRIVE SPECIFICATION 08 28 48 68 c0",
    ]);
  });

  test("commands with result", () => {
    const script = new Script()
      .send(0x10)
      .result(0x90)
      .send(0x08)
      .result(0xc1, 0x00)
      .send(0x08)
      .result(0x80)
      .send(0x1f)
      .result(0x80);
    expect(script.texts()).toEqual([
      "VERSION: answer 90",
      "SENSE INTERRUPT STATUS: ready line changed, unit 1 at cylinder 0",
      "SENSE INTERRUPT STATUS: nothing is pending",
      "unknown command 1fh: invalid command",
    ]);
  });

  test("a read with its DMA, its interrupt and what was left", () => {
    const script = new Script();
    for (const access of [
      "a 06",
      "c 00",
      "b 46",
      "4 00",
      "4 04",
      "81 01",
      "c 00",
      "5 ff",
      "5 0b",
      "a 02",
    ])
      script.add(`out ${access}`);
    script.send(0x46, 1, 2, 0, 33, 3, 35, 109, 0xff).add("wait 6 50000 rose", 60_000);
    script.result(0x41, 0x20, 0x20, 2, 0, 34, 3);
    for (const access of ["out a 06", "out c 00", "in 5 ff", "in 5 03"]) script.add(access);
    script.add("load 0 1024+1024 12345678");
    expect(script.texts()).toEqual([
      "DMA channel 2: 3072 bytes at 010400h, controller to memory",
      "READ DATA unit 1, cylinder 2 head 0 record 33 to 35: abnormal end, CRC error, in the data field, " +
        "next cylinder 2 head 0 record 34",
      "DMA channel 2: 1024 bytes left",
      "1024 bytes out of buffer 0 at 1024, contents 12345678",
    ]);
    expect(script.explain()[1]?.values).toEqual({
      command: "46 01 02 00 21 03 23 6d ff",
      result: "41 20 20 02 00 22 03",
      interrupt: true,
      unit: 1,
      cylinder: 2,
      head: 0,
      firstRecord: 33,
      lastRecord: 35,
    });
  });

  test("what happens inside a command follows it", () => {
    const script = new Script().send(0x4a, 1).add("store 0 0+1 050c5d1f");
    script.add("wait 6 20000 none", 1e6).result(0x41, 0x04, 0x00, 0, 0, 0, 0);
    expect(script.texts()).toEqual([
      "READ ID unit 1: no interrupt, abnormal end, sector not found, cylinder 0 head 0 record 0",
      "1 bytes into buffer 0 at 0, contents 050c5d1f",
    ]);
  });

  test("bytes that the processor moves are counted, not taken for results", () => {
    const script = new Script().send(0x46, 1, 0, 0, 1, 3, 1, 109, 0xff);
    for (let i = 0; i < 5; i++) script.add("in 3f4 f0").add("in 3f5 80");
    script.result(0x41, 0x80, 0, 1, 0, 1, 3);
    expect(script.texts()).toEqual([
      "READ DATA unit 1, cylinder 0 head 0 record 1: 5 bytes moved by the processor, abnormal end, " +
        "end of cylinder, next cylinder 1 head 0 record 1",
    ]);
  });

  test("a command that the controller breaks off", () => {
    const script = new Script().send(0x49, 1).result(0x80).send(0x18).result(0x80);
    expect(script.texts()).toEqual([
      "WRITE DELETED DATA unit 1, cylinder 0 head 0 record 0: broken off 7 bytes before its end, invalid command",
      "PART ID: invalid command",
    ]);
  });

  test("a result that ends early", () => {
    const script = new Script().send(0x4a, 1).result(0x01, 0, 0).send(0x04, 1).result(0x39);
    expect(script.texts()[0]).toBe("READ ID unit 1: normal end, only 3 result bytes");
  });

  test("other ports are counted", () => {
    const script = new Script().add("in 183 00").add("in 183 00").add("out 3f7 00");
    expect(script.texts()[0]).toBe("2 accesses to other ports");
  });
});

describe("commands of the drive", () => {
  test("a command is as many pulses as its code says, whichever way they go", () => {
    const script = afterReset().step(10).sleep(3).step(13).sleep(3).step(7).sleep(3).step(18);
    expect(driveTexts(script)).toEqual(["logical-forward", "seek-head-to-track 5", "stop-tape"]);
  });

  test("parameters of several nibbles, lowest first", () => {
    const script = afterReset().step(35).sleep(3).step(2).sleep(3).step(3).sleep(3).step(4);
    expect(driveTexts(script)).toEqual(["skip-extended-forward 528"]);
    expect(script.explain().at(-1)?.values).toEqual({ code: 35, parameter: 0x210 });
  });

  test("answers in words", () => {
    const script = afterReset()
      .report(6, 0x65, 8)
      .report(7, 0x0a1f, 16)
      .report(8, 0xd0, 8)
      .report(32, 0x014e, 16)
      .report(33, 0x22, 8)
      .report(37, 150, 16);
    expect(driveTexts(script)).toEqual([
      "report-drive-status: 65h = ready, cartridge present, referenced, at the beginning",
      "report-error-code: 0a1fh = data rate or format not supported (error 31, from logical-forward)",
      "report-drive-configuration: d0h = 500 kbit/s",
      expect.stringMatching(/^report-vendor-id: 014eh = Conner C250MQ/),
      "report-tape-status: 22h = QIC-80, 307.5 ft",
      "report-format-segments: 0096h = 150 segments on a track",
    ]);
    expect(script.explain().find(({ kind }) => kind === "drive")).toMatchObject({
      name: "drive.report-drive-status",
      values: { code: 6, acknowledged: true, answer: 0x65, answerBits: 8, stopBit: true },
    });
  });

  test("an answer of eight bits where sixteen are usual", () => {
    expect(driveTexts(afterReset().report(32, 5, 8))[0]).toMatch(/^report-vendor-id: 05h/);
  });

  test("what a drive leaves out", () => {
    const silent = afterReset().step(6).look(false).sleep(3).look(false).step(18);
    expect(driveTexts(silent)).toEqual(["report-drive-status: no answer", "stop-tape"]);
    expect(driveTexts(afterReset().report(6, 0xff, 8, false))[0]).toMatch(/, stop bit missing$/);
    const short = afterReset().step(6).look(true).step(2).look(true).sleep(3).step(18);
    expect(driveTexts(short)).toEqual([
      "report-drive-status: answer broken off after 1 bits",
      "stop-tape",
    ]);
  });

  test("a command that must be sent twice", () => {
    const twice = afterReset().step(28).sleep(3).step(28).sleep(3).step(30);
    expect(driveTexts(twice)).toEqual(["enter-diagnostic-1", "enter-primary-mode"]);
    expect(driveTexts(afterReset().step(28).sleep(3).step(30))[0]).toBe(
      "enter-diagnostic-1: once only",
    );
  });

  test("pulses without a pause between them are one train", () => {
    const script = afterReset().step(6).step(4);
    expect(driveTexts(script)).toEqual(["logical-forward"]);
    expect(driveTexts(afterReset().step(6).sleep(2).step(4))).toEqual(["logical-forward"]);
    expect(driveTexts(afterReset().step(8).sleep(2.6).step(18))).toHaveLength(2);
  });

  test("a parameter that a soft reset breaks off", () => {
    expect(driveTexts(afterReset().step(13).sleep(3).step(1))).toEqual([
      "seek-head-to-track: parameter broken off",
    ]);
    expect(driveTexts(afterReset().step(13))).toEqual([
      "seek-head-to-track: only 0 of 1 parameters",
    ]);
  });

  test("codes that no drive knows", () => {
    expect(driveTexts(afterReset().step(60))).toEqual(["60 pulses, no command"]);
  });

  test("the cylinder is learnt where the trace begins in the middle", () => {
    const script = new Script().step(5).sleep(3).step(10).sleep(3).step(18);
    expect(driveTexts(script)).toEqual(["logical-forward", "stop-tape"]);
  });

  test("a seek that goes nowhere is no command", () => {
    const script = afterReset().send(0x0f, 1, 0).add("wait 6 2000 rose").send(0x08).result(0x21, 0);
    expect(driveTexts(script)).toEqual([]);
  });

  test("commands know their parts, and those their accesses", () => {
    const view = afterReset().step(10).view("accesses");
    expect(view.slice(4)).toEqual([
      "controller runs, unit 1 selected, motors off, interrupts and DMA on",
      "    out 3f2 0d",
      "logical-forward",
      "    SEEK unit 1 to cylinder 10",
      "        in 3f4 80",
      "        out 3f5 0f",
      "        in 3f4 80",
      "        out 3f5 01",
      "        in 3f4 80",
      "        out 3f5 0a",
      "        wait 6 2000 rose",
      "    SENSE INTERRUPT STATUS: normal end, seek end, unit 1 at cylinder 10",
      "        in 3f4 80",
      "        out 3f5 08",
      "        in 3f4 d0",
      "        in 3f5 21",
      "        in 3f4 d0",
      "        in 3f5 0a",
    ]);
  });

  test("equal polls are one line", () => {
    const script = new Script();
    for (let i = 0; i < 40; i++) script.add("in 3f4 00");
    expect(script.send(0x10).view("accesses")).toContain("    in 3f4 00 (40 times)");
  });
});
