import fc from "fast-check";
import {
  type EngineTapeDevice,
  openTapeDevice,
  type TapeDescriptor,
  unknownDescriptor,
} from "../../src/engine/index.js";
import { TapeError, type TapeProfile } from "../../src/index.js";
import { createQuirkyTape, type QuirkyTape, type TapeItem } from "../../src/quirky/index.js";
import { LogicalTape } from "./logical-tape.js";

/** What is done to a tape. A record is written as a number that no other has. */
export type Command =
  | { readonly kind: "read" | "write" | "mark" | "toEnd" | "rewind" }
  | { readonly kind: "spaceFiles" | "spaceRecords" | "toFile"; readonly count: number }
  /** Close and open again, with or without what was remembered. */
  | { readonly kind: "reopen"; readonly remembers: boolean };

const countOf = (kind: "spaceFiles" | "spaceRecords", most: number) =>
  fc.integer({ min: -most, max: most }).map((count): Command => ({ kind, count }));

export const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Command>({ kind: "read" }) },
  { weight: 3, arbitrary: fc.constant<Command>({ kind: "write" }) },
  { weight: 1, arbitrary: fc.constant<Command>({ kind: "mark" }) },
  { weight: 2, arbitrary: fc.constant<Command>({ kind: "toEnd" }) },
  { weight: 1, arbitrary: fc.constant<Command>({ kind: "rewind" }) },
  { weight: 2, arbitrary: countOf("spaceFiles", 4) },
  { weight: 3, arbitrary: countOf("spaceRecords", 5) },
  { weight: 2, arbitrary: fc.nat(5).map((count): Command => ({ kind: "toFile", count })) },
  {
    weight: 1,
    arbitrary: fc.boolean().map((remembers): Command => ({ kind: "reopen", remembers })),
  },
);

/** Files on the tape when a test begins: how many records each has. */
export const anyFiles = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });

const recordBytes = 64;
const recordOf = (number: number) => new Uint8Array(recordBytes).fill(number);

/** Result of a call in a word, the reason of an error being one. */
async function outcome(call: Promise<string>): Promise<string> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof TapeError && typeof error.details.reason === "string")
      return error.details.reason;
    throw error;
  }
}

/** A device on a drive that is what the profile says, beside the tape that it should seem to be. */
export class DeviceUnderTest {
  readonly model: LogicalTape;
  readonly tape: QuirkyTape;
  private device: EngineTapeDevice;
  private remembered: TapeDescriptor = unknownDescriptor;
  private nextRecord = 1;

  constructor(
    readonly profile: TapeProfile,
    counts: readonly number[],
    endMarks: 1 | 2,
    truth = profile,
  ) {
    this.model = new LogicalTape(
      counts.map((count) => Array.from({ length: count }, () => this.nextRecord++)),
    );
    const items = this.model.files.flatMap((records) => [
      ...records.map((number): TapeItem => ({ kind: "record", data: recordOf(number) })),
      { kind: "mark" } satisfies TapeItem,
    ]);
    if (endMarks === 2 && counts.length > 0) items.push({ kind: "mark" });
    this.tape = createQuirkyTape({ profile: truth, tape: items, head: items.length });
    this.device = this.openDevice();
  }

  private openDevice(): EngineTapeDevice {
    return openTapeDevice({
      open: this.tape.open,
      profile: this.profile,
      position: {
        recall: async () => this.remembered,
        keep: async (descriptor) => {
          this.remembered = descriptor;
        },
      },
    });
  }

  /** Does it to both, and returns what each came to; undefined for what the model does not allow here. */
  async run(command: Command): Promise<{ device: string; model: string } | undefined> {
    const { device, model } = this;
    switch (command.kind) {
      case "read":
        return { device: await outcome(this.read()), model: model.read() };
      case "write": {
        // Where a mark must come first, what is written in mid-file becomes the next file.
        if (this.profile.needsMarkToOverwrite && model.record > 0) return undefined;
        const number = this.nextRecord++;
        const written = device.writeRecord(recordOf(number)).then(() => "written");
        return { device: await outcome(written), model: model.write(number) };
      }
      case "mark": {
        // At the beginning of a file a mark ends the tape.
        if (model.record === 0) return undefined;
        const marked = device.writeFilemarks(1).then(() => "marked");
        return { device: await outcome(marked), model: model.mark() };
      }
      case "toEnd": {
        const there = device.toEndOfData().then(() => "there");
        return { device: await outcome(there), model: model.toFile(model.files.length) };
      }
      case "rewind": {
        const there = device.rewind().then(() => "there");
        return { device: await outcome(there), model: model.toFile(0) };
      }
      case "spaceFiles": {
        if (command.count === 0) return undefined;
        const spaced = device.spaceFiles(command.count).then(() => "spaced");
        return { device: await outcome(spaced), model: model.spaceFiles(command.count) };
      }
      case "spaceRecords": {
        const spaced = device
          .spaceRecords(command.count)
          .then(
            ({ moved, stoppedBy }) => `${moved}${stoppedBy === undefined ? "" : ` ${stoppedBy}`}`,
          );
        return { device: await outcome(spaced), model: model.spaceRecords(command.count) };
      }
      case "toFile": {
        const there = device.toFile(command.count).then(() => "there");
        return { device: await outcome(there), model: model.toFile(command.count) };
      }
      case "reopen":
        await this.reopen(command.remembers);
        return { device: "open", model: "open" };
    }
  }

  private async read(): Promise<string> {
    const result = await this.device.readRecord(this.profile.blockSize || 2 * recordBytes);
    return result.kind === "record" ? `record ${result.data[0]}` : result.kind;
  }

  private async reopen(remembers: boolean): Promise<void> {
    await this.device.close();
    const { file, record } = this.remembered;
    const known = remembers && file >= 1 && record >= 1 && !this.profile.rewindOnOpen;
    if (!remembers) this.remembered = unknownDescriptor;
    this.device = this.openDevice();
    this.model.place(known ? file - 1 : 0, known ? record - 1 : 0);
  }

  /** Numbers of the records that lie on the tape, file by file, as anybody sees them who reads it. */
  async recorded(): Promise<number[][]> {
    await this.device.close();
    this.model.finish();
    return this.tape.contents().map((records) => records.map((data) => data[0]!));
  }
}
