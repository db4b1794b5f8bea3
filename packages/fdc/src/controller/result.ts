/** Why a controller command did not do what it was asked. */
export type ControllerFault =
  /** No address mark at all. */
  | "id-mark-missing"
  | "data-mark-missing"
  | "id-crc"
  | "data-crc"
  /** The sector was not found before the second index. */
  | "no-data"
  | "wrong-cylinder"
  | "overrun"
  | "write-protected"
  /** The drive reports a fault (equipment check). */
  | "equipment"
  /** Controller and DMA disagree on how much was moved. */
  | "count-mismatch"
  | "invalid-command"
  /** Nothing came back in time; the chip was reset. */
  | "timeout";
