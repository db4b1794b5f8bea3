import { driveConformance } from "./drive-conformance.js";

// Drives that are woken in different ways, with controllers of different ages, by DMA and by the processor.
driveConformance("archive-xl9250i", "8272A", "dma");
driveConformance("wangtek-3080f", "82072", "dma");
driveConformance("insight-80", "82077", "dma");
driveConformance("iomega-3200", "82078-1", "dma");
driveConformance("colorado-dj20", "Ditto EZ", "dma");
driveConformance("archive-5580i", "8272A", "pio");
driveConformance("conner-c250mq", "82078", "pio");
