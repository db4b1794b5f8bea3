import {
  ConfigError,
  type ConfigErrorCode,
  formatField,
  resolveTapecap,
  type TapecapQuery,
} from "../../src/config/index.js";

type Options = Partial<Omit<TapecapQuery, "name" | "files">>;

/** Looks a name up in the text of one file. */
export const resolve = (text: string, name: string, options: Options = {}) =>
  resolveTapecap({ files: [{ path: "tapecap", text }], name, ...options });

/** What holds, as it would stand in a file. */
export const fieldsOf = (text: string, name: string, options?: Options) =>
  resolve(text, name, options).fields.map(formatField).join(":");

/** The code of the ConfigError that an action ends with; undefined when it ends well. */
export function codeOf(action: () => unknown): ConfigErrorCode | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigError) return error.code;
    throw error;
  }
  return undefined;
}

export const iraf = { compat: "iraf" } as const;
