/** The drive of the peer at the end of the cable. */
import type { SectorId } from "@floppytape/qic-format";
import type { CableDrive, CableOperation, SectorMark, TapeMark } from "../cable.js";
import type { SyncBytes } from "../medium/sync-bytes.js";
import type { VirtualClock } from "../virtual-clock.js";
import { PeerImage } from "./peer-image.js";
import { PeerInterpreter } from "./peer-interpreter.js";
import { PeerPulses } from "./peer-pulses.js";
import { PeerState } from "./peer-state.js";
import { PeerTape } from "./peer-tape.js";

const SectorBytes = 1024;
const IdBytes = 4;
const nothing = new Uint8Array(SectorBytes);

export interface PeerCartridge {
  /** A flat image, 32768 bytes a segment; a blank cartridge is one without bytes. */
  readonly image: SyncBytes;
  readonly writeProtected?: boolean;
}

export interface PeerDrive extends CableDrive {
  /** Takes the place of the cartridge that is in it. */
  insert(cartridge: PeerCartridge): void;
  eject(): void;
}

/** A drive that was just switched on, with a cartridge in it or without. */
export function createPeerDrive(clock: VirtualClock, cartridge?: PeerCartridge): PeerDrive {
  return new Drive(clock, cartridge);
}

class Drive implements PeerDrive {
  changed: () => void = () => {};
  private readonly tape: PeerTape;
  private readonly state: PeerState;
  private readonly interpreter: PeerInterpreter;
  private readonly pulses: PeerPulses;
  /** Sector that was asked for last, for a drive that has to say which cylinder it is on. */
  private sought: SectorId | undefined;
  private nudgedNs = -1;

  constructor(clock: VirtualClock, cartridge: PeerCartridge | undefined) {
    this.tape = new PeerTape(clock, () => this.changed());
    this.state = new PeerState(this.tape);
    this.interpreter = new PeerInterpreter({ state: this.state, tape: this.tape });
    this.pulses = new PeerPulses(clock, {
      nextBit: () => this.interpreter.nextBit(),
      train: (pulses) => this.interpreter.train(pulses),
    });
    // A cartridge that is in the drive when it is switched on is not new.
    if (cartridge !== undefined) this.load(cartridge);
  }

  get trackZero(): boolean {
    this.pulses.settle();
    return this.interpreter.level;
  }

  get writeProtected(): boolean {
    return this.state.image?.writeProtected === true;
  }

  insert(cartridge: PeerCartridge): void {
    this.load(cartridge);
    this.state.isNew = true;
  }

  eject(): void {
    this.tape.stop();
    this.state.image = undefined;
    this.state.isNew = false;
    this.changed();
  }

  /** Whoever steps is meant: select and motor lines do not matter. */
  lines(): void {}

  step(): void {
    this.pulses.step();
  }

  seekEnded(): void {
    this.pulses.seekEnded();
  }

  /**
   * A sector that is wanted passes now, wherever the head was, if only the tape runs. The position is told
   * by READ ID whether it runs or not.
   */
  next(
    fromNs: number,
    rateKbit: number,
    wanted?: SectorId,
    operation?: CableOperation,
  ): TapeMark | undefined {
    const { state, tape } = this;
    const { image } = state;
    if (wanted !== undefined) this.sought = { ...wanted };
    if (wanted === undefined && operation !== "read-id" && operation !== undefined)
      return this.sought && this.mark(this.sought, -1, fromNs, rateKbit);
    if (wanted === undefined) return image && this.idMark(image, fromNs, rateKbit);
    const place = image?.placeOf(wanted);
    if (place === undefined) return { kind: "index", atNs: fromNs };
    if (!tape.running) return undefined;
    tape.takeTo(place, fromNs);
    return this.mark(this.sought!, place, fromNs, rateKbit);
  }

  readSector({ place }: SectorMark, into: Uint8Array, offset: number): void {
    this.state.image?.read(place, into, offset);
  }

  /** Deleted data marks do not exist. */
  writeSector({ place }: SectorMark, bytes: Uint8Array, offset: number): void {
    this.state.image?.write(place, bytes, offset);
  }

  /** Zeros at every id that lies somewhere; neither motion nor mode nor filler matter. */
  formatSegment(fromNs: number, ids: Uint8Array): void {
    const { state, tape } = this;
    for (let at = 0; at + IdBytes <= ids.length; at += IdBytes) {
      const [cylinder = 0, head = 0, record = 0, sizeCode = 0] = ids.subarray(at, at + IdBytes);
      const place = sizeCode === 3 && state.image?.placeOf({ cylinder, head, record, sizeCode });
      if (place === undefined || place === false) continue;
      state.image?.write(place, nothing, 0);
      tape.takeTo(place, fromNs);
    }
  }

  private load({ image, writeProtected = false }: PeerCartridge): void {
    this.tape.reset();
    this.state.image = new PeerImage(image, writeProtected);
    this.changed();
  }

  /** While the tape runs each look takes the head one sector further. */
  private idMark(image: PeerImage, fromNs: number, rateKbit: number): SectorMark {
    const { tape } = this;
    const place = tape.placeAt(fromNs);
    if (fromNs !== this.nudgedNs) tape.nudge(fromNs);
    this.nudgedNs = fromNs;
    return this.mark(image.idOf(place), place, fromNs + 8e6 / rateKbit, rateKbit);
  }

  private mark(id: SectorId, place: number, atNs: number, rateKbit: number): SectorMark {
    return {
      kind: "sector",
      atNs,
      dataNs: atNs,
      endNs: atNs + (SectorBytes * 8e6) / rateKbit,
      id,
      idCrcGood: true,
      dataMark: "normal",
      dataCrcGood: true,
      place,
    };
  }
}
