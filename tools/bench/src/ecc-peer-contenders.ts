/** Encoding contenders made of the npm peers, each with its own shape of data. */
import { ParitySectors, SectorBytes, SegmentBytes, SegmentSectors } from "@floppytape/ecc";
import { loadRonomon, loadSubspace, RonomonName, SubspaceName } from "./peers.js";
import { randomBytes } from "./random-bytes.js";
import type { Contender } from "./rounds.js";

/** The native peer refuses more than 24 data shards. */
const RonomonDataShards = 24;
const InFlight = 4;

/** Names under which goals look the peers up. */
export const PeerRow = {
  subspace: `${SubspaceName} k=29`,
  ronomonSectors: `${RonomonName} k=24, 1 KiB shards, ${InFlight} in flight`,
  ronomonBest: `${RonomonName} k=24, 256 KiB shards, ${InFlight} in flight`,
} as const;

export interface PeerContenders {
  readonly contenders: readonly Contender[];
  /** Why a peer is missing, by name of its package. */
  readonly missing: ReadonlyMap<string, string>;
}

export async function peerContenders(root: string): Promise<PeerContenders> {
  const contenders: Contender[] = [];
  const missing = new Map<string, string>();
  const subspace = await loadSubspace(root);
  if ("missing" in subspace) missing.set(SubspaceName, subspace.missing);
  else {
    const shards = randomBytes(SegmentBytes, 11).slice();
    const dataShards = SegmentSectors - ParitySectors;
    contenders.push({
      name: PeerRow.subspace,
      amount: dataShards * SectorBytes,
      run: () => {
        const status = subspace.peer.encode(shards, dataShards, ParitySectors);
        if (status !== 0) throw new Error(`${SubspaceName} returned ${status}`);
      },
    });
  }
  const ronomon = loadRonomon(root);
  if ("missing" in ronomon) missing.set(RonomonName, ronomon.missing);
  else {
    for (const [name, shardBytes] of [
      [PeerRow.ronomonSectors, SectorBytes],
      [PeerRow.ronomonBest, 256 * 1024],
    ] as const) {
      const context = ronomon.peer.create(RonomonDataShards, ParitySectors);
      const sources = 2 ** RonomonDataShards - 1;
      const targets = (2 ** ParitySectors - 1) * 2 ** RonomonDataShards;
      const buffers = Array.from({ length: InFlight }, (_, i) => ({
        data: Buffer.from(randomBytes(RonomonDataShards * shardBytes, 13 + i)),
        parity: Buffer.alloc(ParitySectors * shardBytes),
      }));
      const encode = ({ data, parity }: { data: Buffer; parity: Buffer }) =>
        new Promise<void>((resolve, reject) => {
          const done = (error?: Error) => (error ? reject(error) : resolve());
          ronomon.peer.encode(
            context,
            sources,
            targets,
            data,
            0,
            data.length,
            parity,
            0,
            parity.length,
            done,
          );
        });
      contenders.push({
        name,
        amount: InFlight * RonomonDataShards * shardBytes,
        run: () => Promise.all(buffers.map(encode)),
      });
    }
  }
  return { contenders, missing };
}
