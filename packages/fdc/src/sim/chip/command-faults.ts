/** What a fault script does to commands: it knows them by their operation. */
import type { FaultArguments, FaultKind, FaultPlace, Faults } from "../faults/faults.js";
import type { CommandName } from "./command-set.js";

const everywhere: FaultPlace = {};
const resetPlace: FaultPlace = { operation: "reset" };
const places: { readonly [Name in CommandName]?: FaultPlace } = {
  read: { operation: "read" },
  "read-deleted": { operation: "read" },
  write: { operation: "write" },
  "write-deleted": { operation: "write" },
  verify: { operation: "verify" },
  "read-id": { operation: "read-id" },
  format: { operation: "format" },
  seek: { operation: "seek" },
  recalibrate: { operation: "seek" },
  "sense-interrupt": { operation: "sense" },
  "sense-drive": { operation: "sense" },
};

export class CommandFaults {
  /** What the chip is at. */
  place = everywhere;
  readonly #faults: Faults;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  reset(): void {
    this.place = resetPlace;
  }

  begin(name: CommandName): void {
    this.place = places[name] ?? everywhere;
  }

  /** Data go through the DMA controller, when that is used at all. */
  get movesData(): boolean {
    const { operation } = this.place;
    return operation === "read" || operation === "write" || operation === "format";
  }

  /** The arguments, when a fault of this kind strikes the present command. */
  strike(kind: FaultKind): FaultArguments | undefined {
    return this.#faults.has(kind) ? this.#faults.strikes(kind, this.place) : undefined;
  }
}
