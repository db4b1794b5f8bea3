/** A simulated machine with the cartridge of an image file in its drive. */
import {
  createRawImageStore,
  holesOf,
  openCartridge,
  type RescueMap,
  rescueMapOf,
} from "@floppytape/cartridge";
import {
  openFileBytes,
  openSyncFileBytes,
  readRescueMapFile,
  type SyncFileBytes,
  writeRescueMapFile,
} from "@floppytape/cartridge/node";
import {
  createImageMedium,
  createSimulator,
  driveModelFor,
  type Simulator,
  type TapeType,
  tapeTypeOf,
} from "@floppytape/fdc/sim";
import type { Geometry, SectorMap } from "@floppytape/qic-format";
import type { BlankCartridge, CartridgeAccess } from "./back-end.js";
import type { SimulatedDriveOptions } from "./simulator-options.js";

const SegmentBytes = 32768;

/** A simulator whose cartridge is a file. */
export interface SimulatedMachine {
  readonly simulator: Simulator;
  /** Segments of the image file, a torn last one included. */
  readonly segmentCount: number;
  /** Brings everything that is on the tape to the file, and the file to safety. */
  settle(): Promise<void>;
  /** Lets go of the file. */
  close(): void;
}

/** Puts the cartridge of an image file into a drive. */
export async function machineWithImage(
  path: string,
  options: SimulatedDriveOptions,
  access: CartridgeAccess,
): Promise<SimulatedMachine> {
  const map = await readRescueMapFile(path);
  const geometry = await geometryOf(path, map);
  return insert(path, options, {
    map,
    geometry,
    type: geometry ? undefined : options.cartridge,
    access,
    create: false,
  });
}

/** Puts a new cartridge, to be formatted, into a drive; its file is made. */
export function machineWithBlank(
  path: string,
  options: SimulatedDriveOptions,
  { standard, geometry }: BlankCartridge,
): SimulatedMachine {
  return insert(path, options, {
    map: undefined,
    geometry: undefined,
    type: { ...tapeTypeOf(geometry), standard },
    access: { write: true, writeProtected: false },
    create: true,
  });
}

interface ImageContents {
  readonly map: RescueMap | undefined;
  readonly geometry: Geometry | undefined;
  readonly type: TapeType | undefined;
  readonly access: CartridgeAccess;
  readonly create: boolean;
}

function insert(
  path: string,
  { drive, chip, faults, seed, use }: SimulatedDriveOptions,
  { map, geometry, type, access, create }: ImageContents,
): SimulatedMachine {
  const bytes = openSyncFileBytes(path, { write: access.write, create });
  try {
    return machineAround(bytes);
  } catch (error) {
    bytes.close();
    throw error;
  }

  function machineAround(bytes: SyncFileBytes): SimulatedMachine {
    const holes = map ? holesOf(map, bytes.sizeBytes) : new Map<number, SectorMap>();
    let holesChanged = false;
    const cartridge = createImageMedium(bytes, {
      geometry,
      ...(type && { type }),
      writeProtected: access.writeProtected,
      holes,
      onHolesChange: () => {
        holesChanged = true;
      },
    });
    const simulator = createSimulator({
      cartridge,
      faults,
      seed,
      drive: drive ?? driveModelFor(cartridge.type.standard),
      ...(chip && { chip }),
      ...(use.board && { board: use.board }),
      ...(use.unit !== undefined && { unit: use.unit }),
    });
    return {
      simulator,
      get segmentCount() {
        return Math.ceil(bytes.sizeBytes / SegmentBytes);
      },
      async settle() {
        if (!access.write) return;
        cartridge.sync();
        await bytes.sync();
        if (holesChanged) await writeRescueMapFile(path, rescueMapOf(holes, bytes.sizeBytes));
        holesChanged = false;
      },
      close: () => bytes.close(),
    };
  }
}

/** What the headers of an image say; undefined where none can be read. */
async function geometryOf(path: string, map: RescueMap | undefined): Promise<Geometry | undefined> {
  const store = createRawImageStore(await openFileBytes(path), { map, writeProtected: true });
  try {
    return (await openCartridge(store)).geometry;
  } catch {
    return undefined; // opening the cartridge in the drive will say why
  } finally {
    await store.close();
  }
}
