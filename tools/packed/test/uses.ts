/**
 * What a user's first program does with each published entry, as text: it is run in the empty project, as
 * an ES module and as CommonJS. `load` is import or require, `equal` is assert's deepStrictEqual.
 */
export const uses: Readonly<Record<string, string>> = {
  "@floppytape/ecc": `
    const { createSegmentPool, eccEngine } = await load("@floppytape/ecc");
    const pool = createSegmentPool(1);
    pool.bytes.fill(0x5a);
    pool.engine.encode(pool.segment(0), 32);
    pool.segment(0).fill(0, 0, 3072);
    equal(eccEngine().repair(pool.segment(0), 32, 7).outcome, "corrected");
    equal(pool.segment(0)[0], 0x5a);`,
  "@floppytape/lz": `
    const { lzrw3, lzrw3CompressBound } = await load("@floppytape/lz");
    const block = new Uint8Array(10240).fill(7), back = new Uint8Array(10240);
    const stream = new Uint8Array(lzrw3CompressBound(block.length));
    lzrw3().decompress(stream.subarray(0, lzrw3().compress(block, stream)), back);
    equal(back, block);
    const { lzs, lzsCompressBound } = await load("@floppytape/lz");
    const packed = new Uint8Array(lzsCompressBound(block.length));
    const length = lzs().compress(block, packed);
    equal(lzs().decompress(packed.subarray(0, length), back).expandedBytes, block.length);`,
  "@floppytape/qic113": `
    const { openFileSet, readVolumeEntry, writeFileSet } = await load("@floppytape/qic113");
    const where = { firstSegment: 3, lastSegment: 4199 };
    const items = [{ name: "README.TXT", contents: new TextEncoder().encode("hello tape") }];
    const writing = writeFileSet(items, { ...where, format: "basic", description: "MY FILES" });
    const segments = new Map();
    let step = await writing.next();
    for (; !step.done; step = await writing.next()) segments.set(step.value.segment, step.value.data);
    const fileSet = await openFileSet(readVolumeEntry(step.value.entryBytes, where), {
      dataBytes: () => 29696,
      readSegment: async (segment) => ({ bytes: segments.get(segment) }),
    });
    equal((await fileSet.check(fileSet.items[0])).grade, "whole");`,
  "@floppytape/qic-format": `
    const { cartridgeTypeNamed, segmentCountOf } = await load("@floppytape/qic-format");
    equal(segmentCountOf(cartridgeTypeNamed("qic80-307").geometry), 28 * 150);`,
  "@floppytape/magtape": `
    const { errnoText, TapeError } = await load("@floppytape/magtape");
    equal(errnoText(new TapeError("EROFS", "the cartridge is write protected").code), "Read-only file system");`,
  "@floppytape/magtape/config": `
    const { profileFromTapecap, resolveTapecap } = await load("@floppytape/magtape/config");
    const text = "mta|qft0|a streamer|:dv=nqft0:lk=qft0:tc=qic80:\\nqic80|QIC-80|:bs#512:nb:\\n";
    const profile = profileFromTapecap(resolveTapecap({ files: [{ path: "tapecap", text }], name: "mta" }));
    equal([profile.blockSize, profile.canBackspaceFiles, profile.device], [512, false, "nqft0"]);`,
  "@floppytape/magtape/engine": `
    const { openTapeDevice } = await load("@floppytape/magtape/engine");
    const { createQuirkyTape } = await load("@floppytape/magtape/quirky");
    const { plainProfile } = await load("@floppytape/magtape");
    const profile = { ...plainProfile, canBackspaceFiles: false, canBackspaceRecords: false };
    const tape = createQuirkyTape({ profile });
    const device = openTapeDevice({ open: tape.open, profile });
    await device.writeRecord(new Uint8Array(100));
    await device.close();
    equal(tape.contents().map((file) => file.map(({ length }) => length)), [[100]]);`,
  "@floppytape/magtape/image": `
    const { memoryRecordFile, openRecordImage } = await load("@floppytape/magtape/image");
    const file = memoryRecordFile();
    const image = await openRecordImage({ file, format: "tap" });
    const unit = await image.open("w");
    await unit.write(new Uint8Array(3));
    await unit.close();
    equal(file.contents().length, 4 + 4 + 4 + 4);`,
  "@floppytape/magtape/monitor": `
    const { createMonitorState, feed, monitorView } = await load("@floppytape/magtape/monitor");
    const state = createMonitorState();
    feed(state, new TextEncoder().encode("devtype = QIC-80\\n"));
    equal(JSON.stringify(monitorView(state)).includes("QIC-80"), true);`,
  "@floppytape/magtape/quirky": `
    const { createQuirkyTape } = await load("@floppytape/magtape/quirky");
    const { plainProfile } = await load("@floppytape/magtape");
    equal(createQuirkyTape({ profile: plainProfile }).drawing().includes("^"), true);`,
  "@floppytape/magtape/conformance": `
    equal(typeof (await load("@floppytape/magtape/conformance")).tapeUnitConformance, "function");`,
  "@floppytape/rmt": `
    const { connectRmt, createChannelPair, serveRmt } = await load("@floppytape/rmt");
    const { memoryRecordFile, openRecordImage } = await load("@floppytape/magtape/image");
    const image = await openRecordImage({ file: memoryRecordFile(), format: "tap" });
    const [mine, theirs] = createChannelPair();
    const served = serveRmt({ channel: theirs, open: (name, { mode }) => image.open(mode) });
    const connection = connectRmt({ channel: mine });
    const unit = await connection.open("/dev/nst0", "w");
    equal(await unit.write(new Uint8Array(10240)), 10240);
    await unit.close();
    await connection.close();
    equal(await served, 0);`,
  "@floppytape/rmt/node": `
    const { spawnChannel } = await load("@floppytape/rmt/node");
    const channel = spawnChannel({ command: process.execPath, args: ["-e", "process.stdout.write('A0\\\\n')"] });
    equal(new TextDecoder().decode(await channel.read()), "A0\\n");
    await channel.close();`,
  "@floppytape/cartridge": `
    const { createMemoryStore, formatCartridge, openCartridge } = await load("@floppytape/cartridge");
    const { cartridgeTypeNamed } = await load("@floppytape/qic-format");
    const type = cartridgeTypeNamed("qic40-205");
    const store = createMemoryStore({ segmentCount: 68 * 20 });
    await formatCartridge(store, { type, label: "packed" });
    equal((await openCartridge(store)).header.label.trimEnd(), "packed");`,
  "@floppytape/cartridge/conformance": `
    equal(typeof (await load("@floppytape/cartridge/conformance")).segmentStoreConformance, "function");`,
  "@floppytape/cartridge/image": `
    const { createMemoryBytes, createMemoryStore, formatCartridge, openCartridge } = await load("@floppytape/cartridge");
    const { exportImage, openImage } = await load("@floppytape/cartridge/image");
    const { cartridgeTypeNamed } = await load("@floppytape/qic-format");
    const store = createMemoryStore({ segmentCount: 68 * 20 });
    await formatCartridge(store, { type: cartridgeTypeNamed("qic40-205"), label: "packed" });
    const bytes = createMemoryBytes();
    for await (const piece of exportImage(await openCartridge(store), "twti"))
      await bytes.write(bytes.sizeBytes, piece);
    const image = await openImage(bytes);
    equal(image.kind, "twti");
    equal((await openCartridge(image.store)).header.label.trimEnd(), "packed");`,
  "@floppytape/cartridge/node": `
    const { openFileBytes } = await load("@floppytape/cartridge/node");
    const file = await openFileBytes("package.json");
    equal(file.sizeBytes > 0, true);
    await file.close();`,
  "@floppytape/fdc": `
    const { commandNameOf, driveErrorText } = await load("@floppytape/fdc");
    equal(commandNameOf(10), "logical-forward");
    equal(driveErrorText(2).includes("cartridge"), true);`,
  "@floppytape/fdc/sim": `
    const { openDrive } = await load("@floppytape/fdc");
    const { createMemoryMedium, createSimulator } = await load("@floppytape/fdc/sim");
    const cartridge = createMemoryMedium({ formatted: true, filler: 0x42 });
    const drive = await openDrive(createSimulator({ cartridge }).hardware);
    const segment = new Uint8Array(32768);
    equal((await drive.readRun(5, 1, segment)).unreadable[0], 0);
    equal(segment, new Uint8Array(32768).fill(0x42));
    await drive.close();`,
  "@floppytape/fdc/trace": `
    const { explainTrace, recordHardware, traceView } = await load("@floppytape/fdc/trace");
    const { openController } = await load("@floppytape/fdc");
    const { createSimulator } = await load("@floppytape/fdc/sim");
    const records = [];
    await openController(recordHardware(createSimulator().hardware, (record) => records.push(record)));
    equal([...traceView(explainTrace(records))].some((line) => line.includes("VERSION: answer 90")), true);`,
  "@floppytape/fdc/qtest": `
    const { connectQtest, createChannelPair, serveQtest } = await load("@floppytape/fdc/qtest");
    const { createSimulator } = await load("@floppytape/fdc/sim");
    const [near, far] = createChannelPair();
    serveQtest(createSimulator(), far);
    const hardware = await connectQtest(near);
    equal(await hardware.io.inb(0x3f4), 0x80);
    await hardware.close();`,
  "@floppytape/fdc/node": `
    const { connectQtestSocket, listenQtest } = await load("@floppytape/fdc/node");
    const { createSimulator } = await load("@floppytape/fdc/sim");
    const listener = await listenQtest(createSimulator(), "127.0.0.1:0");
    const hardware = await connectQtestSocket(listener.address);
    equal(await hardware.io.inb(0x3f4), 0x80);
    await hardware.close();
    await listener.close();`,
  "@floppytape/fdc/conformance": `
    equal(typeof (await load("@floppytape/fdc/conformance")).hardwareConformance, "function");`,
  "@floppytape/zftape": `
    const { createMemoryStore, formatCartridge } = await load("@floppytape/cartridge");
    const { cartridgeTypeNamed } = await load("@floppytape/qic-format");
    const { createZftape } = await load("@floppytape/zftape");
    const store = createMemoryStore({ segmentCount: 68 * 20 });
    await formatCartridge(store, { type: cartridgeTypeNamed("qic40-205") });
    const drive = createZftape(store);
    const writer = await drive.open("nqft", "w");
    equal(await writer.write(new Uint8Array(10240).fill(9)), 10240);
    await writer.close();
    const reader = await drive.open("qft", "r");
    await reader.operation(6, 1);
    const block = new Uint8Array(10240);
    equal(await reader.read(block), 10240);
    equal(block, new Uint8Array(10240).fill(9));
    await reader.close();`,
  "@floppytape/rescue": `
    const { createMemoryStore, formatCartridge, SectorFlag } = await load("@floppytape/cartridge");
    const { createGeometry } = await load("@floppytape/qic-format");
    const { mergeDumps } = await load("@floppytape/rescue");
    const geometry = createGeometry({ formatCode: 2, segmentsPerTrack: 4, tracksPerCartridge: 20 });
    const dump = async (name, lost) => {
      const store = createMemoryStore({ segmentCount: 80 });
      await formatCartridge(store, { type: { standard: "QIC-40", geometry }, label: "packed" });
      for (const sector of lost) store.flag(2, sector, SectorFlag.CrcError);
      return { name, store };
    };
    const merged = await mergeDumps([await dump("a", [1, 2, 3, 4]), await dump("b", [5, 6, 7, 8])]);
    equal(merged.account.lost, 0);`,
  "@floppytape/rescue/contents": `
    const { createMemoryBytes } = await load("@floppytape/cartridge");
    const { openFileRecording } = await load("@floppytape/rescue/contents");
    equal(await openFileRecording(createMemoryBytes(new Uint8Array(2048).fill(1))), undefined);`,
  "@floppytape/rescue/report": `
    const { createNameMask } = await load("@floppytape/rescue/report");
    equal(createNameMask().file("letters/dear.txt"), "folder-0001/file-0001.txt");`,
  "@floppytape/devices": `
    const { parseDeviceString } = await load("@floppytape/devices");
    equal(parseDeviceString("nqft:./attic.img").target, { kind: "image", path: "./attic.img" });`,
};
