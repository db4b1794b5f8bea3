import { library } from "../../tsup.base.js";

export default library(
  "src/index.ts",
  "src/sim/index.ts",
  "src/qtest/index.ts",
  "src/trace/index.ts",
  "src/node/index.ts",
  "src/conformance/index.ts",
);
