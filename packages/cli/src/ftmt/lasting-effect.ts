import type { OpenUnit } from "@floppytape/devices";
import { type Context, say } from "../context.js";

/** Says so when a tape is to be positioned through a node that rewinds it at close. */
export async function warnAboutRewinding(
  context: Context,
  device: string,
  { node }: Pick<OpenUnit, "node">,
  operation: string,
): Promise<void> {
  if (node.startsWith("n")) return;
  await say(
    context,
    `warning: ${device}: ${node} rewinds when it is closed, so ${operation} has no lasting effect; use n${node}`,
  );
}
