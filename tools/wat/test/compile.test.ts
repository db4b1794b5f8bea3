import { expect, test } from "vitest";
import { compileWat, moduleSource } from "../compile.mjs";

const adder = `(module (func (export "add") (param $a i32) (param $b i32) (result i32)
  (i32.add (local.get $a) (local.get $b))))`;

test("compiled text runs", async () => {
  const bytes = await compileWat("adder.wat", adder);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes.slice()));
  const { add } = exports as { add(a: number, b: number): number };
  expect(add(2, 3)).toBe(5);
});

test("names in the text leave no trace in the bytes", async () => {
  const renamed = adder.replaceAll("$a", "$left").replaceAll("$b", "$right");
  expect(await compileWat("renamed.wat", renamed)).toEqual(await compileWat("adder.wat", adder));
});

test("a text that does not validate is refused with its position", async () => {
  const broken = `(module\n (func (result i32) (i64.const 1)))`;
  await expect(compileWat("broken.wat", broken)).rejects.toThrow(/broken\.wat:2/);
});

test("an instruction that Node 20 does not run is refused", async () => {
  const relaxed = `(module (func (param v128) (result v128)
    (i8x16.relaxed_swizzle (local.get 0) (local.get 0))))`;
  await expect(compileWat("relaxed.wat", relaxed)).rejects.toThrow(/relaxed/);
});

test("the generated module is one base64 constant named after the text", () => {
  const source = moduleSource("two-words", Uint8Array.of(0, 97, 115, 109));
  expect(source).toContain(`export const twoWordsWasm =\n  "AGFzbQ==";\n`);
});
