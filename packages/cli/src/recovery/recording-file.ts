import { openFileBytes } from "@floppytape/cartridge/node";
import { openFileRecording } from "@floppytape/rescue/contents";
import type { OpenedRecording } from "./open-recording.js";

/** Opens a file that holds volumes without a cartridge; undefined when it is none. */
export async function openRecordingFile(path: string): Promise<OpenedRecording | undefined> {
  const bytes = await openFileBytes(path);
  try {
    const recording = await openFileRecording(bytes);
    if (recording !== undefined)
      return {
        recording,
        cartridge: undefined,
        store: undefined,
        kind: "file of volumes",
        parityStored: false,
        path,
        release: () => bytes.close(),
      };
  } catch (error) {
    await bytes.close();
    throw error;
  }
  await bytes.close();
  return undefined;
}
