import type { Context } from "./context.js";

/** A context whose talk waits until somebody knows whether it is worth hearing. */
export interface WithheldTalk {
  readonly context: Context;
  /** Says what was kept back; what comes later is said at once. */
  tell(): Promise<void>;
}

/** Keeps back what is said on standard error, such as warnings of an attempt that may be given up. */
export function withholdTalk(context: Context): WithheldTalk {
  const { stderr } = context;
  let kept: (string | Uint8Array)[] | undefined = [];
  return {
    context: {
      ...context,
      stderr: {
        isTerminal: stderr.isTerminal,
        columns: stderr.columns,
        async write(data) {
          if (kept === undefined) await stderr.write(data);
          else kept.push(data);
        },
      },
    },
    async tell() {
      const talk = kept ?? [];
      kept = undefined;
      for (const data of talk) await stderr.write(data);
    },
  };
}
