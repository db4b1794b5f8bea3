import { TapeError } from "../errors.js";
import type { NoStep, RecordStep } from "./container.js";
import { headBehind } from "./head.js";
import { type ImageSession, type ImageTape, noObjectError } from "./image-tape.js";

/** Reads at the end of data that give 0, one behind the other, before one fails; as Linux' st. */
const zerosAtEnd = 2;

/**
 * One read: a record, or with blocks of fixed size as many as fit and are there. 0 at a mark, which is
 * passed, and at the end of data.
 * @throws {TapeError} EINVAL, ENOMEM, EIO; a record that is too long, of another length than the blocks,
 * or damaged is passed, and `into` is not touched for it.
 */
export async function readRecords(
  tape: ImageTape,
  session: ImageSession,
  into: Uint8Array,
): Promise<number> {
  const { blockSize } = tape.settings;
  if (into.length === 0) return 0;
  if (blockSize > 0 && into.length % blockSize !== 0)
    throw new TapeError("EINVAL", `read of ${into.length} bytes in blocks of ${blockSize}`, {
      requested: into.length,
      blockSize,
    });
  session.readSomething = true;
  let done = 0;
  do {
    const step = await tape.container.next(tape.head.place);
    if (step.kind !== "record" && done > 0) return done;
    if (step.kind === "none") return nothingThere(session, step);
    if (step.kind === "mark") {
      tape.head = headBehind(tape.head, step);
      session.zeros = 1;
      return 0;
    }
    const refused = refusal(step, into.length, blockSize);
    if (refused !== undefined && done > 0) return done;
    session.zeros = 0;
    const length = step.lengthBytes;
    if (refused === undefined) await tape.container.data(step, into.subarray(done, done + length));
    tape.head = headBehind(tape.head, step);
    if (refused !== undefined) throw refused;
    done += length;
  } while (blockSize > 0 && done < into.length);
  return done;
}

function nothingThere(session: ImageSession, step: NoStep): number {
  if (step.why === "bad" || session.zeros >= zerosAtEnd) throw noObjectError(step, 0);
  session.zeros++;
  return 0;
}

/** Why a record is not handed out; undefined when it is. */
function refusal(record: RecordStep, roomBytes: number, blockSize: number): TapeError | undefined {
  const { lengthBytes, damaged, start } = record;
  const { offset } = start;
  if (damaged)
    return new TapeError(
      "EIO",
      `the record of ${lengthBytes} bytes at offset ${offset} was read with an error`,
      { reason: "media", offset, lengthBytes },
    );
  if (blockSize > 0 && lengthBytes !== blockSize)
    return new TapeError(
      "EIO",
      `record of ${lengthBytes} bytes at offset ${offset}, blocks have ${blockSize}`,
      { reason: "bad-format", offset, lengthBytes, blockSize },
    );
  if (lengthBytes > roomBytes)
    return new TapeError(
      "ENOMEM",
      `record of ${lengthBytes} bytes at offset ${offset}, ${roomBytes} were asked for`,
      { reason: "record-too-long", offset, lengthBytes, requested: roomBytes },
    );
  return undefined;
}
