import type { ByteStore } from "@floppytape/cartridge";
import { type ContainerKind, openContainer, Qic113Error } from "@floppytape/qic113";
import type { Recording } from "../recording.js";
import { accountedVolume } from "./accounted-volume.js";
import { type FileSetPlace, recordedFileSet } from "./recorded-file-set.js";

/** What a `.QIC` or `Image.113` file holds. */
export interface ContainerRecording extends Recording {
  readonly kind: ContainerKind;
}

/**
 * Opens a `.QIC` file of Windows 95, 98 or ME, or an `Image.113` file of Iomega; undefined when it is
 * none. `otherwise` says what is in a volume without files, as in `FileSetPlace`.
 */
export async function openContainerRecording(
  bytes: ByteStore,
  otherwise: FileSetPlace["otherwise"],
): Promise<ContainerRecording | undefined> {
  const container = await openContainer(bytes).catch((error: unknown) => {
    if (error instanceof Qic113Error && error.code === "NOT_A_CONTAINER") return undefined;
    throw error;
  });
  if (container === undefined) return undefined;
  const { kind, source } = container;
  const volumes = container.volumes.map((volume, index) =>
    recordedFileSet({
      index,
      volume,
      source,
      open: (options) => container.open(volume, options),
      bytes: async (readable) => accountedVolume(await container.openBytes(readable)),
      otherwise,
    }),
  );
  return { kind, volumes, findings: [] };
}
