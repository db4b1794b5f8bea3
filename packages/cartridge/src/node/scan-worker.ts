import { parentPort } from "node:worker_threads";
import { serveScan } from "./scan-server.js";

if (parentPort) serveScan(parentPort);
