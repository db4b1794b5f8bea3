import { TapeError } from "../errors.js";
import type { NoStep } from "./container.js";
import { AtBeginning, headBehind, headInFront } from "./head.js";
import { type ImageSession, type ImageTape, noObjectError } from "./image-tape.js";

/** Behind the `count`-th mark. @throws {TapeError} EIO: the head is at the end of data, the rest in `resid`. */
export async function forwardFiles(
  tape: ImageTape,
  session: ImageSession,
  count: number,
): Promise<void> {
  for (let left = count; left > 0; ) {
    const step = await tape.container.next(tape.head.place);
    if (step.kind === "none") throw stopped(session, step, left);
    tape.head = headBehind(tape.head, step);
    if (step.kind === "mark") left--;
  }
}

/** In front of the `count`-th mark. @throws {TapeError} EIO: the head is at the beginning of the tape. */
export async function backwardFiles(
  tape: ImageTape,
  session: ImageSession,
  count: number,
): Promise<void> {
  for (let left = count; left > 0; ) {
    const step = await tape.container.previous(tape.head.place);
    if (step.kind === "none") {
      // Nothing but a gap may lie in front.
      if (step.why === "beginning") tape.head = AtBeginning;
      throw stopped(session, step, left);
    }
    tape.head = headInFront(tape.head, step);
    if (step.kind === "mark") left--;
  }
}

/** Over records of this file. @throws {TapeError} EIO: a mark stopped it, the head is behind it; or the end. */
export async function forwardRecords(
  tape: ImageTape,
  session: ImageSession,
  count: number,
): Promise<void> {
  for (let left = count; left > 0; left--) {
    const step = await tape.container.next(tape.head.place);
    if (step.kind === "none") throw stopped(session, step, left);
    tape.head = headBehind(tape.head, step);
    if (step.kind === "mark") throw stoppedByMark(session, left);
  }
}

/** Back over records. @throws {TapeError} EIO: a mark stopped it, the head is in front of it; or the beginning. */
export async function backwardRecords(
  tape: ImageTape,
  session: ImageSession,
  count: number,
): Promise<void> {
  for (let left = count; left > 0; left--) {
    const step = await tape.container.previous(tape.head.place);
    if (step.kind === "none") {
      // Nothing but a gap may lie in front.
      if (step.why === "beginning") tape.head = AtBeginning;
      throw stopped(session, step, left);
    }
    tape.head = headInFront(tape.head, step);
    if (step.kind === "mark") throw stoppedByMark(session, left);
  }
}

/** Behind everything; where two marks end the tape, between them. @throws {TapeError} EIO for a bad image. */
export async function toEndOfData(tape: ImageTape, session: ImageSession): Promise<void> {
  for (;;) {
    const step = await tape.container.next(tape.head.place);
    if (step.kind === "none") {
      if (step.why === "bad") throw stopped(session, step, 0);
      break;
    }
    tape.head = headBehind(tape.head, step);
  }
  if (tape.settings.twoMarks) await backBetweenMarks(tape);
}

/** From behind two marks to between them: the second was only there to end the tape. */
export async function backBetweenMarks(tape: ImageTape): Promise<void> {
  const second = await tape.container.previous(tape.head.place);
  if (second.kind !== "mark") return;
  const first = await tape.container.previous(second.start);
  if (first.kind === "mark")
    tape.head = { ...headInFront(tape.head, second), block: 0, behindMark: true };
}

/** To where so many records and marks lie in front. @throws {TapeError} EIO: the head is at the end of data. */
export async function seekAddress(
  tape: ImageTape,
  session: ImageSession,
  address: number,
): Promise<void> {
  // Going back would lose count of the records: marks are crossed without knowing what is in front.
  if (address < tape.head.address) tape.head = AtBeginning;
  while (tape.head.address < address) {
    const step = await tape.container.next(tape.head.place);
    if (step.kind === "none") throw stopped(session, step, address - tape.head.address);
    tape.head = headBehind(tape.head, step);
  }
}

function stopped(session: ImageSession, step: NoStep, left: number): TapeError {
  session.resid = left;
  return noObjectError(step, left);
}

function stoppedByMark(session: ImageSession, left: number): TapeError {
  session.resid = left;
  return new TapeError("EIO", `stopped by a file mark, ${left} records left`, {
    stoppedBy: "filemark",
    resid: left,
  });
}
