import { describe, expect, test } from "vitest";
import { openFileSet, openVolume, readVolumeEntry } from "../src/index.js";
import { entryA, entryC } from "./entries.js";
import { concat, fromHex, memorySegments } from "./segments.js";
import { contentsOf, textsOf, writeAll } from "./trees.js";

// Bytes that owners of such tapes have published, told apart by them.

const segmentBytes = 29_696;
const bounds = { firstSegment: 3, lastSegment: 1000 };

describe("the first segment of a compressed volume whose directory fills it", () => {
  const stored = (size: number) => contentsOf("directory", { name: "", size });

  test.each([
    ["00000000 faf3", 29_690, entryC],
    ["0000000000000000 f6f3", 29_686, entryA],
  ] as const)("%s: an offset and a stored frame of %i bytes", async (head, size, entryOf) => {
    const directory = stored(size);
    const segment = concat(fromHex(head), directory);
    expect(segment.length).toBe(segmentBytes);
    const entry = entryOf({ compression: 0x81, directoryBytes: size, dataBytes: 100 });
    const volume = await openVolume(readVolumeEntry(entry, bounds)!, memorySegments([segment]));
    const into = new Uint8Array(size + 100);
    const { holes } = await volume.read(0, into);
    expect(holes).toEqual([{ start: size, end: size + 100 }]);
    expect(Buffer.compare(into.subarray(0, size), directory)).toBe(0);
    expect(volume.findings).toEqual([]);
  });
});

test("a data section that is compressed begins with 66 0C", async () => {
  const items = [{ name: "A.TXT", contents: new Uint8Array(500).fill(0x41) }];
  const options = { ...bounds, format: "extended", compressed: true } as const;
  const { segments } = await writeAll(items, options);
  expect([...segments[0]!.subarray(10, 12)]).toEqual([0x66, 0x0c]); // behind offset and frame size
});

test("the worked example: two files and an empty directory", async () => {
  const directory = fromHex(`
    0A 03 FA8EDF32 27000000 00 0A 524541444D452E545854
    0A 63 FA8EDF32 00000000 00 03 444F53
    0A 23 FA8EDF32 19000000 00 05 454D505459
    0A 63 FA8EDF32 00000000 00 03 535542
    0A C3 FA8EDF32 26000000 00 05 412E424154`);
  const data = fromHex(`
    CC33CC33 0A03FA8EDF3227000000000A524541444D452E545854 00 68656C6C6F20746170650D0A
    CC33CC33 0A23FA8EDF32190000000005454D505459 03 444F53
    CC33CC33 0A03FA8EDF32260000000005412E424154 07 444F5300535542 6563686F2068690D0A`);
  expect([directory.length, data.length]).toEqual([86, 102]);
  const bytes = new Uint8Array(segmentBytes);
  bytes.set(concat(directory, data));
  const entry = entryA({ directoryBytes: 86, dataBytes: 102 });
  const fileSet = await openFileSet(readVolumeEntry(entry, bounds)!, memorySegments([bytes]));
  expect(fileSet.findings).toEqual([]);
  expect(fileSet.items.map(({ path }) => path)).toEqual([
    "README.TXT",
    "DOS",
    "DOS/EMPTY",
    "DOS/SUB",
    "DOS/SUB/A.BAT",
  ]);
  expect(await textsOf(fileSet)).toEqual([
    ["/README.TXT", "hello tape\r\n"],
    ["/DOS/SUB/A.BAT", "echo hi\r\n"],
  ]);
  const time = { year: 1995, month: 6, day: 15, hour: 13, minute: 45, second: 30 };
  for (const { modified } of fileSet.items) expect(modified).toEqual({ kind: "local", time });
});
