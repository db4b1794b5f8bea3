/** From trains of pulses to commands, parameters and answers, as the peer takes them. */
import { PeerAnswer } from "./peer-answer.js";
import { type PeerParts, peerActions, peerParameters, peerReports } from "./peer-commands.js";
import { PeerError } from "./peer-state.js";

const SoftReset = 1;
const NextBit = 2;
const PhantomSelect = 46;
const diagnostics: readonly number[] = [28, 29];
/** Codes from here on that are not defined are left alone. */
const FirstFutureCode = 32;

export class PeerInterpreter {
  private readonly answer = new PeerAnswer();
  /** A diagnostic mode was asked for and must be asked for again at once. */
  private armed: number | undefined;

  constructor(private readonly parts: PeerParts) {}

  get level(): boolean {
    return this.answer.level;
  }

  /** Two pulses so far: the next bit must be there at once, unless they are a parameter. */
  nextBit(): boolean {
    if (this.parts.state.awaiting !== undefined) return false;
    this.answer.next();
    return true;
  }

  train(pulses: number): void {
    const { state } = this.parts;
    if (state.awaiting !== undefined) this.parameter(pulses);
    else if (pulses !== NextBit) this.command(pulses);
  }

  private command(code: number): void {
    const { state } = this.parts;
    if (!isDefined(code) && code >= FirstFutureCode) return;
    if (this.answer.pending && code !== SoftReset && code !== PhantomSelect)
      state.fail(PeerError.DuringReport, code);
    this.answer.drop();
    if (this.isOnlyOnce(code)) return;
    const report = peerReports.get(code)?.(this.parts);
    if (report !== undefined) this.answer.begin(report.value, report.bits);
    else if (peerParameters.has(code)) state.awaiting = { code, nibbles: [] };
    else peerActions.get(code)?.(this.parts, 0, code);
  }

  /** A diagnostic mode must be asked for twice in a row: true for the first time, and while one is missing. */
  private isOnlyOnce(code: number): boolean {
    const { armed } = this;
    this.armed = armed !== code && diagnostics.includes(code) ? code : undefined;
    if (armed !== undefined && armed !== code && code !== SoftReset)
      this.parts.state.fail(PeerError.OnlyOnce, armed);
    return this.armed !== undefined;
  }

  private parameter(pulses: number): void {
    const { state } = this.parts;
    const { code, nibbles } = state.awaiting!;
    if (pulses === SoftReset) {
      state.awaiting = undefined;
      state.fail(PeerError.Undefined, code);
      return;
    }
    nibbles.push(pulses - 2);
    if (nibbles.length < (peerParameters.get(code) ?? 0)) return;
    state.awaiting = undefined;
    const parameter = nibbles.reduce((value, nibble, at) => value + nibble * 16 ** at, 0);
    peerActions.get(code)?.(this.parts, parameter, code);
  }
}

function isDefined(code: number): boolean {
  return peerActions.has(code) || peerReports.has(code);
}
