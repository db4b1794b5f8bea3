import { type QftNode, qftNode } from "../mtio/qft-node.js";
import { type StNode, stNode } from "../mtio/st-node.js";
import { plainProfile, type TapeProfile } from "../tape-profile.js";
import { fittedToBlocks } from "./tapecap-profile.js";

/** What both drivers of Linux have in common. */
const linuxProfile: TapeProfile = {
  ...plainProfile,
  opFamily: "linux",
  multiFileFsf: true,
  hasEod: true,
  statusDoubleCheck: true,
};

/** Blocks that the floppy tape driver writes unless it is told otherwise. */
const qftBlockBytes = 10240;

/**
 * The profile of a node of Linux, SCSI (`nst0`) or floppy tape (`nqft0`); `/dev/` may be in front.
 * Undefined for other names.
 */
export function profileFromLinuxNode(name: string): TapeProfile | undefined {
  const qft = qftNode(name);
  if (qft !== undefined) return qftProfile(qft);
  const st = stNode(name);
  return st === undefined ? undefined : stProfile(st);
}

function stProfile(node: StNode): TapeProfile {
  return {
    ...linuxProfile,
    ...named(node, node.name.replace(/^n/, "")),
    // Modes are whatever the administrator made of them.
    density: node.mode === 0 ? "" : `mode ${"lma"[node.mode - 1]}`,
    lockName: `st${node.drive}`,
  };
}

/**
 * BSF counts the file that the head is in, which neither recipe for going back copes with; rewinding
 * moves nothing there, so that going forward from the beginning is as good. FSR counts marks as records.
 */
function qftProfile(node: QftNode): TapeProfile {
  const profile: TapeProfile = {
    ...linuxProfile,
    ...named(node, node.name.replace(/^n/, "")),
    canBackspaceFiles: false,
    backspaceLimit: 0,
    skipMarksWithRecords: true,
    blockSize: qftBlockBytes,
    density: node.view === "plain" ? "" : node.view,
    lockName: `qft${node.drive}`,
  };
  return { ...profile, ...fittedToBlocks(profile) };
}

function named(node: StNode | QftNode, rewinding: string): Partial<TapeProfile> {
  return {
    names: [node.name],
    device: node.rewinds ? "" : `/dev/${node.name}`,
    rewindDevice: `/dev/${rewinding}`,
    rewindOnClose: node.rewinds,
  };
}
