import { type MtGet, TapeError, type TapeUnit } from "@floppytape/magtape";
import { StatusLetter } from "../dialect.js";

const fields: ReadonlyMap<string, keyof MtGet> = new Map([
  [StatusLetter.Type, "type"],
  [StatusLetter.DriveRegister, "dsreg"],
  [StatusLetter.Residue, "resid"],
  [StatusLetter.File, "fileno"],
  [StatusLetter.Block, "blkno"],
  [StatusLetter.Flags, "gstat"],
]);

/** Answers what `S` and `s` ask of one open unit. */
export interface StatusAnswers {
  status(): Promise<MtGet>;
  /** @throws {TapeError} `EINVAL` for a letter that has no meaning */
  field(letter: string): Promise<number>;
}

/**
 * A driver forgets its error register once it was asked for the status. Every `s` asks, so errors are kept
 * here until the one that wants them comes.
 */
export function createStatusAnswers(unit: TapeUnit): StatusAnswers {
  let errors = 0;

  async function ask(): Promise<MtGet> {
    const status = await unit.status();
    errors = status.erreg === 0 ? errors : status.erreg;
    return { ...status, erreg: errors };
  }

  async function field(letter: string): Promise<number> {
    if (letter === StatusLetter.Position) return unit.position();
    if (letter === StatusLetter.BlockingFactor) return 0;
    if (letter === StatusLetter.ErrorRegister) return (await status()).erreg;
    const name = fields.get(letter);
    if (name === undefined)
      throw new TapeError("EINVAL", `no field of the status is called "${letter}"`);
    return (await ask())[name];
  }

  async function status(): Promise<MtGet> {
    const answer = await ask();
    errors = 0;
    return answer;
  }

  return { status, field };
}
