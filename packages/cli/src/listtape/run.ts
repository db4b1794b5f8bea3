import type { OpenTape } from "@floppytape/devices";
import { MtOp, MtStatus, TapeError } from "@floppytape/magtape";
import type { Handler } from "../command-table.js";
import { ExitStatus } from "../exit-status.js";
import { usingTape } from "../open-tape.js";
import { CommandError, UsageError } from "../usage-error.js";
import { heading, type ListedVolume, summaryLines, volumeLine } from "./layout.js";

/** Runs `listtape`. */
export const runListtape: Handler = async (context, args) => {
  const [operand] = args.operands;
  const file = args.value("file");
  if (operand !== undefined && file !== undefined)
    throw new UsageError(`two tapes: '${file}' and '${operand}'`);
  const device = file ?? operand ?? context.env.TAPE ?? "/dev/tape";
  const list = await usingTape(context, args, { device, mode: "r" }, (tape) =>
    listVolumes(tape, device, context.signal),
  );
  await context.stdout.write(
    args.has("json")
      ? `${JSON.stringify(list)}\n`
      : [
          heading,
          ...list.volumes.map(volumeLine),
          summaryLines(list.freeKilobytes, list.blockSize),
        ].join(""),
  );
  return ExitStatus.Done;
};

interface TapeList {
  readonly volumes: readonly ListedVolume[];
  readonly freeKilobytes: number;
  readonly blockSize: number;
}

/**
 * The order matters: a volume is listed only after stepping off it, and where that fails, at the end
 * of the data, the last answer holds the free space. All on one open, so that a node that rewinds
 * at close can't start again from the beginning for ever.
 */
async function listVolumes(
  { unit }: OpenTape,
  device: string,
  signal: AbortSignal,
): Promise<TapeList> {
  if (((await unit.status()).gstat & MtStatus.Online) === 0)
    throw new CommandError(`${device}: No cartridge present.`, { status: ExitStatus.Usage });
  await unit.operation(MtOp.Rewind, 1);
  const volumes: ListedVolume[] = [];
  for (;;) {
    signal.throwIfAborted();
    const info = await unit.volumeInfo();
    const listed = {
      fileNumber: info.volno,
      blockSize: info.blockSize,
      realKilobytes: info.sizeKb,
      physicalKilobytes: info.rawSizeKb,
    };
    try {
      await unit.operation(MtOp.Fsf, 1);
    } catch (error) {
      if (!(error instanceof TapeError && error.code === "EINVAL")) throw error;
      await unit.operation(MtOp.Rewind, 1);
      return { volumes, freeKilobytes: info.rawSizeKb, blockSize: info.blockSize };
    }
    volumes.push(listed);
  }
}
