/**
 * WebAssembly text to binary, and binary to the TypeScript module that carries it. Only what the
 * oldest supported engine runs is enabled: fixed-width SIMD, bulk memory, sign extension,
 * saturating conversion, several results, mutable globals. Relaxed SIMD is not: Node 20 refuses it.
 */
import createWabt from "wabt";

const features = {
  bulk_memory: true,
  multi_value: true,
  mutable_globals: true,
  sat_float_to_int: true,
  sign_extension: true,
  simd: true,
};

/**
 * Compiles and validates one text; the result carries no names and is the same on every machine.
 * @param {string} name file name, for messages
 * @param {string} text
 * @returns {Promise<Uint8Array>}
 * @throws {Error} with line and column, as the assembler words it
 */
export async function compileWat(name, text) {
  const wabt = await createWabt();
  const module = wabt.parseWat(name, text, features);
  try {
    module.resolveNames();
    module.validate();
    return module.toBinary({ canonicalize_lebs: true, write_debug_names: false }).buffer;
  } finally {
    module.destroy();
  }
}

/**
 * Source of the generated module: one constant `<name>Wasm`, base64.
 * @param {string} name of the text without its extension, kebab-case
 * @param {Uint8Array} bytes
 * @returns {string} formatted as the repository's formatter leaves it
 */
export function moduleSource(name, bytes) {
  const constant = `${name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())}Wasm`;
  const base64 = Buffer.from(bytes).toString("base64");
  return `/** Compiled from wat/${name}.wat by tools/wat, ${bytes.length} bytes, base64. Do not edit. */
export const ${constant} =
  "${base64}";
`;
}
