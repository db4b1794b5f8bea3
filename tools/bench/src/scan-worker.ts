/** Script of a worker thread in the bench's own bundle. */
import { parentPort } from "node:worker_threads";
import { serveScan } from "@floppytape/cartridge/node";

if (parentPort) serveScan(parentPort);
