import type { Place, RecordImageFormat } from "./container.js";
import { AtBeginning, type Head } from "./head.js";
import type { DriveSettings, ImageTape } from "./image-tape.js";

/** Where an image's head stands and what was set, as JSON, to be kept between processes. */
export interface RecordImageState {
  readonly format: RecordImageFormat;
  /** Size of the file that it holds for. */
  readonly sizeBytes: number;
  readonly head: Head;
  readonly settings: DriveSettings;
}

/** What became of a stored state. */
export type RestoreOutcome =
  | { readonly applied: true }
  /** The tape is at its beginning, with nothing set. */
  | { readonly applied: false; readonly why: string };

export function saveImageState({ info, file, head, settings }: ImageTape): RecordImageState {
  const { format } = info;
  return { format, sizeBytes: file.sizeBytes, head, settings: { ...settings } };
}

/** Applies a stored state if it is one and the image is still what it was. */
export async function restoreImageState(tape: ImageTape, stored: unknown): Promise<RestoreOutcome> {
  const state = stateOf(stored);
  if (state === undefined) return dropped("it is damaged");
  const { format, sizeBytes, head, settings } = state;
  if (format !== tape.info.format)
    return dropped(`it is of a ${format} image, this is read as ${tape.info.format}`);
  if (sizeBytes !== tape.file.sizeBytes)
    return dropped(`the image had ${sizeBytes} bytes, now it has ${tape.file.sizeBytes}`);
  const problem = await placeProblem(tape, head.place);
  if (problem !== undefined) return dropped(problem);
  tape.head = head.place.offset === 0 ? AtBeginning : head;
  tape.settings = settings;
  return { applied: true };
}

function dropped(why: string): RestoreOutcome {
  return { applied: false, why };
}

/** Why no object begins and none ends at `place`; undefined when it may be a place. */
async function placeProblem({ container, file }: ImageTape, place: Place) {
  const { offset } = place;
  if (offset > file.sizeBytes) return `offset ${offset} lies behind the image`;
  const behind = await container.next(place);
  if (behind.kind === "none" && behind.why === "bad") return behind.detail;
  const before = await container.previous(place);
  if (before.kind !== "none") return undefined;
  return before.why === "beginning" ? undefined : before.detail;
}

function stateOf(stored: unknown): RecordImageState | undefined {
  if (!isRecord(stored)) return undefined;
  const { format, sizeBytes, head, settings } = stored;
  if (typeof format !== "string" || !isCount(sizeBytes)) return undefined;
  if (!isRecord(head) || !isRecord(head.place) || !isRecord(settings)) return undefined;
  const { place, file, block, address, behindMark } = head;
  const { offset, link } = place;
  const { blockSize, density, twoMarks, skipsFileAtClose } = settings;
  const numbers = [offset, link, file, address, blockSize, density];
  const flags = [behindMark, twoMarks, skipsFileAtClose];
  if (!numbers.every(isCount) || !(isCount(block) || block === -1)) return undefined;
  if (!flags.every((flag) => typeof flag === "boolean")) return undefined;
  return stored as unknown as RecordImageState; // every field was looked at
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
