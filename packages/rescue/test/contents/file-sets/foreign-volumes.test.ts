import { expect, test } from "vitest";
import { openRecording } from "../../../src/contents/index.js";
import { cartridgeWith, rewrite } from "./file-set-cartridge.js";
import { bytesOf } from "./trees.js";

const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** Beginnings of volumes that programs of the time wrote and that are no file sets. */
test.each([
  ["QICStream 2", 4, Buffer.from("FSET")],
  ["NovaStor", 0x38, Buffer.from("<<NoVaStOr>>")],
  ["NovaStor", 0x74, Buffer.from("<<NoVaStOr>>")],
  ["ARCserve", 0, u32(0xabbaabba)],
  ["TXPLUS", 0, Buffer.from("::::")],
  ["Mountain FileSafe", 0, u32(0x55aa0004)],
  ["Microsoft Tape Format", 0, Buffer.from("TAPE")],
  ["QIC-113 head of a SCSI tape", 0, Buffer.from("HEADERQIC113")],
])("%s at %i is named", async (title, at, mark) => {
  const items = [{ name: "A", contents: bytesOf("a", 10, true) }];
  const { store, sets } = await cartridgeWith([{ format: "basic", items }]);
  const data = Buffer.from(bytesOf(title, 29_696, false));
  mark.copy(data, at);
  await rewrite(store, sets[0]!.firstSegment, data);
  const [volume] = (await openRecording(store)).volumes;
  const contents = await volume!.contents();
  expect(contents.kind).toBe("raw");
  expect(contents.findings).toHaveLength(1);
  expect(contents.findings[0]).toMatchObject({ code: "NOT_TAKEN_APART" });
  expect(contents.findings[0]!.message).toContain(title);
});
