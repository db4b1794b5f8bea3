/** What is known of the cartridge in the drive and of the speed at which it runs: for whoever moves the tape. */
import {
  cartridgeTypes,
  createGeometry,
  type Geometry,
  type QicStandard,
  segmentCountOf,
  tapeLengthFeet,
} from "@floppytape/qic-format";
import { FdcError } from "../errors.js";
import {
  type MotionTimeouts,
  motionTimeouts,
  ratesOf,
  type TapeSpeed,
  tapeSpeed,
} from "../qic117/tape-speeds.js";

/** The tape as positioning and streaming see it. Numbers change when a header was read, or the rate falls. */
export interface TapeLayout {
  /** What a header said or a format made; undefined before. */
  readonly geometry: Geometry | undefined;
  /**
   * Numbers to address the tape with: `geometry`, or the likeliest ones before it is known. Those are
   * right for the first 68 segments, which lie on track 0 and head 0 of every cartridge.
   */
  readonly addressing: Geometry;
  /** Segments of the cartridge where the geometry is known, else undefined. */
  readonly segmentCount: number | undefined;
  readonly standard: QicStandard;
  /** Data rate in kbit/s. */
  readonly rate: number;
  readonly speed: TapeSpeed;
  readonly timeouts: MotionTimeouts;
  /**
   * Takes the next lower data rate that controller and drive accept and that is not below the standard's
   * floor; false where there is none. Only while the tape stands; the position stays known.
   */
  lowerRate(): Promise<boolean>;
}

/** What the drive tells of a cartridge before anything was read from it. */
export interface CartridgeForm {
  readonly standard: QicStandard;
  /** 8 mm tape. */
  readonly wide: boolean;
  /** Length in feet, undefined where it varies. */
  readonly feet: number | undefined;
}

/** A layout and the strings that the driver pulls. */
export interface OwnedTapeLayout extends TapeLayout {
  readonly form: CartridgeForm;
  /** A cartridge was recognised; its geometry is unknown again. */
  useForm(form: CartridgeForm): void;
  useGeometry(geometry: Geometry | undefined): void;
  /** @throws {FdcError} `RATE_UNSUPPORTED` when the standard has no tape speed at this rate. */
  useRate(kbit: number): void;
}

export interface TapeLayoutOptions {
  /** Fast winding speed, undefined where nobody knows. */
  readonly windIps: number | undefined;
  readonly lowerRate: () => Promise<boolean>;
}

/** What ftape assumed of drives that do not tell: QIC-40 tape of 205 ft. */
const unknownForm: CartridgeForm = { standard: "QIC-40", wide: false, feet: 205 };

export function createTapeLayout({ windIps, lowerRate }: TapeLayoutOptions): OwnedTapeLayout {
  let form = unknownForm;
  let geometry: Geometry | undefined;
  let addressing = likelyGeometry(form);
  let rate = slowestRate(form.standard);
  let speed = tapeSpeed(form.standard, rate)!;
  let timeouts: MotionTimeouts;

  const updateTimeouts = () => {
    const feet = form.feet ?? (geometry && lengthOf(geometry, form));
    timeouts = motionTimeouts({ standard: form.standard, rate, feet, windIps });
  };
  const useRate = (kbit: number) => {
    const found = tapeSpeed(form.standard, kbit);
    if (found === undefined)
      throw new FdcError("RATE_UNSUPPORTED", `${form.standard} is not recorded at ${kbit} kbit/s`, {
        rate: kbit,
        standard: form.standard,
      });
    rate = kbit;
    speed = found;
    updateTimeouts();
  };
  updateTimeouts();

  return {
    get geometry() {
      return geometry;
    },
    get addressing() {
      return addressing;
    },
    get segmentCount() {
      return geometry && segmentCountOf(geometry);
    },
    get form() {
      return form;
    },
    get standard() {
      return form.standard;
    },
    get rate() {
      return rate;
    },
    get speed() {
      return speed;
    },
    get timeouts() {
      return timeouts;
    },
    lowerRate,
    useForm(found) {
      form = found;
      geometry = undefined;
      addressing = likelyGeometry(found);
      useRate(tapeSpeed(found.standard, rate) ? rate : slowestRate(found.standard));
    },
    useGeometry(found) {
      geometry = found;
      addressing = found ? addressable(found) : likelyGeometry(form);
      updateTimeouts();
    },
    useRate,
  };
}

function slowestRate(standard: QicStandard): number {
  return Math.min(...ratesOf(standard));
}

/** Four segments share a cylinder on every cartridge, whatever a damaged header says. */
function addressable(geometry: Geometry): Geometry {
  return geometry.floppySectorMax === 128 ? geometry : { ...geometry, floppySectorMax: 128 };
}

/** No tape of unknown length is taken to be shorter, whatever a header says: waiting costs less. */
const shortestUnknown = 307.5;

function lengthOf(geometry: Geometry, { standard, feet = 0 }: CartridgeForm): number {
  return Math.max(shortestUnknown, tapeLengthFeet(geometry, { standard, long: feet > 205 }));
}

/** Numbers that a cartridge of this form probably has. */
function likelyGeometry({ standard, wide, feet }: CartridgeForm): Geometry {
  const alike = cartridgeTypes.filter((type) => type.standard === standard && type.wide === wide);
  const ofLength = alike.find((type) => feet !== undefined && Math.floor(type.feet) === feet);
  const ofAnyLength = alike.find(({ geometry }) => geometry.formatCode === 4);
  return (ofLength ?? ofAnyLength ?? alike[0])?.geometry ?? dittoGeometry;
}

/** A Ditto 5 GB cartridge: no standard describes them. */
const dittoGeometry = createGeometry({
  formatCode: 6,
  segmentsPerTrack: 1256,
  tracksPerCartridge: 72,
});
