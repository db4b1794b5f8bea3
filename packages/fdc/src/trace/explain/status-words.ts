/** Status bytes of the controller in words. */
import { St0, St1, St2, St3 } from "../../controller/registers.js";

type Words = readonly (readonly [bit: number, word: string])[];

const endings: ReadonlyMap<number, string> = new Map<number, string>([
  [St0.Normal, "normal end"],
  [St0.Abnormal, "abnormal end"],
  [St0.Invalid, "invalid command"],
  [St0.ReadyChanged, "ready line changed"],
]);

const st0: Words = [
  [St0.SeekEnd, "seek end"],
  [St0.EquipmentCheck, "equipment check"],
  [0x08, "not ready"],
];

const st1: Words = [
  [St1.EndOfCylinder, "end of cylinder"],
  [St1.DataError, "CRC error"],
  [St1.Overrun, "overrun"],
  [St1.NoData, "sector not found"],
  [St1.NotWritable, "write protected"],
  [St1.MissingAddressMark, "address mark missing"],
];

const st2: Words = [
  [St2.ControlMark, "deleted data mark"],
  [St2.DataErrorInData, "in the data field"],
  [St2.WrongCylinder, "wrong cylinder"],
  [St2.BadCylinder, "bad cylinder"],
  [St2.MissingDataMark, "in the data field's place"],
];

const st3: Words = [
  [0x80, "fault"],
  [St3.WriteProtected, "write protected"],
  [0x20, "ready"],
  [St3.TrackZero, "track 0"],
  [0x08, "two sides"],
];

/** How a command ended. */
export function st0Words(status: number): string[] {
  return [endings.get(status & St0.InterruptCode) ?? "", ...wordsOf(status, st0)];
}

/** What went wrong: ST1, then ST2. */
export function errorWords(status1: number, status2: number): string[] {
  return [...wordsOf(status1, st1), ...wordsOf(status2, st2)];
}

/** Lines of the drive. */
export function st3Words(status: number): string[] {
  return wordsOf(status, st3);
}

function wordsOf(status: number, words: Words): string[] {
  return words.filter(([bit]) => status & bit).map(([, word]) => word);
}
