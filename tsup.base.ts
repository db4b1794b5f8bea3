import type { Options } from "tsup";

/** The build of a library package: ES modules and CommonJS with types, one file per entry. */
export function library(...entry: string[]): Options {
  return {
    entry,
    format: ["esm", "cjs"],
    dts: true,
    sourcemap: true,
    clean: true,
    target: "node20",
    external: [/^@floppytape\//],
  };
}
