/** The cartridge of the peer: a flat image, and what its first sector says about sector ids. */
import { SectorBytes, SegmentSectors } from "@floppytape/ecc";
import type { SectorId } from "@floppytape/qic-format";
import type { SyncBytes } from "../medium/sync-bytes.js";

/** Offsets are 32 bits wide. */
const MaxPlaces = 2 ** 32 / SectorBytes;
/** First sector of an image, as far as it matters: signature, then two numbers at 28. */
const HeaderBytes = 30;
const Signature = [0x55, 0xaa, 0x55, 0xaa];
const MaxFloppyTrack = 28;
const MaxFloppySector = 29;
/** Without a header: 150 cylinders of four segments a head. */
const UsualGrid = { perCylinder: 4, perHead: 600 };

/** A place is a sector of the image, counted from 0; 32 of them are a segment. */
export class PeerImage {
  private grid = UsualGrid;
  /** A reference burst was written on a cartridge that holds nothing. */
  private burst = false;

  constructor(
    private readonly bytes: SyncBytes,
    readonly writeProtected: boolean,
  ) {
    this.examine();
  }

  /** There is no other sign of it than that the image has a length. */
  get referenced(): boolean {
    return this.burst || this.bytes.sizeBytes > 0;
  }

  writeReferenceBurst(): void {
    this.burst = true;
  }

  /** Takes the grid of sector ids from the header, if there is one where it is looked for. */
  examine(): void {
    const header = new Uint8Array(HeaderBytes);
    this.bytes.read(0, header);
    const perCylinder = Math.floor(header[MaxFloppySector]! / SegmentSectors);
    const cylinders = header[MaxFloppyTrack]! + 1;
    const isHeader = Signature.every((byte, at) => header[at] === byte);
    this.grid =
      isHeader && perCylinder > 0 && cylinders > 1
        ? { perCylinder, perHead: cylinders * perCylinder }
        : UsualGrid;
  }

  /** Undefined for ids that lie nowhere. The cylinder is not compared with the grid. */
  placeOf({ cylinder, head, record, sizeCode }: SectorId): number | undefined {
    const { perCylinder, perHead } = this.grid;
    if (sizeCode !== 3 || record < 1 || record > perCylinder * SegmentSectors) return undefined;
    const place = (head * perHead + cylinder * perCylinder) * SegmentSectors + record - 1;
    return place < MaxPlaces ? place : undefined;
  }

  idOf(place: number): SectorId {
    const { perCylinder, perHead } = this.grid;
    const segment = Math.floor(place / SegmentSectors);
    return {
      cylinder: Math.floor((segment % perHead) / perCylinder),
      head: Math.floor(segment / perHead),
      record: (segment % perCylinder) * SegmentSectors + (place % SegmentSectors) + 1,
      sizeCode: 3,
    };
  }

  /** Zeros behind the end of the image. */
  read(place: number, into: Uint8Array, offset: number): void {
    const sector = into.subarray(offset, offset + SectorBytes);
    sector.fill(0, this.bytes.read(place * SectorBytes, sector));
  }

  write(place: number, bytes: Uint8Array, offset: number): void {
    this.bytes.write(place * SectorBytes, bytes.subarray(offset, offset + SectorBytes));
    if (place === 0) this.examine();
  }
}
