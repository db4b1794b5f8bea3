/** A tape of another machine. Loaded only when a device string asks for it. */
import { TapeError, type TapeUnit } from "@floppytape/magtape";
import { connectRmt } from "@floppytape/rmt";
import { remoteShell, spawnChannel } from "@floppytape/rmt/node";
import type { NodeName } from "@floppytape/zftape";
import { chosenOption, requireOwnOptions } from "./device-options.js";
import type { DeviceSpec, DeviceTarget } from "./device-spec.js";
import { inTurn } from "./held-image.js";
import { nodeOfDevName } from "./node-names.js";
import type { OpenUnitOptions } from "./open-tape-unit.js";

/** A remote tape in use. */
interface RemoteUnit {
  readonly unit: TapeUnit;
  readonly node: NodeName;
  release(): Promise<void>;
}

/**
 * Runs the remote shell, speaks with the server that it starts and opens the tape there. Options: `rmt` (path
 * of the server there), `peer` (whose operation numbers it has, where it does not speak version 1).
 * @throws {TapeError} `EINVAL` for a command or name that is none; what starting the command or the server says.
 */
export async function openRemoteUnit(
  spec: DeviceSpec,
  { host, user, device }: Extract<DeviceTarget, { kind: "remote" }>,
  { mode, signal, rshCommand, env = process.env }: OpenUnitOptions,
): Promise<RemoteUnit> {
  requireOwnOptions(spec, ["rmt", "peer"]);
  const { rmt, peer } = spec.options;
  const rsh = rshCommand ?? (env.FTAPE_RSH || "ssh");
  const connection = connectRmt({
    channel: spawnChannel(
      naming(spec, () =>
        remoteShell({ rsh, host, user, ...(rmt === undefined ? {} : { rmtCommand: rmt }) }),
      ),
    ),
    ...(peer !== undefined && { peer: chosenOption(spec, "peer", ["linux", "bsd", "sun"]) }),
    ...(signal && { signal }),
  });
  try {
    const unit = await connection.open(device, mode);
    const closing = [() => unit.close(), () => connection.close()];
    return {
      unit,
      node: nodeOfDevName(device.replace(/^.*\//, "")) ?? "nqft",
      release: () => inTurn(...closing.splice(0)),
    };
  } catch (error) {
    await connection.close().catch(() => {}); // the first error is the one to report
    throw error instanceof TypeError ? wrong(spec, error) : error;
  }
}

function naming<T>(spec: DeviceSpec, body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw error instanceof TypeError ? wrong(spec, error) : error;
  }
}

/** Words that make no command or no name came from the user. */
function wrong({ text }: DeviceSpec, cause: Error): TapeError {
  return new TapeError("EINVAL", `device "${text}": ${cause.message}`, { device: text }, cause);
}
