/** A drive behind a controller in another program. Loaded only when a device string asks for it. */
import { type DriveTrace, openDrive } from "@floppytape/fdc";
import { connectQtestSocket } from "@floppytape/fdc/node";
import type { BackEnd } from "./back-end.js";
import type { DeviceSpec, DeviceTarget } from "./device-spec.js";
import { driveOptionsOf } from "./drive-device-options.js";
import { drivePlace } from "./drive-place.js";
import type { FoundDevice } from "./find-device.js";
import { inTurn } from "./held-image.js";

type QtestTarget = Extract<DeviceTarget, { kind: "qtest" }>;

/** @throws {TapeError} `EINVAL` for options that it does not have. */
export function qtestDevice(
  spec: DeviceSpec,
  target: QtestTarget,
  trace: DriveTrace | undefined,
): FoundDevice {
  const address = qtestAddress(target);
  const options = driveOptionsOf(spec);
  const backEnd: BackEnd = {
    runs: true,
    async open() {
      const hardware = await connectQtestSocket(address);
      try {
        const store = await openDrive(hardware, { ...options, ...(trace && { trace }) });
        return Object.create(store, {
          close: {
            value: () =>
              inTurn(
                () => store.close(),
                () => hardware.close(),
              ),
          },
        });
      } catch (error) {
        await hardware.close();
        throw error;
      }
    },
  };
  return {
    image: drivePlace(spec.text, `qtest-${address}`),
    backEnd,
    exclusive: true,
    rawPath: undefined,
  };
}

/** `HOST:PORT` or the path of a socket. */
export function qtestAddress(target: QtestTarget): string {
  return "socket" in target ? target.socket : `${target.host}:${target.port}`;
}
