/** How the members of an archive are listed. */
export interface WalkOptions {
  readonly signal?: AbortSignal | undefined;
  /** Ends with the first archive instead of looking for another one close behind it. Default false. */
  readonly single?: boolean;
}
