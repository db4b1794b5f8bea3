import { library } from "../../tsup.base.js";

export default library("src/index.ts", "src/contents/index.ts", "src/report/index.ts");
