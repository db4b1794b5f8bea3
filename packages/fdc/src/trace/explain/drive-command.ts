/** One command to the drive as it is seen on the cable: code, parameter, answer. */
import { commandNameOf, commands } from "../../qic117/commands.js";
import { OpenGroup } from "./open-group.js";
import { reportMeaning } from "./report-meaning.js";
import type { TraceGroup } from "./trace-group.js";

/** Pulses of REPORT NEXT BIT. */
const NextBit = commands["report-next-bit"].code;

export class DriveCommand {
  readonly group = new OpenGroup();
  private readonly name;
  private readonly nibbles: number[] = [];
  private repeated = false;
  private aborted = false;
  private acknowledged = false;
  private looked = false;
  /** One for each REPORT NEXT BIT: what the line was then, undefined when nobody looked. */
  private readonly bits: (boolean | undefined)[] = [];

  constructor(private readonly code: number) {
    this.name = commandNameOf(code);
  }

  /** Whether a train of so many pulses belongs to this command; if so, it is taken. */
  takes(pulses: number): boolean {
    const { code, nibbles } = this;
    const { parameterNibbles = 0, twice = false } = this.known ?? {};
    if (this.aborted) return false;
    if (nibbles.length < parameterNibbles) {
      if (pulses === 1) this.aborted = true;
      else nibbles.push(pulses - 2);
      return true;
    }
    if (twice && pulses === code && !this.repeated) return (this.repeated = true);
    if (pulses !== NextBit || code === NextBit || !this.answers) return false;
    this.bits.push(undefined);
    return true;
  }

  /** Somebody looked at the answer line. */
  look(asserted: boolean): void {
    this.looked = true;
    if (this.bits.length > 0) this.bits[this.bits.length - 1] = asserted;
    else if (asserted) this.acknowledged = true;
  }

  close(): TraceGroup {
    const { name = "unknown-command", code, group } = this;
    const title = this.name ?? `${code} pulses, no command`;
    const parameter = this.parameter === undefined ? "" : ` ${this.parameter}`;
    const notes = [...(this.known?.twice && !this.repeated ? ["once only"] : []), ...this.answer];
    const text = `${title}${parameter}${notes.length > 0 ? `: ${notes.join(", ")}` : ""}`;
    return group.close("drive", `drive.${name}`, text, this.values);
  }

  private get known() {
    return this.name && commands[this.name];
  }

  /** An answer is due, or is being asked for; the last bit that was asked for was also looked at. */
  private get answers(): boolean {
    if (this.bits.length > 0) return this.bits.at(-1) !== undefined;
    return this.looked || (this.known?.replyBits ?? 0) > 0;
  }

  private get parameter(): number | undefined {
    const { nibbles, aborted } = this;
    const { parameterNibbles = 0 } = this.known ?? {};
    if (parameterNibbles === 0 || aborted || nibbles.length < parameterNibbles) return undefined;
    return nibbles.reduce((value, nibble, at) => value + nibble * 16 ** at, 0);
  }

  /** Bits that were asked for and looked at. */
  private get seen(): number {
    return this.bits.filter((bit) => bit !== undefined).length;
  }

  /** Bits of the answer without its stop bit: 0 when it was not asked for to its end. */
  private get answerBits(): number {
    const { seen } = this;
    if (seen > 16 && this.known?.replyBits !== 8) return 16;
    return seen > 8 && !(seen > 10 && this.known?.replyBits === 16) ? 8 : 0;
  }

  private get value(): number {
    let value = 0;
    for (let bit = 0; bit < this.answerBits; bit++) if (this.bits[bit]) value += 2 ** bit;
    return value;
  }

  private get answer(): string[] {
    const { parameterNibbles = 0, replyBits = 0 } = this.known ?? {};
    if (this.aborted) return ["parameter broken off"];
    if (this.nibbles.length < parameterNibbles)
      return [`only ${this.nibbles.length} of ${parameterNibbles} parameters`];
    const { seen } = this;
    if (seen === 0) {
      if (replyBits === 0 || !this.looked) return [];
      return [this.acknowledged ? "acknowledged, answer not asked for" : "no answer"];
    }
    const bits = this.answerBits;
    if (bits === 0) return [`answer broken off after ${seen} bits`];
    const digits = this.value.toString(16).padStart(bits / 4, "0");
    const meaning = reportMeaning(this.name, this.value, bits);
    return [
      `${digits}h${meaning ? ` = ${meaning}` : ""}`,
      ...(this.bits[bits] ? [] : ["stop bit missing"]),
    ];
  }

  private get values(): TraceGroup["values"] {
    const { code, parameter, answerBits, acknowledged, looked } = this;
    return {
      code,
      ...(parameter !== undefined && { parameter }),
      ...(looked && { acknowledged }),
      ...(answerBits > 0 && {
        answer: this.value,
        answerBits,
        stopBit: this.bits[answerBits] === true,
      }),
    };
  }
}
