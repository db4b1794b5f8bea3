/** Where the head of the peer is: it is moved about rather than waited for. Places as in its image. */
import { SectorBytes, SegmentSectors } from "@floppytape/ecc";
import type { VirtualAlarm, VirtualClock } from "../virtual-clock.js";

/** The cartridge that the drive is built for, whatever is in it. */
const LastSegment = 28 * 150 - 1;
const PeerTracks = 28;
export const PeerSegmentsPerTrack = 150;

const MsNs = 1e6;
const WindFactor = 32;

type Motion = "none" | "forward" | "wind";

export class PeerTape {
  /** The track that the head was sent to; transfers elsewhere do not change it. */
  track = 0;
  /** kbit/s: how fast a pass is. */
  rate = 500;
  /** As calibrated or told; 0 while neither was done. */
  formatSegments = 0;
  private motion: Motion = "none";
  private place = 0;
  private fromNs = 0;
  private target = 0;
  private busyUntilNs = 0;
  private readonly arrival: VirtualAlarm;

  /** @param changed called when a pass begins or ends */
  constructor(
    private readonly clock: VirtualClock,
    private readonly changed: () => void,
  ) {
    this.arrival = clock.alarm(() => this.stop());
  }

  /** A logical pass goes on: the only motion in which sectors come by. */
  get running(): boolean {
    return this.motion === "forward";
  }

  get ready(): boolean {
    return this.motion === "none" && this.clock.nowNs >= this.busyUntilNs;
  }

  /** The sector under the head at a time not before now. */
  placeAt(ns: number): number {
    const passed = Math.floor(Math.max(ns - this.fromNs, 0) / this.sectorNs);
    if (this.motion === "forward")
      return Math.min(this.place + passed, Math.max(this.lastPlace, this.place));
    if (this.motion === "none") return this.place;
    const wound = passed * WindFactor;
    return this.target > this.place
      ? Math.min(this.place + wound, this.target)
      : Math.max(this.place - wound, this.target);
  }

  get segment(): number {
    return Math.floor(this.placeAt(this.clock.nowNs) / SegmentSectors);
  }

  /** The head is at the first, or at the last, segment of the track it was sent to, or beyond. */
  get atFirst(): boolean {
    return this.segment <= this.firstSegment;
  }

  get atLast(): boolean {
    return this.segment >= this.firstSegment + this.segmentsPerTrack - 1;
  }

  forward(): void {
    this.stop();
    this.motion = "forward";
    this.anchor(this.place, this.clock.nowNs);
    this.changed();
  }

  /** To the physical beginning or end of the tape, on this track. */
  wind(to: "beginning" | "end"): void {
    this.stop();
    const logicalEnd = (to === "end") === (this.track % 2 === 0);
    const target = logicalEnd ? this.lastPlace : this.firstSegment * SegmentSectors;
    if (target === this.place) return;
    this.motion = "wind";
    this.target = target;
    this.fromNs = this.clock.nowNs;
    const distance = Math.abs(target - this.place) / WindFactor;
    this.arrival.set(this.fromNs + distance * this.sectorNs);
  }

  /** Stops where it is. */
  stop(): void {
    const ran = this.running;
    this.place = this.placeAt(this.clock.nowNs);
    this.motion = "none";
    this.arrival.cancel();
    if (ran) this.changed();
  }

  /** Stops, and goes to a segment so many further; the track follows. */
  skip(segments: number): void {
    this.stop();
    this.goTo(this.segment + segments);
  }

  loadPoint(): void {
    this.stop();
    this.goTo(0);
  }

  /** The first segment of a track. @returns false where there is no such track. */
  seekTrack(track: number): boolean {
    if (track >= PeerTracks) return false;
    const before = this.placeAt(this.clock.nowNs);
    this.track = track;
    const wanted = this.firstSegment;
    const segment = Math.min(wanted, LastSegment);
    if (segment < wanted) this.track = Math.floor(segment / this.segmentsPerTrack);
    this.place = segment * SegmentSectors;
    if (this.place !== before) this.beBusy(60);
    if (this.running) this.anchor(this.place, this.clock.nowNs);
    else this.stopWinding();
    return true;
  }

  /** A transfer has taken the head to a place, which passes from `atNs` on. */
  takeTo(place: number, atNs: number): void {
    if (this.running) this.anchor(place, atNs);
    else this.place = place;
  }

  /** One sector on, to the end of the track at most. */
  nudge(atNs: number): void {
    const place = this.placeAt(atNs);
    if (this.running && place < this.lastPlace) this.anchor(place + 1, atNs);
  }

  beBusy(ms: number): void {
    this.busyUntilNs = Math.max(this.busyUntilNs, this.clock.nowNs + ms * MsNs);
  }

  /** Back to the state after power-on. */
  reset(): void {
    this.stop();
    this.formatSegments = 0;
    this.rate = 500;
    this.track = 0;
    this.place = 0;
    this.busyUntilNs = 0;
  }

  private get segmentsPerTrack(): number {
    return this.formatSegments || PeerSegmentsPerTrack;
  }

  private get firstSegment(): number {
    return this.track * this.segmentsPerTrack;
  }

  private get lastPlace(): number {
    return (this.firstSegment + this.segmentsPerTrack) * SegmentSectors - 1;
  }

  private get sectorNs(): number {
    return (SectorBytes * 8e6) / this.rate;
  }

  private goTo(wanted: number): void {
    const before = this.segment;
    const segment = Math.min(Math.max(wanted, 0), LastSegment);
    this.place = segment * SegmentSectors;
    this.track = Math.floor(segment / this.segmentsPerTrack);
    const distance = Math.abs(segment - before);
    if (distance > 0) this.beBusy(Math.min(Math.max(3 * distance, 60), 750));
  }

  /** The motion clock begins anew here; a pass goes on for a segment's time behind its last sector. */
  private anchor(place: number, atNs: number): void {
    this.place = place;
    this.fromNs = atNs;
    const left = Math.max(this.lastPlace + 1 - place, 0) + SegmentSectors;
    this.arrival.set(atNs + left * this.sectorNs);
  }

  private stopWinding(): void {
    this.motion = "none";
    this.arrival.cancel();
  }
}
