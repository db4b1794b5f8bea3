import { driveConformance } from "./drive-conformance.js";

driveConformance("colorado-dj20", "82077AA", "dma");
