/** What a drive behind qtest needs, in one piece: every module that is loaded on demand is a file more at start. */
export { connectQtestSocket } from "@floppytape/fdc/node";
export { driveOptionsOf } from "./drive-device-options.js";
export { qtestAddress, qtestDevice } from "./qtest-device.js";
