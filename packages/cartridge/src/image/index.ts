export type { ImageKind } from "./image-kind.js";
