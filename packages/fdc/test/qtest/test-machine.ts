import type { QtestTarget } from "../../src/qtest/index.js";

/** What is written to port 0x80 raises interrupt 6 so many milliseconds later; reading the port lowers it. */
export const alarmPort = 0x80;

/** Ports that keep what was written, 16 MiB of memory, an interrupt, and virtual time. */
export function testMachine(): QtestTarget & { ports: Map<number, number>; listeners: number } {
  const ports = new Map<number, number>();
  const memory = new Map<number, number>();
  const listeners = new Set<(irq: number, level: boolean) => void>();
  let nowNs = 0;
  let alarmNs = Number.POSITIVE_INFINITY;
  const change = (level: boolean) => {
    for (const listener of listeners) listener(6, level);
  };
  const advance = (untilNs: number) => {
    if (alarmNs <= untilNs) {
      nowNs = Math.max(nowNs, alarmNs);
      alarmNs = Number.POSITIVE_INFINITY;
      change(true);
    }
    nowNs = Math.max(nowNs, untilNs);
  };
  return {
    ports,
    get listeners() {
      return listeners.size;
    },
    clock: {
      get nowNs() {
        return nowNs;
      },
      advance: (ns) => advance(nowNs + ns),
      runUntil(condition, limitNs) {
        if (condition()) return true;
        advance(Math.min(alarmNs, nowNs + limitNs));
        return condition();
      },
    },
    inb(port) {
      advance(nowNs + 1000);
      if (port === alarmPort) change(false);
      return ports.get(port) ?? 0xff;
    },
    outb(port, value) {
      advance(nowNs + 1000);
      ports.set(port, value);
      if (port === alarmPort) alarmNs = nowNs + value * 1e6;
    },
    readMemory(address, into) {
      for (let i = 0; i < into.length; i++) into[i] = memory.get(address + i) ?? 0;
    },
    writeMemory(address, bytes) {
      for (const [i, byte] of bytes.entries()) memory.set(address + i, byte);
    },
    onIrq(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
