import { encodeMtGet, type MtGet, MtOp } from "@floppytape/magtape";
import { expect, test } from "vitest";
import { join, record } from "./dialogue.js";
import { failure, lost, opened } from "./opened.js";
import type { Exchange } from "./scripted-server.js";

const status: MtGet = {
  type: 0x72,
  resid: 2,
  dsreg: 0x24000200,
  gstat: 0x81000000,
  erreg: 3,
  fileno: 4,
  blkno: -1,
};
const struct = join("A48\n", encodeMtGet(status, "linux64"));
const fields = "sEsTsDsRsFsBsf";
const nop = (reply: string): Exchange => ["I8\n1\n", reply];
const neverSilent = { sleep: () => new Promise<void>(() => {}) };

test("version 1 asks field by field, errors first", async () => {
  const reply = "A3\nA114\nA603980288\nA2\nA4\nA-1\nA2164260864\n";
  const { unit } = await opened([[fields, reply]]);
  expect(await unit.status()).toEqual(status);
});

test("flags of 16 bits are Solaris' own, and fields may be missing", async () => {
  const missing = "E22\nInvalid argument\n";
  const { unit } = await opened([
    [fields, `${missing}A114\nA0\nA0\nA-1\n${missing}A3\n`],
    [fields, "E25\nInappropriate ioctl for device\n".repeat(7)],
  ]);
  const none = { resid: 0, dsreg: 0, gstat: 0, erreg: 0, fileno: -1, blkno: -1 };
  expect(await unit.status()).toEqual({ type: 114, ...none });
  const error = await failure(unit.status());
  expect([error.code, error.message]).toEqual(["ENOSYS", "status: Inappropriate ioctl for device"]);
});

test("version 0: a server that answers the count of an operation is asked with S alone", async () => {
  const { unit, sent } = await opened([nop("A1\n"), ["S", struct], ["S", struct]], {
    version: 0,
    ...neverSilent,
  });
  expect(await unit.status()).toEqual(status);
  expect(await unit.status()).toEqual(status);
  expect(sent()).toBe("I8\n1\nSS");
});

test("GNU rmt, which answers 0, is asked with a line", async () => {
  const script: Exchange[] = [
    ["I6\n1\n", "A0\n"],
    ["S\n", struct],
  ];
  const { unit, sent } = await opened(script, { version: 0, ...neverSilent });
  await unit.operation(MtOp.Rewind, 1);
  expect(await unit.status()).toEqual(status);
  expect(sent()).toBe("I6\n1\nS\n");
});

test("a server of which nothing is known gets the line feed when it is silent", async () => {
  const refused = nop("E25\nInappropriate ioctl for device\n");
  const { unit, sent } = await opened([refused, ["S\n", struct]], {
    version: 0,
    statusTimeoutMs: 250,
    sleep: async (ms) => {
      expect(ms).toBe(250);
    },
  });
  expect(await unit.status()).toEqual(status);
  expect(sent()).toBe("I8\n1\nS\n");
});

test("one that is silent then too is given up", async () => {
  const refused = nop("E25\nInappropriate ioctl for device\n");
  const { unit } = await opened([refused], { version: 0, sleep: () => Promise.resolve() });
  const error = await failure(unit.status());
  expect([error.code, error.message]).toEqual(["EIO", `${lost}: no answer to a status request`]);
});

test("one that answers in time is not sent the line feed, now or later", async () => {
  const refused = nop("E25\nInappropriate ioctl for device\n");
  const { unit, sent } = await opened([refused, ["S", struct], refused, ["S", struct]], {
    version: 0,
    ...neverSilent,
  });
  await unit.status();
  await unit.status();
  expect(sent()).toBe("I8\n1\nSI8\n1\nS");
});

test.each(["linux64", "linux32", "bsd16"] as const)("%s of either byte order", async (layout) => {
  const little = encodeMtGet({ ...status, type: 0x32 }, layout);
  const big = encodeMtGet({ ...status, type: 0x32 }, layout, { byteOrder: "big" });
  const script = [little, big].map((bytes): Exchange => ["S", join(`A${bytes.length}\n`, bytes)]);
  const { unit } = await opened([nop("A1\n"), ...script], { version: 0, ...neverSilent });
  const expected = { type: 0x32, resid: 2, fileno: 4, blkno: -1 };
  expect(await unit.status()).toMatchObject(expected);
  expect(await unit.status()).toMatchObject(expected);
});

test("a struct of unknown size is taken and refused, an absurd size is a fault", async () => {
  const script: Exchange[] = [
    ["S", join("A20\n", record(20))],
    ["S", "A1000000\n"],
  ];
  const { unit } = await opened([nop("A1\n"), ...script], { version: 0, ...neverSilent });
  expect((await failure(unit.status())).message).toBe("status: no system known has 20 bytes of it");
  expect((await failure(unit.status())).message).toContain("answered 1000000 to status");
});

test("the position is asked for, or that of a floppy tape's status, or not known", async () => {
  const refused = "E22\nInvalid argument\n";
  const floppy = "A0\nA8388634\nA0\nA0\nA4\nA77\nA0\n";
  const { unit } = await opened([
    ["sP", "A12\n"],
    ["sP", refused],
    [fields, floppy],
    ["sP", refused],
    [fields, floppy.replace("A8388634", "A114")],
  ]);
  expect(await unit.position()).toBe(12);
  expect(await unit.position()).toBe(77);
  expect((await failure(unit.position())).code).toBe("ENOSYS");
});
