import type { ByteStore } from "@floppytape/cartridge";
import { contentsOfBytes, recognizeContents } from "./detect-contents.js";
import { openContainerRecording } from "./file-sets/container-recording.js";
import type { Recording } from "./recording.js";
import { createStoreBytes } from "./store-bytes.js";
import { openTwvl } from "./twvl.js";

/**
 * Opens a file that is no cartridge: a TWVL file, a `.QIC` or `Image.113` file, or one volume as it was
 * copied from a tape (tar, cpio, or a format that is known by name). Undefined when it is none of these.
 */
export async function openFileRecording(bytes: ByteStore): Promise<Recording | undefined> {
  return (
    (await openTwvl(bytes)) ??
    (await openContainerRecording(bytes, (content, { signal }) =>
      contentsOfBytes(content, 0, signal),
    )) ??
    (await openVolumeFile(bytes))
  );
}

async function openVolumeFile(store: ByteStore): Promise<Recording | undefined> {
  const content = createStoreBytes(store);
  if ((await recognizeContents(content)) === undefined) return undefined;
  const index = 0;
  return {
    volumes: [
      {
        index,
        label: "",
        date: undefined,
        origin: "found",
        compressed: false,
        firstSegment: undefined,
        lastSegment: undefined,
        findings: [],
        bytes: async () => content,
        contents: ({ signal } = {}) => contentsOfBytes(content, index, signal),
      },
    ],
    findings: [],
  };
}
