/** READ ID: the next sector id with a good checksum. */
import type { SectorMark } from "../cable.js";
import type { VirtualAlarm } from "../virtual-clock.js";
import type { Execution, ExecutionHost, ResultAddress } from "./execution.js";
import { type MarkListener, MarkSearch } from "./mark-search.js";
import { St0, St1 } from "./status-bits.js";

const nowhere: ResultAddress = { cylinder: 0, head: 0, record: 0, sizeCode: 0 };

export class ReadId implements Execution, MarkListener {
  readonly pio = undefined;
  readonly #host: ExecutionHost;
  readonly #search: MarkSearch;
  readonly #end: VirtualAlarm;
  #unit = 0;
  #st0 = 0;
  #st1 = 0;
  #address = nowhere;

  constructor(host: ExecutionHost) {
    this.#host = host;
    this.#search = new MarkSearch(host, this);
    this.#end = host.clock.alarm(() =>
      host.finish(this.#st0 | this.#unit, this.#st1, 0, this.#address),
    );
  }

  /** @param blind nothing can be recognised */
  begin(unit: number, blind: boolean): void {
    this.#unit = unit;
    this.#search.blind = blind;
    this.#nothingSeen();
    this.#search.begin(this.#host.clock.nowNs);
  }

  foresee(mark: SectorMark): boolean {
    this.#address = mark.id;
    if (!mark.idCrcGood) {
      this.#st1 = St1.NoData;
      return false;
    }
    this.#st0 = 0;
    this.#st1 = 0;
    this.#end.set(mark.atNs);
    return true;
  }

  exhausted(atNs: number): void {
    this.#end.set(atNs);
  }

  changed(): void {
    this.#end.cancel();
    this.#nothingSeen();
    this.#search.again();
  }

  cancel(): void {
    this.#end.cancel();
    this.#search.cancel();
  }

  #nothingSeen(): void {
    this.#st0 = St0.Abnormal;
    this.#st1 = St1.MissingMark;
    this.#address = nowhere;
  }
}
