import { type ByteStore, CartridgeError, openCartridge } from "@floppytape/cartridge";
import { openImage, type Recognition, recognizeImage } from "@floppytape/cartridge/image";
import { openWrappedFile, readRescueMapFile, type Wrapping } from "@floppytape/cartridge/node";
import { detectRecordImage } from "@floppytape/magtape/image";
import type { Finding } from "@floppytape/qic-format";
import { openFileRecording } from "@floppytape/rescue/contents";

/** What a file was found to be. */
export interface Identified {
  /** In words; undefined when nothing is known of it. */
  readonly what: string | undefined;
  readonly wrappings: readonly Wrapping[];
  readonly recognition: Recognition;
  /** As the header of a cartridge has it. */
  readonly label: string | undefined;
  readonly geometry:
    | { readonly formatCode: number; readonly tracks: number; readonly segmentsPerTrack: number }
    | undefined;
  readonly findings: readonly Finding[];
}

/**
 * Looks at the contents of a file: cartridge images of all kinds first, then files of volumes, then record images.
 * @throws {CartridgeError} when it cannot be read, or nothing comes out of its compression
 */
export async function identifyFile(path: string, signal: AbortSignal): Promise<Identified> {
  const { bytes, wrappings, findings: unwrapping } = await openWrappedFile(path, { signal });
  try {
    const map = await readRescueMapFile(path);
    const recognition = await recognizeImage(bytes, { map });
    const cartridge = recognition.kind === undefined ? undefined : await headerOf(bytes, { map });
    const what =
      recognition.kind === undefined
        ? ((await fileOfVolumes(bytes)) ?? (await recordImage(bytes)) ?? otherwise(recognition))
        : `cartridge image of the kind ${recognition.kind}`;
    return {
      what,
      wrappings,
      recognition,
      label: cartridge?.label,
      geometry: cartridge?.geometry,
      findings: [...unwrapping, ...(cartridge?.findings ?? recognition.findings)],
    };
  } finally {
    await bytes.close();
  }
}

const otherwise = ({ otherwise: what }: Recognition) => what && `no cartridge image, but ${what}`;

/** What the header of a cartridge image says; without one the findings say that. */
async function headerOf(bytes: ByteStore, options: Parameters<typeof openImage>[1]) {
  const unclosed = readOnly(bytes);
  let findings: readonly Finding[] = [];
  try {
    const image = await openImage(unclosed, options);
    findings = image.findings;
    const { header, geometry, findings: own } = await openCartridge(image.store);
    return {
      label: header.label,
      geometry: {
        formatCode: geometry.formatCode,
        tracks: geometry.tracksPerCartridge,
        segmentsPerTrack: geometry.segmentsPerTrack,
      },
      findings: [...findings, ...own],
    };
  } catch (error) {
    if (!(error instanceof CartridgeError)) throw error;
    const { code, message } = error;
    const finding: Finding = { code, message, severity: "warning" };
    return { label: undefined, geometry: undefined, findings: [...findings, finding] };
  }
}

const contentsInWords = {
  "qic113-basic": "files of a DOS backup",
  "qic113-extended": "files of a Windows backup",
  tar: "a tar archive",
  cpio: "a cpio archive",
  raw: "data of which nothing is known",
} as const;

/** What a file without a cartridge holds that has volumes. */
async function fileOfVolumes(bytes: ByteStore): Promise<string | undefined> {
  const recording = await openFileRecording(bytes);
  const [first] = recording?.volumes ?? [];
  if (recording === undefined || first === undefined) return undefined;
  const { kind } = await first.contents();
  const { length } = recording.volumes;
  return length === 1
    ? `no cartridge image, but one volume: ${contentsInWords[kind]}`
    : `no cartridge image, but ${length} volumes, the first one ${contentsInWords[kind]}`;
}

/** A tape image of records, as drives of other kinds have them. */
async function recordImage(bytes: ByteStore): Promise<string | undefined> {
  const { format, score } = await detectRecordImage(readOnly(bytes));
  return format !== undefined && score > 0.5
    ? `no cartridge image, but a record image (${format})`
    : undefined;
}

/** The same bytes for somebody who may not change or close them. */
function readOnly(bytes: ByteStore): Required<ByteStore> {
  const ignored = async () => {};
  return {
    sizeBytes: bytes.sizeBytes,
    read: (position, into) => bytes.read(position, into),
    write: ignored,
    truncate: ignored,
    sync: ignored,
    close: ignored,
  };
}
