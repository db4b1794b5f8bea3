import { SectorBytes } from "@floppytape/ecc";
import { createGeometry, sectorIdOf } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import { type HardwareFixture, hardwareConformance } from "../../src/conformance/index.js";
import { bulkTransferOf, type DmaMemory, type Hardware, openDrive } from "../../src/index.js";
import { connectQtestSocket, listenQtest } from "../../src/node/index.js";
import { connectQtest, createChannelPair, serveQtest } from "../../src/qtest/index.js";
import { createMemoryMedium, createSimulator, type SimulatorOptions } from "../../src/sim/index.js";
import { eagerTime } from "../qtest/eager-time.js";

const runner = { test, expect };
const geometry = createGeometry({ formatCode: 4, segmentsPerTrack: 12, tracksPerCartridge: 2 });
/** The first one that comes along: before another the controller would give up at the second index. */
const segment = 0;
const sectors = 1;

/** A cartridge with something to be read at its beginning. */
function cartridge() {
  const type = { standard: "QIC-80", wide: false, feet: 205, geometry } as const;
  const medium = createMemoryMedium({ type, formatted: true });
  for (let sector = 0; sector < sectors; sector++)
    medium.writeSector(segment, sector, data, sector * SectorBytes, false);
  return medium;
}

const data = new Uint8Array(sectors * SectorBytes).map((_, i) => i * 13 + (i >> 8));

/** The fixture around a hardware with the simulated drive in it. */
function fixtureOf(hardware: Hardware, release: () => Promise<void>): HardwareFixture {
  return {
    hardware,
    base: 0x3f0,
    irq: 6,
    dmaChannel: 2,
    async prepareRead() {
      const store = await openDrive(hardware, { transfer: "pio", maxRate: 500 });
      store.useGeometry(geometry);
      await store.motion("rewind");
      await store.command("logical-forward");
      const { cylinder, head, record, sizeCode } = sectorIdOf(segment, 0, geometry);
      const last = record + sectors - 1;
      return {
        command: Uint8Array.of(0x46, 0, cylinder, head, record, sizeCode, last, 109, 0xff),
        data,
      };
    },
    release,
  };
}

function simulator(options: SimulatorOptions = {}) {
  return createSimulator({ cartridge: cartridge(), ...options });
}

for (const mode of ["sector", "fifo"] as const)
  hardwareConformance(runner, `simulator, ${mode} mode`, async () =>
    fixtureOf(simulator({ mode }).hardware, async () => {}),
  );

hardwareConformance(runner, "simulator, bulk transfers made from its ports", async () => {
  const { transfer: _, ...hardware } = simulator().hardware;
  return fixtureOf(hardware, async () => {});
});

/** What a class makes of a buffer: its methods need the object that they are called on. */
class BufferObject implements DmaMemory {
  constructor(private readonly memory: DmaMemory) {}
  get address() {
    return this.memory.address;
  }
  get sizeBytes() {
    return this.memory.sizeBytes;
  }
  load(offset: number, into: Uint8Array) {
    return this.memory.load(offset, into);
  }
  store(offset: number, bytes: Uint8Array) {
    return this.memory.store(offset, bytes);
  }
}

hardwareConformance(runner, "simulator, buffers of a class", async () => {
  const { hardware } = simulator();
  const dma = hardware.dma!.map((memory) => new BufferObject(memory));
  return fixtureOf({ ...hardware, dma }, async () => {});
});

test("bulk transfers can be made from ports", () => {
  const { io, clock } = simulator().hardware;
  expect(Object.keys(bulkTransferOf(io, clock)).sort()).toEqual([
    "exchange",
    "outAll",
    "readResult",
    "sendCommand",
  ]);
});

hardwareConformance(runner, "qtest, virtual time", async () => {
  const [client, server] = createChannelPair();
  serveQtest(simulator(), server);
  const hardware = await connectQtest(client);
  return fixtureOf(hardware, hardware.close);
});

hardwareConformance(runner, "qtest, real time", async () => {
  const [client, server] = createChannelPair();
  const time = eagerTime();
  serveQtest(simulator(), server, { speed: 1, time });
  const hardware = await connectQtest(client, { time, stepTime: false });
  // A round trip takes longer than the 16 us that a byte may wait: nothing can be read without DMA.
  const { prepareRead: _, ...fixture } = fixtureOf(hardware, hardware.close);
  return fixture;
});

hardwareConformance(runner, "qtest over a socket", async () => {
  const listener = await listenQtest(simulator(), "127.0.0.1:0");
  const hardware = await connectQtestSocket(listener.address);
  return fixtureOf(hardware, async () => {
    await hardware.close();
    await listener.close();
  });
});
