import { type Cartridge, CartridgeError, openCartridge } from "@floppytape/cartridge";
import type { OpenTape } from "@floppytape/devices";
import { TapeError } from "@floppytape/magtape";
import type { LogicalVolume } from "@floppytape/qic-format";
import { type Context, say } from "../context.js";

/** Where a volume is; segments inclusive. */
export type VolumePlace = Pick<LogicalVolume, "index" | "firstSegment" | "lastSegment">;

/** A cartridge, and where its volumes are. */
export interface ScannedVolumes {
  readonly cartridge: Cartridge;
  readonly volumes: readonly VolumePlace[];
}

/**
 * The volumes of a tape that is to be looked through. Where the table cannot be read, or
 * lists none, they are what the segments show, which is told of.
 * @throws {TapeError} what the unit says, where it is not the table.
 */
export async function scannedVolumes(context: Context, tape: OpenTape): Promise<ScannedVolumes> {
  try {
    const cartridge = await tape.unit.cartridge();
    const volumes = await tape.unit.volumes();
    if (volumes.length > 0)
      // A file mark alone takes a segment that nothing is written to.
      return { cartridge, volumes: volumes.filter(({ dataBytes }) => dataBytes > 0) };
    return await volumesFound(context, cartridge);
  } catch (error) {
    if (!(error instanceof TapeError) || error.code !== "EIO") throw error;
    const cartridge = await openCartridge(tape.store).catch((reason) => {
      throw reason instanceof CartridgeError ? error : reason; // there is no header either
    });
    return volumesFound(context, cartridge);
  }
}

async function volumesFound(context: Context, cartridge: Cartridge): Promise<ScannedVolumes> {
  const { recordingOf } = await import("@floppytape/rescue/contents");
  const { volumes, findings } = await recordingOf({ cartridge, signal: context.signal });
  for (const finding of findings)
    if (!cartridge.findings.includes(finding)) await say(context, finding.message);
  return {
    cartridge,
    volumes: volumes.flatMap(({ index, firstSegment, lastSegment }) =>
      firstSegment === undefined || lastSegment === undefined
        ? []
        : [{ index, firstSegment, lastSegment }],
    ),
  };
}
