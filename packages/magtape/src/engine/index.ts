export {
  Allocation,
  type AllocationCode,
  type Allocator,
  createMemoryAllocator,
  type MemoryAllocatorOptions,
  nodeOfName,
} from "./allocator.js";
export {
  DescriptorFlag,
  isAtEndOfTape,
  positionOf,
  type TapeDescriptor,
  unknownDescriptor,
} from "./descriptor.js";
export {
  type FitsBlocking,
  fitsBlocking,
  fitsDataKb,
  fitsRecordBytes,
  fitsSkipPays,
} from "./fits.js";
export { formatPositionFile, type PositionFile, parsePositionFile } from "./position-file.js";
export { createPositionMemory, type PositionMemory, type PositionText } from "./position-memory.js";
export { type RewindOptions, rewindTape } from "./rewind-tape.js";
export { type EngineTapeDevice, openTapeDevice } from "./tape-device.js";
export {
  openTapeFile,
  type TapeFile,
  type TapeFileOptions,
  type TapeFileRequest,
} from "./tape-file.js";
export type { TapeHeadOptions } from "./tape-head.js";
