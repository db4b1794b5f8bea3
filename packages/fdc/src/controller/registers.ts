/** Registers of the floppy controller, as offsets from its base port, and their bits. */

/** Digital output: reset, DMA gate, motors, unit. */
export const DorPort = 2;
/** Tape drive register of the 82077AA and later. */
export const TdrPort = 3;
/** Main status, read. */
export const StatusPort = 4;
/** Data-rate select, written; 82077 and later. */
export const DsrPort = 4;
export const FifoPort = 5;
/** Second output register of some boards, in the place of a disk controller's register. */
export const Dor2Port = 6;
/** Configuration control, written: data rate on every AT part. */
export const CcrPort = 7;

export const Dor = {
  UnitMask: 0x03,
  /** 0 holds the chip in reset. */
  NotReset: 0x04,
  /** Interrupt and DMA request lines are driven. */
  DmaGate: 0x08,
  /** Motor of unit 0; the others follow upwards. */
  Motor0: 0x10,
} as const;

/** Main status register: bits, and what they come to under the two masks. */
export const Msr = {
  RequestForMaster: 0x80,
  ToHost: 0x40,
  Execution: 0x20,
  Busy: 0x10,
  /** RQM and direction. */
  Direction: 0xc0,
  ReadyForByte: 0x80,
  ByteOffered: 0xc0,
  /** RQM, direction and non-DMA execution. */
  Phase: 0xe0,
  DataToChip: 0xa0,
  DataToHost: 0xe0,
  /** No chip answers. */
  Nothing: 0xff,
} as const;

export const St0 = {
  InterruptCode: 0xc0,
  Normal: 0x00,
  Abnormal: 0x40,
  Invalid: 0x80,
  ReadyChanged: 0xc0,
  SeekEnd: 0x20,
  EquipmentCheck: 0x10,
  UnitMask: 0x03,
} as const;

export const St1 = {
  EndOfCylinder: 0x80,
  DataError: 0x20,
  Overrun: 0x10,
  NoData: 0x04,
  NotWritable: 0x02,
  MissingAddressMark: 0x01,
} as const;

export const St2 = {
  ControlMark: 0x40,
  DataErrorInData: 0x20,
  WrongCylinder: 0x10,
  BadCylinder: 0x02,
  MissingDataMark: 0x01,
} as const;

export const St3 = { WriteProtected: 0x40, TrackZero: 0x10 } as const;
