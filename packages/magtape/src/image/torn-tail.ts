import { Beginning, type Container } from "./container.js";

/** The last object of an image, whose write was cut off: it is no part of the tape's contents. */
export interface TornTail {
  /** Where it begins. */
  readonly offset: number;
  /** What is there of it. */
  readonly lengthBytes: number;
  readonly detail: string;
}

/** Looks for a torn last object; goes through all objects unless the last bytes show that there is none. */
export async function findTornTail(
  container: Container,
  sizeBytes: number,
): Promise<TornTail | undefined> {
  if (await container.tailIsWhole()) return undefined;
  for (let place = Beginning; ; ) {
    const step = await container.next(place);
    if (step.kind !== "none") {
      place = step.end;
      continue;
    }
    if (step.why !== "torn") return undefined;
    const { offset, detail } = step;
    return { offset, lengthBytes: sizeBytes - offset, detail };
  }
}
