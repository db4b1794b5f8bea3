import { describeMtOp, type TapeUnit } from "@floppytape/magtape";
import type { TraceLog } from "./trace-log.js";

/** Calls whose records belong to the data flow. */
const dataCalls: readonly PropertyKey[] = ["read", "write", "readSegment", "writeSegment"];
/** Calls that only look at what is in memory. */
const quietCalls: readonly PropertyKey[] = ["reports"];

/** A unit that does what `unit` does and tells the log of every call and its outcome. */
export function createTracedUnit<Unit extends TapeUnit>(unit: Unit, log: TraceLog): Unit {
  return new Proxy(unit, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function" || quietCalls.includes(name)) return member;
      return async (...values: unknown[]) => {
        const record = {
          event: "call",
          name: String(name),
          words: values.map((value, i) => wordOf(name, value, i)),
          data: dataCalls.includes(name),
        } as const;
        try {
          const result: unknown = await member.apply(target, values);
          log.add({ ...record, outcome: outcomeOf(result) });
          return result;
        } catch (error) {
          log.add({ ...record, outcome: failureOf(error) });
          throw error;
        }
      };
    },
  });
}

function wordOf(call: PropertyKey, value: unknown, index: number): string | number {
  if (typeof value === "number")
    return call === "operation" && index === 0 ? (describeMtOp(value)?.names[0] ?? value) : value;
  return value instanceof Uint8Array ? `${value.length} bytes` : String(value);
}

function outcomeOf(result: unknown): string {
  return typeof result === "number" ? String(result) : "done";
}

function failureOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? `${error.code}: ` : "";
  return `${code}${error instanceof Error ? error.message : String(error)}`;
}
