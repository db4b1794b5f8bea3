import { archiveProperties } from "./archive-properties.js";

archiveProperties(200);
