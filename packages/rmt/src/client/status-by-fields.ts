import type { MtGet } from "@floppytape/magtape";
import { StatusLetter } from "../dialect.js";
import { errorOfReply, type Wire } from "./link.js";
import type { ServerReply } from "./read-reply.js";

/** Flags up to here are Solaris' own; a generic status word of Linux has its bits above. */
const largestForeignFlags = 0xffff;

/** The error register comes first: asking for any other clears it on the drive. */
const letters = [
  StatusLetter.ErrorRegister,
  StatusLetter.Type,
  StatusLetter.DriveRegister,
  StatusLetter.Residue,
  StatusLetter.File,
  StatusLetter.Block,
  StatusLetter.Flags,
] as const;

/**
 * The status in version 1: one number for each field, whatever machine the server is. What its driver does
 * not have is 0, or -1 for the position.
 * @throws {TapeError} when it tells nothing at all
 */
export async function statusByFields(wire: Wire): Promise<MtGet> {
  await wire.send(letters.map((letter) => `s${letter}`).join(""));
  const replies = new Map<string, ServerReply>();
  for (const letter of letters) replies.set(letter, await wire.reply());
  const [first] = replies.values();
  if (first?.ok === false && [...replies.values()].every((reply) => !reply.ok))
    throw errorOfReply("status", first);

  const value = (letter: string, otherwise: number) => {
    const reply = replies.get(letter);
    return reply?.ok ? reply.value : otherwise;
  };
  const word = (letter: string) => value(letter, 0) >>> 0;
  const flags = word(StatusLetter.Flags);
  return {
    type: word(StatusLetter.Type),
    resid: value(StatusLetter.Residue, 0),
    dsreg: word(StatusLetter.DriveRegister),
    gstat: flags > largestForeignFlags ? flags : 0,
    erreg: word(StatusLetter.ErrorRegister),
    fileno: Math.max(value(StatusLetter.File, -1), -1),
    blkno: Math.max(value(StatusLetter.Block, -1), -1),
  };
}
