/**
 * The library behind pipes: a line of JSON asks (standard input), a line of JSON answers (standard output). manycore_bridge.py is the other end.
 * Arrays stay here and are known by number over there.
 */

import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import process from 'node:process';
import * as np from '../../src/ndarray.ts';
import { closeSharedKernelBackends } from '../../src/core/kernel-registry.ts';
import { ParallelError } from '../../src/core/errors.ts';

/** Where requests are noted, to run them again: `node server.ts < FILE`. */
const noteFile = process.env['ARRAY_API_NOTES'];

const arrays = new Map<number, np.NDArray>();
/** How many numbers an array has: a function may give back what it was given. */
const holders = new Map<np.NDArray, number>();
let lastId = 0;

type Json = null | boolean | number | string | Json[] | { readonly [key: string]: Json };
type Record_ = { readonly [key: string]: Json };

const numberOf = (text: string): number => Number(text.replace('inf', 'Infinity'));

/** What Python sent, as a value of ours. */
function decode(value: Json): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (value === null || typeof value !== 'object') return value;
  const [kind, content] = Object.entries(value)[0]!;
  if (kind === 'array') return arrays.get(content as number);
  if (kind === 'bigint') return BigInt(content as string);
  if (kind === 'float') return numberOf(content as string);
  if (kind === 'complex') return np.complex(...((content as string[]).map(numberOf) as [number, number]));
  if (kind === 'slice')
    return np.slice(...(content as (number | null)[] as [number | null, number | null, number | null]));
  return Object.fromEntries(Object.entries(content as Record_).map(([name, one]) => [name, decode(one)]));
}

const floatOf = (value: number): Json =>
  Number.isFinite(value) && !Object.is(value, -0) ? value : { float: Object.is(value, -0) ? '-0.0' : String(value) };

/** Ends a number of an array, and the array with its last one. */
function drop(id: number): void {
  const array = arrays.get(id);
  if (array === undefined) return;
  arrays.delete(id);
  const left = holders.get(array)! - 1;
  if (left > 0) holders.set(array, left);
  else {
    holders.delete(array);
    array.dispose();
  }
}

/** A result, as Python reads it. */
function encode(value: unknown): Json {
  if (value instanceof np.NDArray) {
    arrays.set(++lastId, value);
    holders.set(value, (holders.get(value) ?? 0) + 1);
    return { array: lastId, dtype: value.dtype, shape: [...value.shape] };
  }
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint') return { bigint: String(value) };
  if (typeof value === 'number') return floatOf(value);
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (value instanceof np.Complex) return { complex: [floatText(value.re), floatText(value.im)] };
  if (Array.isArray(value)) return value.map(encode);
  if (ArrayBuffer.isView(value) || value instanceof SharedArrayBuffer) return null;
  return { object: Object.fromEntries(Object.entries(value).map(([name, one]) => [name, encode(one)])) };
}

const floatText = (value: number): string => (Object.is(value, -0) ? '-0.0' : String(value));

type AnyFunction = (...args: unknown[]) => unknown;
const members = (from: object, space: string): string[] => Object.keys(from).map((name) => space + name);

/** What the bridge asks besides functions of the library. */
const questions: { readonly [name: string]: AnyFunction } = {
  names: () => [...members(np, ''), ...members(np.linalg, 'linalg.'), ...members(np.fft, 'fft.')],
  constant: (name) => (np as unknown as { readonly [key: string]: unknown })[name as string],
  info: (name, ...args) =>
    (np.arrayNamespaceInfo() as unknown as { readonly [key: string]: AnyFunction })[name as string]!(...args),
};

/** The function at a path: `add`, `linalg.svd`. */
function find(path: string): AnyFunction {
  const own = questions[path];
  if (own !== undefined) return own;
  const target = path
    .split('.')
    .reduce<unknown>((from, name) => (from as { readonly [key: string]: unknown })[name], np);
  if (typeof target !== 'function') throw new TypeError(`the library has no function ${path}`);
  return target as AnyFunction;
}

interface Request {
  /** Arrays that Python has let go. */
  readonly drop: readonly number[];
  /** A function, or a method of the array `on`; `get` reads a property of it. */
  readonly call?: string;
  readonly get?: string;
  readonly on?: number;
  readonly args?: readonly Json[];
}

function answer({ call, get, on, args = [] }: Request): Json {
  const target = on === undefined ? undefined : arrays.get(on);
  if (get !== undefined) return encode((target as unknown as { readonly [key: string]: unknown })[get]);
  const given = args.map(decode);
  if (target === undefined) return encode(find(call!)(...given));
  const method = (target as unknown as { readonly [key: string]: (...values: unknown[]) => unknown })[call!];
  if (typeof method !== 'function') throw new TypeError(`arrays have no method ${call!}`);
  return encode(method.apply(target, given));
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  if (noteFile !== undefined) appendFileSync(noteFile, `${line}\n`);
  const request = JSON.parse(line) as Request;
  for (const id of request.drop) {
    drop(id);
  }
  let reply: Json;
  try {
    reply = { ok: answer(request) };
  } catch (error) {
    const code = error instanceof ParallelError ? error.code : 'none';
    reply = { error: (error as Error).message, code, name: (error as Error).name };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
});
lines.on('close', () => void closeSharedKernelBackends());
