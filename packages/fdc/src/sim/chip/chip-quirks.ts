/** Where other controllers differ from the chips that are modelled: each switch is one observed habit. */
export interface ChipQuirks {
  /** Time from the end of a reset to its interrupt. Default 250 us. */
  readonly resetInterruptNs?: number;
  /** A command with parameters drops what is left of the four answers after a reset. */
  readonly commandEndsResetPoll?: boolean;
  /** Rate and precompensation bits of the data-rate select register have no effect. */
  readonly dsrIgnored?: boolean;
  /** A write to the DSR without its reset bit so soon after a reset cancels the reset's interrupt for good. */
  readonly dsrCancelsResetInterruptWithinNs?: number;
  /** A new rate counts from the next READ ID, READ, WRITE, VERIFY or FORMAT on, for stepping as well. */
  readonly rateTakesEffectWithCommand?: boolean;
  /** Step pulses take so many times longer. Default 1. */
  readonly stepTimeFactor?: number;
  /** All pulses of a SEEK reach the drive when the command starts; the interrupt comes when they would have been sent. */
  readonly stepsAtOnce?: boolean;
  /** Time to the interrupt of a SEEK without distance. Default 20 us. */
  readonly zeroSeekNs?: number;
  /** RECALIBRATE ends well without having seen track 0. */
  readonly recalibrateAlwaysEnds?: boolean;
  /** Time that SENSE DRIVE STATUS and CONFIGURE take. Default 0. */
  readonly slowCommandNs?: number;
  /** Time until an unknown command is answered. Default 0. */
  readonly invalidCommandNs?: number;
  /** WRITE DELETED DATA with MFM bit is an unknown command. */
  readonly unknownWriteDeleted?: boolean;
  /** Deleted data marks are taken for normal ones, and READ DELETED for READ. */
  readonly noDeletedMarks?: boolean;
  /** VERIFY is an unknown command. */
  readonly unknownVerify?: boolean;
  /** VERIFY without EC ends after one sector, with MT it runs on into the next head. */
  readonly verifyNeedsEc?: boolean;
  /** READ ID while nothing can ever be read raises its interrupt and then hangs. */
  readonly readIdHangsWithoutCartridge?: boolean;
  /** FORMAT TRACK waits for no index: it takes SC ids at once, ffh where DMA gives no more. */
  readonly formatWithoutIndex?: boolean;
  /** The end of a cylinder without terminal count is a normal end. */
  readonly noEndOfCylinderFlag?: boolean;
  /** Data that is not fetched in time waits. */
  readonly neverOverruns?: boolean;
  /** The main status register shows the direction during execution by DMA. */
  readonly directionDuringExecution?: boolean;
  /** The tape drive register reads 20h, whatever was written. */
  readonly tdrReads20?: boolean;
  /** PART ID is an unknown command. */
  readonly partIdInvalid?: boolean;
  /** LOCK and UNLOCK are unknown commands, as on 82077s made before 1991. */
  readonly lockInvalid?: boolean;
  /** Motor bits of units without a drive read as 0. */
  readonly absentMotorsReadZero?: boolean;
}
