/**
 * The date of an entry, `YYYY-MM-DDThh:mm:ss`: local time, as DOS and Windows kept it, or GMT with `Z`.
 * Undefined for none, and for what is no date.
 */
export function dateOfEntry(modified: string | undefined): Date | undefined {
  if (modified === undefined) return undefined;
  const date = new Date(modified);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
