/** Bits that the chip shows: main status register, ST0 to ST3, DOR. Names as in the 82077AA data sheet. */

export const Msr = {
  Request: 0x80,
  ToHost: 0x40,
  NonDma: 0x20,
  Busy: 0x10,
} as const;

export const Dor = {
  Select: 0x03,
  NotReset: 0x04,
  DmaGate: 0x08,
  /** Motor of unit 0; the others follow. */
  Motor: 0x10,
} as const;

export const St0 = {
  Abnormal: 0x40,
  Invalid: 0x80,
  /** Ready line changed, or the poll after a reset. */
  Polled: 0xc0,
  SeekEnd: 0x20,
  EquipmentCheck: 0x10,
} as const;

export const St1 = {
  EndOfCylinder: 0x80,
  DataError: 0x20,
  Overrun: 0x10,
  NoData: 0x04,
  NotWritable: 0x02,
  MissingMark: 0x01,
} as const;

export const St2 = {
  ControlMark: 0x40,
  DataFieldError: 0x20,
  WrongCylinder: 0x10,
  BadCylinder: 0x02,
  MissingDataMark: 0x01,
} as const;

export const St3 = {
  WriteProtected: 0x40,
  Ready: 0x20,
  TrackZero: 0x10,
  TwoSide: 0x08,
} as const;
