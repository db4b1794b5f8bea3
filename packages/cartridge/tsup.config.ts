import { library } from "../../tsup.base.js";

export default {
  ...library(
    "src/index.ts",
    "src/image/index.ts",
    "src/node/index.ts",
    "src/node/scan-worker.ts",
    "src/conformance/index.ts",
  ),
  // the CommonJS build finds the scan worker's script through import.meta.url too
  shims: true,
};
