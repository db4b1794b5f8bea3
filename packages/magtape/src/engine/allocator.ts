/** What became of asking for a drive. */
export const Allocation = { Free: 1, Allocated: 2, InUse: 3, NotFound: 4 } as const;

/** Free, allocated by whoever asks, in use by somebody else, or no such device. */
export type AllocationCode = (typeof Allocation)[keyof typeof Allocation];

/**
 * Who uses a drive. Advisory: it keeps nobody out who does not ask. All nodes of a drive are taken and
 * given back together.
 */
export interface Allocator {
  /** @returns `Allocated`, `InUse` (nothing was taken) or `NotFound`. */
  allocate(names: readonly string[], user: string): Promise<AllocationCode>;
  /** @returns `Free`, `InUse` (it is somebody else's) or `NotFound`. */
  free(names: readonly string[], user: string): Promise<AllocationCode>;
  status(names: readonly string[], user: string): Promise<AllocationCode>;
}

export interface MemoryAllocatorOptions {
  /** Nodes that exist, without directory. */
  readonly nodes: readonly string[];
  /** A user whose programs have all ended holds nothing any more; without it everybody's run. */
  readonly isRunning?: (user: string) => boolean;
}

const maxNames = 30;

/** The node that a name means: what is left of it behind the last character that is no letter or digit. */
export function nodeOfName(name: string): string {
  return /[A-Za-z0-9]+(?=[^A-Za-z0-9]*$)/.exec(name)?.[0] ?? "";
}

/** An allocator that knows what it was told itself, for one process and for tests. */
export function createMemoryAllocator(options: MemoryAllocatorOptions): Allocator {
  const holders = new Map<string, string>();
  const isRunning = options.isRunning ?? (() => true);

  function look(names: readonly string[], user: string): [AllocationCode, string[]] {
    if (names.length === 0 || names.length > maxNames)
      throw new RangeError(`names are ${names.length}: 1 to ${maxNames} nodes make a drive`);
    const nodes = names.map(nodeOfName);
    if (nodes.some((node) => !options.nodes.includes(node))) return [Allocation.NotFound, nodes];
    const held = nodes.map((node) => holders.get(node));
    if (held.some((holder) => holder !== undefined && holder !== user && isRunning(holder)))
      return [Allocation.InUse, nodes];
    const mine = held.every((holder) => holder === user);
    return [mine ? Allocation.Allocated : Allocation.Free, nodes];
  }

  return {
    async allocate(names, user) {
      const [code, nodes] = look(names, user);
      if (code !== Allocation.Free) return code;
      for (const node of nodes) holders.set(node, user);
      return Allocation.Allocated;
    },
    async free(names, user) {
      const [code, nodes] = look(names, user);
      if (code === Allocation.InUse || code === Allocation.NotFound) return code;
      for (const node of nodes) holders.delete(node);
      return Allocation.Free;
    },
    status: async (names, user) => look(names, user)[0],
  };
}
