/** Registers of the controller that are written by themselves, in words. */
import { CcrPort, Dor, Dor2Port, DorPort, DsrPort, TdrPort } from "../../controller/registers.js";
import type { TracePort } from "../trace-record.js";
import { hexByte } from "./explain-command.js";

const rateOfCode = ["500", "300 or 2000", "250", "1000"];

/** Name and text of an access to a register at this offset from the base; undefined for other offsets. */
export function registerText(
  { kind, value }: TracePort,
  offset: number,
): { name: string; text: string } | undefined {
  if (kind === "in") {
    const register = readable.get(offset);
    if (register === undefined) return undefined;
    return {
      name: `read-${register.replaceAll(" ", "-")}`,
      text: `${register}: ${hexByte(value)}`,
    };
  }
  switch (offset) {
    case DorPort:
      return { name: "digital-output", text: digitalOutputText(value) };
    case TdrPort:
      return { name: "tape-drive", text: `tape drive register: unit ${value & Dor.UnitMask}` };
    case DsrPort:
      if (value & 0x80) return { name: "data-rate-select", text: "controller resets itself" };
      return {
        name: "data-rate-select",
        text: `data rate ${rateOfCode[value & 3]} kbit/s, ${precompensationText((value >> 2) & 7)}`,
      };
    case CcrPort:
      return {
        name: "configuration-control",
        text: `data rate ${rateOfCode[value & 3]} kbit/s (configuration control)`,
      };
    case Dor2Port:
      return { name: "second-output", text: `board's own output register: ${hexByte(value)}` };
    default:
      return undefined;
  }
}

const readable: ReadonlyMap<number, string> = new Map([
  [0, "status A"],
  [1, "status B"],
  [DorPort, "digital output"],
  [TdrPort, "tape drive register"],
  [CcrPort, "digital input"],
]);

function digitalOutputText(value: number): string {
  const unit = value & Dor.UnitMask;
  const motors = [0, 1, 2, 3].filter((motor) => value & (Dor.Motor0 << motor));
  return [
    value & Dor.NotReset ? `controller runs` : "controller is held in reset",
    `unit ${unit} selected`,
    motors.length > 0 ? `motor ${motors.join(", ")} on` : "motors off",
    value & Dor.DmaGate ? "interrupts and DMA on" : "interrupts and DMA off",
  ].join(", ");
}

function precompensationText(code: number): string {
  if (code === 0) return "the chip's own precompensation";
  return code === 7 ? "no precompensation" : `precompensation ${Math.round(code * 41.67)} ns`;
}
