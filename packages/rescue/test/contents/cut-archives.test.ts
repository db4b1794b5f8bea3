import { createMemoryBytes } from "@floppytape/cartridge";
import { expect, test } from "vitest";
import { openFileRecording, openRecording } from "../../src/contents/index.js";
import { cpioForms, packCpio, packTar } from "./archive-trees.js";
import { readEntries } from "./read-all.js";
import { lose, tapeWith } from "./tape-fixture.js";
import { tarHeader } from "./tar-header.js";

const node = (path: string, size: number) => ({
  path,
  type: "file" as const,
  contents: new Uint8Array(size).fill(7),
  target: "",
  mode: 0o600,
  seconds: 1000,
});

async function entriesOf(bytes: Uint8Array) {
  const recording = await openFileRecording(createMemoryBytes(bytes));
  return readEntries(await recording!.volumes[0]!.contents());
}

const forms = [
  ["tar", (...nodes: ReturnType<typeof node>[]) => packTar(nodes)] as const,
  ...cpioForms.map(
    (form) => [form, async (...nodes: ReturnType<typeof node>[]) => packCpio(nodes, form)] as const,
  ),
];

test.each(forms)("%s: what the end of the volume cuts off is lost", async (_, pack) => {
  const bytes = await pack(node("first", 700), node("cut", 9000));
  const [first, cut] = await entriesOf(bytes.subarray(0, 4096));
  expect(first!.report.grade).toBe("whole");
  expect(cut!.entry.sizeBytes).toBe(9000);
  expect(cut!.report).toMatchObject({ grade: "holes", disagreements: [] });
  const [hole] = cut!.report.holes;
  expect(hole).toMatchObject({ end: 9000, state: "lost" });
  expect(cut!.bytes.subarray(0, hole!.start).every((byte) => byte === 7)).toBe(true);
  expect(hole!.start).toBeGreaterThan(2000);
});

test.each(forms)("%s: a header inside of stated contents contradicts them", async (_, pack) => {
  const whole = await pack(node("cut", 9000));
  const [cut, next] = await entriesOf(
    Buffer.concat([whole.subarray(0, 4096), await pack(node("next", 100))]),
  );
  expect(cut!.entry.sizeBytes).toBe(9000);
  expect(cut!.report.grade).toBe("holes");
  expect(cut!.report.holes).toMatchObject([{ end: 9000 }]);
  expect(cut!.report.disagreements.map(({ code }) => code)).toEqual(["CONTENTS_CUT"]);
  expect(next!.entry.path).toBe("next");
  expect(next!.report.grade).toBe("whole");
});

test("a found volume that another one ends has holes", async () => {
  const cut = (await packTar([node("cut", 100_000)])).subarray(0, 40_960);
  const store = await tapeWith([{ bytes: cut }]);
  lose(store, 0, 1, 2);
  const [volume] = (await openRecording(store)).volumes;
  const [entry] = await readEntries(await volume!.contents());
  expect(entry!.report).toMatchObject({ grade: "holes", disagreements: [] });
  expect(entry!.entry.sizeBytes).toBe(100_000);
});

test("what all headers together say is missing has a limit", async () => {
  const header = tarHeader({ 0: "x", 124: "00200000000\0" }); // 32 MiB
  const entries = await entriesOf(Buffer.concat(new Array(6).fill(header)));
  const sizes = entries.map(({ entry }) => entry.sizeBytes);
  expect(sizes).toEqual([2 ** 25, 2 ** 25, 0, 0, 0, 0]);
  expect(
    entries.every(({ report }) => report.disagreements.length > 0 || report.holes.length > 0),
  ).toBe(true);
});
