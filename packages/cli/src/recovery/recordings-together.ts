import type { Arguments } from "../command-table.js";
import type { Context } from "../context.js";
import { usingRecording } from "./open-recording.js";
import type { OpenedRecording } from "./opened-recording.js";

/**
 * Opens what a device string names and the other cartridges that `--with` names, runs `body` with all of
 * them as one recording, where volumes that go over several of them are joined, and gives them back. As
 * {@link usingRecording} without the option.
 */
export function usingRecordings<T>(
  context: Context,
  args: Arguments,
  device: string,
  body: (opened: OpenedRecording) => Promise<T>,
): Promise<T> {
  const openFrom = (
    [next, ...rest]: readonly string[],
    before: readonly OpenedRecording[],
  ): Promise<T> =>
    next === undefined
      ? joined(before).then(body)
      : usingRecording(context, args, next, (one) => openFrom(rest, [...before, one]));
  return openFrom([device, ...args.values("with")], []);
}

async function joined(opened: readonly OpenedRecording[]): Promise<OpenedRecording> {
  const [first] = opened;
  if (opened.length === 1) return first!;
  const { openFileSetsOver } = await import("@floppytape/rescue/contents");
  return {
    ...first!,
    recording: openFileSetsOver(opened.map(({ recording }) => recording)),
    parityStored: opened.every(({ parityStored }) => parityStored),
  };
}
