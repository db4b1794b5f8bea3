import { parentPort } from "node:worker_threads";
import { serveScan } from "@floppytape/cartridge/node";

// The script of the threads that `floppytape verify` and `map` scan large images with.
if (parentPort) serveScan(parentPort);
