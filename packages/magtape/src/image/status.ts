import { type MtGet, MtStatus } from "../mt-status.js";
import type { ImageSession, ImageTape } from "./image-tape.js";

/** mt_type of a SCSI-2 tape, whose rules an image follows. */
const scsi2Tape = 0x72;

/** MTIOCGET: `dsreg` has the block size in bits 0 to 23 and the density above, as Linux' st has it. */
export async function statusOf(tape: ImageTape, session: ImageSession): Promise<MtGet> {
  const { head, settings } = tape;
  const beyond = await tape.container.next(head.place);
  const flags: readonly (readonly [bit: number, holds: boolean])[] = [
    [MtStatus.Online, session.online],
    [MtStatus.DoorOpen, !session.online],
    [MtStatus.BeginOfTape, head.place.offset === 0 && head.place.link === 0],
    [MtStatus.EndOfFile, head.behindMark],
    [MtStatus.EndOfData, beyond.kind === "none" && beyond.why !== "bad"],
    [MtStatus.EndOfTape, session.full],
    [MtStatus.WriteProtected, tape.writeProtected],
  ];
  return {
    type: scsi2Tape,
    resid: session.resid,
    dsreg: (settings.blockSize | (settings.density << 24)) >>> 0,
    gstat: flags.reduce((sum, [bit, holds]) => (holds ? sum + bit : sum), 0),
    erreg: 0,
    fileno: head.file,
    blkno: head.block,
  };
}
