/** One pass of the tape over a segment: a command for each run of sectors, and what became of each sector. */
import { SectorBytes } from "@floppytape/ecc";
import { type SectorMap, sectorIdOf } from "@floppytape/qic-format";
import type { TransferRequest } from "../../controller/controller.js";
import type { ControllerFault } from "../../controller/result.js";
import { FdcError } from "../../errors.js";
import type { Clock } from "../../hardware.js";
import type { TapeDrive } from "../../qic117/tape-drive.js";
import type { Positioner } from "../position/positioner.js";
import type { TapeLayout } from "../tape-layout.js";
import { createArrivalMark } from "./arrival-mark.js";
import { runEnd, runStart, sectorsBetween } from "./sector-runs.js";

export interface SegmentPass {
  readonly segment: number;
  /** Moved with a good checksum. */
  good: SectorMap;
  /** Those of them that carry deleted data marks. */
  deleted: SectorMap;
  /** Seen, and failed. */
  failed: SectorMap;
  /** Those of `failed` whose bytes arrived, with a wrong checksum. */
  doubtful: SectorMap;
  /** Not found. */
  absent: SectorMap;
  /** Asked for, but the tape had gone on before their turn came. */
  untried: SectorMap;
  /** Those of `failed` whose data came faster than they were taken, or the other way round. */
  overrun: SectorMap;
  /** The tape may have stopped, or the controller refuses: what follows is not in time for anything. */
  broken: ControllerFault | undefined;
}

export interface SegmentPasses {
  /** Issues the first command; the tape is before the segment. */
  begin(
    segment: number,
    kind: TransferRequest["kind"],
    sectors: SectorMap,
    buffer: number,
  ): Promise<void>;
  /** The rest of the pass. @throws {FdcError} `DRIVE_ERROR` 5 for a cartridge that is write protected. */
  end(): Promise<SegmentPass>;
}

export interface SegmentPassParts {
  readonly drive: TapeDrive;
  readonly clock: Clock;
  readonly positioner: Positioner;
  readonly layout: TapeLayout;
}

/** Commands that found nothing although their sector was still to come. */
const mostRepeats = 8;
const writeProtected = 5;

export function createSegmentPasses(parts: SegmentPassParts): SegmentPasses {
  const { clock, positioner, layout } = parts;
  const { controller } = parts.drive;
  let pass: SegmentPass;
  let kind: TransferRequest["kind"];
  let buffer = 0;
  let first = 0;
  let end = 0;
  let deadline = 0;
  /** The first sector of the run had passed before it was asked for: that it is not found says nothing. */
  let late = false;
  const mark = createArrivalMark(controller.buffers);

  /** Issues the run that begins with a sector. */
  const issue = async (sector: number): Promise<void> => {
    first = sector;
    end = runEnd(pass.untried, first);
    const arrival = positioner.arrivalOf(pass.segment, first);
    // Between the end of a sector and the next id lies the gap, a sixth of a sector. Where none was seen yet,
    // the clock itself may be late.
    const seen = pass.good | pass.failed;
    const grace = seen === 0 ? -layout.speed.sectorMs / 2 : layout.speed.sectorMs / 6;
    late = arrival !== undefined && clock.now() > arrival + grace;
    if (kind === "read") await mark.put(buffer, end * SectorBytes);
    await controller.start({
      kind,
      id: sectorIdOf(pass.segment, first, layout.addressing),
      count: end - first,
      buffer,
      offset: first * SectorBytes,
    });
  };

  /** A search was ended by the index pulses of a gap: this drive shows both its ends. */
  let gapsEndSearches = false;

  /** Such a search has to begin between the two; where the gap is, the clock tells. */
  const enterGap = async (segment: number) => {
    const begin = positioner.arrivalOf(segment - 1, 32);
    const end = positioner.arrivalOf(segment, 0);
    if (begin === undefined || end === undefined) return;
    const ms = (begin + end) / 2 - clock.now();
    if (ms > 0) await clock.sleep(ms);
  };

  /** Whether a sector that was not found can still come: index pulses of gaps and holes end a search early. */
  const isAhead = (sector: number) => {
    const arrival = positioner.arrivalOf(pass.segment, sector);
    return clock.now() < (arrival === undefined ? deadline : arrival + layout.speed.sectorMs);
  };

  return {
    async begin(segment, newKind, sectors, newBuffer) {
      pass = {
        segment,
        good: 0,
        deleted: 0,
        failed: 0,
        doubtful: 0,
        absent: 0,
        untried: sectors,
        overrun: 0,
        broken: undefined,
      };
      kind = newKind;
      buffer = newBuffer;
      const { segmentMs } = layout.speed;
      const arrival = positioner.arrivalOf(segment, 0) ?? clock.now() + 4 * segmentMs;
      // Twice what is expected and two seconds more: enough for every start, soon enough for a stopped tape.
      deadline = clock.now() + 2 * (Math.max(0, arrival - clock.now()) + segmentMs) + 2000;
      if (gapsEndSearches) await enterGap(segment);
      await issue(runStart(sectors, 0));
    },
    async end() {
      for (let repeats = 0; ; ) {
        const {
          fault: told,
          sectors,
          deletedMark,
        } = await controller.finish(Math.max(layout.speed.segmentMs, deadline - clock.now()));
        const whole = kind === "read" && told === undefined && first + sectors === end;
        const fault = whole && (await mark.stands()) ? "count-mismatch" : told;
        const at = fault === "count-mismatch" ? first : first + sectors;
        const moved = sectorsBetween(first, at);
        pass.good = (pass.good | moved) >>> 0;
        pass.untried = (pass.untried & ~moved) >>> 0;
        if (deletedMark && at > first) pass.deleted = (pass.deleted | (1 << (at - 1))) >>> 0;
        let next = at;
        switch (fault) {
          case undefined:
            positioner.passed(pass.segment, at - 1);
            break;
          case "data-crc":
          case "id-crc":
          case "data-mark-missing":
          case "overrun":
            if (fault === "overrun") pass.overrun = (pass.overrun | (1 << at)) >>> 0;
            if (fault === "data-crc") pass.doubtful = (pass.doubtful | (1 << at)) >>> 0;
            pass.failed = (pass.failed | (1 << at)) >>> 0;
            pass.untried = (pass.untried & ~(1 << at)) >>> 0;
            positioner.passed(pass.segment, at);
            next = at + 1;
            break;
          case "no-data":
          case "id-mark-missing":
          case "wrong-cylinder":
            if (isAhead(at) && ++repeats <= mostRepeats) {
              gapsEndSearches ||= at === 0;
              break;
            }
            if (late && at === first) return pass;
            if (at === 0 && !gapsEndSearches) {
              // Perhaps it was the gap in front of it, and who looks rarely has heard of it too late.
              gapsEndSearches = true;
              return pass;
            }
            pass.absent = (pass.absent | (1 << at)) >>> 0;
            pass.untried = (pass.untried & ~(1 << at)) >>> 0;
            return pass;
          case "count-mismatch":
            // How much arrived is not known: none of it counts.
            positioner.passed(pass.segment, end - 1);
            next = end;
            break;
          case "write-protected":
            throw new FdcError("DRIVE_ERROR", "the cartridge is write protected", {
              code: writeProtected,
              command: 0,
            });
          default:
            pass.broken = fault;
            return pass;
        }
        const start = runStart(pass.untried, next);
        if (start > 31) return pass;
        await issue(start);
      }
    },
  };
}
