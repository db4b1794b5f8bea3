import { CartridgeError } from "@floppytape/cartridge";
import { recognizeImage } from "@floppytape/cartridge/image";
import { openFileBytes, openWrappedFile, wrappingOf } from "@floppytape/cartridge/node";
import { type ContentsKind, openFileRecording, type Recording } from "@floppytape/rescue/contents";
import type { OpenedRecording } from "./opened-recording.js";

/**
 * Opens a file, also a compressed one, that holds volumes without a cartridge: `.QIC` and `Image.113` files,
 * TWVL files, tar and cpio archives. Undefined when it is none of these; files of other formats that are
 * known by name only are none.
 */
export async function openRecordingFile(path: string): Promise<OpenedRecording | undefined> {
  const wrapped = await unwrapped(path);
  if (wrapped === undefined) return undefined;
  const { bytes, wrapping, findings } = wrapped;
  let open = true;
  const release = async () => {
    if (open) await bytes.close();
    open = false;
  };
  try {
    const recording = await openFileRecording(bytes);
    const kind = recording && (await kindOf(recording));
    if (recording === undefined || kind === undefined) {
      await release();
      return undefined;
    }
    return {
      recording: { ...recording, findings: [...findings, ...recording.findings] },
      cartridge: undefined,
      store: undefined,
      kind: wrapping === undefined ? kind : `${kind}, compressed (${wrapping})`,
      parityStored: false,
      path,
      release,
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** What compressed files are known by. */
const MagicBytes = 8;

/** What a cartridge image that is no raw one is, in words. Compressed ones are not unwrapped for it. */
export async function kindOfImage(path: string): Promise<string> {
  const bytes = await openFileBytes(path);
  try {
    const head = new Uint8Array(MagicBytes);
    await bytes.read(0, head);
    const wrapping = wrappingOf(head);
    if (wrapping) return `cartridge image, compressed (${wrapping})`;
    const { kind } = await recognizeImage(bytes);
    return kind === undefined ? "cartridge image" : `cartridge image of the kind ${kind}`;
  } finally {
    await bytes.close();
  }
}

/** Whether a file shows that it is an image of a cartridge, though no header of it can be read. */
export async function isCartridgeImage(path: string): Promise<boolean> {
  const wrapped = await unwrapped(path);
  if (wrapped === undefined) return false;
  try {
    return (await recognizeImage(wrapped.bytes)).kind !== undefined;
  } finally {
    await wrapped.bytes.close();
  }
}

/** Undefined where nothing comes out of the compression. */
async function unwrapped(path: string) {
  try {
    return await openWrappedFile(path);
  } catch (error) {
    if (error instanceof CartridgeError && error.code === "BAD_COMPRESSION") return undefined;
    throw error;
  }
}

const kindsOfContents: Readonly<Record<ContentsKind, string | undefined>> = {
  tar: "tar archive",
  cpio: "cpio archive",
  "qic113-basic": "file of a DOS backup (QIC-113)",
  "qic113-extended": "file of a Windows backup (QIC-113)",
  raw: undefined,
};

async function kindOf({ volumes }: Recording): Promise<string | undefined> {
  const [first] = volumes;
  const contents = await first?.contents();
  const kind = contents && kindsOfContents[contents.kind];
  return kind ?? (first && first.origin !== "found" ? "file of volumes" : undefined);
}
