/** Finds the WebAssembly texts of the repository and says where their compiled form belongs. */
import { readdirSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * @typedef {object} WatSource
 * @property {string} name file name without `.wat`
 * @property {string} text absolute path of the text
 * @property {string} module absolute path of the generated module
 * @property {string} label path of the text from the root of the repository, for messages
 */

/**
 * Every `packages/PACKAGE/wat/NAME.wat`, in alphabetical order.
 * @returns {WatSource[]}
 */
export function watSources() {
  const packages = join(root, "packages");
  return readdirSync(packages)
    .sort()
    .flatMap((folder) => texts(join(packages, folder)));
}

/**
 * @param {string} folder of one package
 * @returns {WatSource[]}
 */
function texts(folder) {
  const hasTexts = readdirSync(folder).includes("wat");
  const files = hasTexts ? readdirSync(join(folder, "wat")).sort() : [];
  return files
    .filter((file) => file.endsWith(".wat"))
    .map((file) => {
      const name = basename(file, ".wat");
      const text = join(folder, "wat", file);
      const module = join(folder, "src", `${name}-wasm.ts`);
      return { name, text, module, label: relative(root, text) };
    });
}
