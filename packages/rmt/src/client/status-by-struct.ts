import { decodeMtGet, type MtGet, mtGetLayoutOf, TapeError } from "@floppytape/magtape";
import type { Wire } from "./link.js";
import { ProtocolFault } from "./read-reply.js";

/** Bytes of a struct mtget, whatever system it is; more is no status. */
const structLimitBytes = 4096;

/** What is known of how a server takes the one request whose end is a matter of dispute. */
export interface StatusHabit {
  /** GNU rmt takes a line and waits for its end; to the others the line feed is a request, and no valid one. */
  lineFeed: boolean | undefined;
}

/**
 * The status in version 0: a struct of the server's machine, told by its size. A server of which it is not
 * known whether it waits for a line feed is given some time, then the line feed.
 * @throws {TapeError} the server's error; `ENOSYS` for a struct of unknown size
 */
export async function statusByStruct(wire: Wire, habit: StatusHabit): Promise<MtGet> {
  await wire.send(habit.lineFeed ? "S\n" : "S");
  if (habit.lineFeed === undefined && !(await wire.hears())) {
    await wire.send("\n");
    if (!(await wire.hears())) throw new ProtocolFault("no answer to a status request");
    habit.lineFeed = true;
  }
  const sizeBytes = await wire.value("status", structLimitBytes);
  const bytes = new Uint8Array(sizeBytes);
  await wire.data(bytes);
  const layout = mtGetLayoutOf(sizeBytes);
  if (layout === undefined)
    throw new TapeError("ENOSYS", `status: no system known has ${sizeBytes} bytes of it`, {
      sizeBytes,
    });
  // Types are small numbers; read in the wrong order they are large, or 0 where they have 8 bytes.
  const largestType = layout === "bsd16" ? 0xff : 0xffffff;
  const [inOrder] = (["little", "big"] as const)
    .map((byteOrder) => decodeMtGet(bytes, layout, { byteOrder }))
    .filter(({ type }) => type > 0 && type <= largestType);
  return inOrder ?? decodeMtGet(bytes, layout);
}
