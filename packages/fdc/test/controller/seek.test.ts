import { expect, test } from "vitest";
import { openController } from "../../src/index.js";
import { asAt82077AA, ScriptedChip } from "./scripted-chip.js";

const seeksOf = (chip: ScriptedChip) => chip.commands.filter(([opcode]) => opcode === 0x0f);

test("pulses are distances, inward while that is possible", async () => {
  const chip = new ScriptedChip(asAt82077AA);
  const controller = await openController(chip);
  await controller.select(1, true);
  for (const pulses of [10, 4, 6, 6, 50]) await controller.step(pulses);
  expect(seeksOf(chip)).toEqual([
    [0x0f, 1, 10],
    [0x0f, 1, 6],
    [0x0f, 1, 0],
    [0x0f, 1, 6],
    [0x0f, 1, 56],
  ]);
});

test("every unit has a cylinder of its own, and loses it by a reset", async () => {
  const chip = new ScriptedChip(asAt82077AA);
  const controller = await openController(chip);
  await controller.select(1, true);
  await controller.step(10);
  await controller.select(2, false);
  await controller.step(3);
  await controller.select(1, true);
  await controller.step(4);
  await controller.reset();
  await controller.step(2);
  expect(seeksOf(chip).map(([, , target]) => target)).toEqual([10, 3, 6, 2]);
});

test("a train that fits in neither direction begins at 0 again", async () => {
  const chip = new ScriptedChip(asAt82077AA);
  const controller = await openController(chip);
  await controller.step(200);
  await controller.step(255);
  expect(seeksOf(chip).map(([, , target]) => target)).toEqual([200, 255]);
  expect(chip.order.filter((access) => access === "DOR=8")).toHaveLength(2);
});

test("a seek that ends elsewhere resets the chip and fails", async () => {
  const chip = new ScriptedChip((bytes) =>
    bytes[0] === 0x0f && bytes[2] === 90
      ? { interrupt: true, senses: [[0x20, 0]] }
      : asAt82077AA(bytes),
  );
  const controller = await openController(chip);
  await expect(controller.step(90)).rejects.toMatchObject({ code: "CONTROLLER_STUCK" });
  await controller.step(20);
  expect(seeksOf(chip).at(-1)).toEqual([0x0f, 0, 20]);
});

test("a seek that never ends fails after two seconds", async () => {
  const chip = new ScriptedChip((bytes) => (bytes[0] === 0x0f ? {} : asAt82077AA(bytes)));
  const controller = await openController(chip);
  const fromMs = chip.ms;
  await expect(controller.step(5)).rejects.toMatchObject({ code: "CONTROLLER_STUCK" });
  expect(chip.ms - fromMs).toBeGreaterThan(2000);
  expect(chip.ms - fromMs).toBeLessThan(2200);
});

test("an interrupt about another drive does not end a seek", async () => {
  const chip = new ScriptedChip((bytes) =>
    bytes[0] === 0x0f
      ? {
          interrupt: true,
          senses: [
            [0xc0, 0],
            [0xc2, 9],
            [0x20, bytes[2]!],
          ],
        }
      : asAt82077AA(bytes),
  );
  await (await openController(chip)).step(6);
  expect(chip.commands.filter(([opcode]) => opcode === 8)).toHaveLength(4 + 3);
});

test("track 0 and write protect are lines of the selected drive", async () => {
  const chip = new ScriptedChip((bytes) =>
    bytes[0] === 0x04 ? { result: [bytes[1] === 1 ? 0x30 : 0x60] } : asAt82077AA(bytes),
  );
  const controller = await openController(chip);
  await controller.select(1, false);
  expect([await controller.trackZero(), await controller.writeProtectLine()]).toEqual([
    true,
    false,
  ]);
  await controller.select(0, false);
  expect([await controller.trackZero(), await controller.writeProtectLine()]).toEqual([
    false,
    true,
  ]);
});

test("a chip that hangs is reset once, and asked again", async () => {
  const chip = new ScriptedChip((bytes) =>
    bytes[0] === 0x04 ? { result: [0x30] } : asAt82077AA(bytes),
  );
  const controller = await openController(chip);
  chip.stuck = true;
  expect(await controller.trackZero()).toBe(true);
});

test("recalibration ends at track 0", async () => {
  const chip = new ScriptedChip((bytes) =>
    bytes[0] === 0x07 ? { interrupt: true, senses: [[0x20, 0]] } : asAt82077AA(bytes),
  );
  const controller = await openController(chip);
  await controller.step(5);
  await controller.recalibrate();
  await controller.step(7);
  expect(seeksOf(chip).at(-1)).toEqual([0x0f, 0, 7]);
});
