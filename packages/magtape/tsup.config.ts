import { library } from "../../tsup.base.js";

export default library(
  "src/index.ts",
  "src/config/index.ts",
  "src/engine/index.ts",
  "src/image/index.ts",
  "src/monitor/index.ts",
  "src/quirky/index.ts",
  "src/conformance/index.ts",
);
