import type { TapeProfile } from "../tape-profile.js";

/** One property in which two profiles differ; nested ones with a dot, as in `fits.blocking`. */
export interface ProfileDifference {
  readonly property: string;
  readonly a: unknown;
  readonly b: unknown;
}

/** What two profiles say differently, in the order of the profile's properties. Empty for equal ones. */
export function diffProfiles(a: TapeProfile, b: TapeProfile): ProfileDifference[] {
  return diffValues("", a, b);
}

function diffValues(property: string, a: unknown, b: unknown): ProfileDifference[] {
  if (Object.is(a, b)) return [];
  if (!isObject(a) || !isObject(b)) return [{ property, a, b }];
  if (Array.isArray(a) || Array.isArray(b))
    return JSON.stringify(a) === JSON.stringify(b) ? [] : [{ property, a, b }];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  const prefix = property === "" ? "" : `${property}.`;
  return keys.flatMap((key) => diffValues(`${prefix}${key}`, a[key], b[key]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
