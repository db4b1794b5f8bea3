export type {
  Chip,
  ChipName,
  Controller,
  DataBuffer,
  FormatRequest,
  TransferRequest,
  TransferResult,
} from "./controller/controller.js";
export type { ControllerFault } from "./controller/result.js";
export { type DriveTrace, type DriveTraceRecord, NoTrace, type TraceLevel } from "./drive-trace.js";
export { FdcError, type FdcErrorCode, type FdcErrorDetails } from "./errors.js";
export type {
  BulkTransfer,
  Clock,
  DmaMemory,
  Hardware,
  Interrupts,
  PortIo,
} from "./hardware.js";
