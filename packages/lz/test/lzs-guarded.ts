import { expect } from "vitest";
import {
  createLzsDecoder,
  createLzsEncoder,
  type LzError,
  type LzsEngine,
  lzsCompressBound,
  lzsEncoderBound,
} from "../src/index.js";
import { guarded } from "./guarded.js";

export const lzsEngineNames = ["reference", "typescript", "wasm"] as const;

/** The stream, made in exactly as much room as it may need. */
export function compressLzs(engine: LzsEngine, plain: Uint8Array): Uint8Array {
  const original = plain.slice();
  const { view, intact } = guarded(lzsCompressBound(plain.length));
  const length = engine.compress(plain, view);
  expect(intact()).toBe(true);
  expect(Buffer.compare(plain, original)).toBe(0);
  return view.slice(0, length);
}

export interface Expansion {
  readonly bytes: Uint8Array;
  readonly consumedBytes: number;
  readonly error: LzError | undefined;
}

/** What the stream gives in room for `limitBytes`; fails when a byte outside was touched. */
export function expandLzs(engine: LzsEngine, stream: Uint8Array, limitBytes: number): Expansion {
  const original = stream.slice();
  const { view, intact } = guarded(limitBytes);
  const { expandedBytes, consumedBytes, error } = engine.decompress(stream, view);
  expect(intact()).toBe(true);
  expect(Buffer.compare(stream, original)).toBe(0);
  expect(expandedBytes).toBeLessThanOrEqual(limitBytes);
  return { bytes: view.slice(0, expandedBytes), consumedBytes, error };
}

/** Cuts that come round again; a source of lengths of pieces. */
export type Cuts = readonly number[];

/** The same through a decoder, in pieces and rooms of the lengths given. */
export function decodeInPieces(
  stream: Uint8Array,
  limitBytes: number,
  pieces: Cuts,
  rooms: Cuts,
): Expansion {
  const decoder = createLzsDecoder({ limitBytes });
  const parts: Uint8Array[] = [];
  let consumedBytes = 0;
  for (let turn = 0; ; turn++) {
    const piece = stream.slice(consumedBytes, consumedBytes + pieces[turn % pieces.length]!);
    const { view, intact } = guarded(rooms[turn % rooms.length]!);
    const step = decoder.decode(piece, view);
    parts.push(view.slice(0, step.expandedBytes));
    consumedBytes += step.consumedBytes;
    expect(intact()).toBe(true);
    // What the caller does with its arrays afterwards is its own business.
    view.fill(0xee);
    piece.fill(0xee);
    if (step.stop === "room") expect(step.expandedBytes).toBe(view.length);
    if (step.stop === "input") expect(step.consumedBytes).toBe(piece.length);
    const over = step.stop === "input" && consumedBytes === stream.length;
    if (over || step.stop === "end" || step.stop === "error") break;
  }
  return { bytes: new Uint8Array(Buffer.concat(parts)), consumedBytes, error: decoder.finish() };
}

/** The stream of an encoder that is given the bytes in pieces of the lengths given. */
export function encodeInPieces(plain: Uint8Array, pieces: Cuts, depth = 8): Uint8Array {
  const encoder = createLzsEncoder({ depth });
  const parts: Uint8Array[] = [];
  const take = (plainBytes: number, write: (into: Uint8Array) => number) => {
    const { view, intact } = guarded(lzsEncoderBound(plainBytes));
    parts.push(view.slice(0, write(view)));
    expect(intact()).toBe(true);
    view.fill(0xee);
  };
  for (let at = 0, turn = 0; at < plain.length; turn++) {
    const piece = plain.slice(at, at + pieces[turn % pieces.length]!);
    take(piece.length, (into) => encoder.encode(piece, into));
    piece.fill(0xee);
    at += piece.length;
  }
  take(0, (into) => encoder.finish(into));
  return new Uint8Array(Buffer.concat(parts));
}
