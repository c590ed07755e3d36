/** Reads the cases that NumPy made (scripts/numpy-data): arrays and indices as they are written there. */

import { readFileSync } from 'node:fs';
import * as np from '../../src/ndarray.ts';

/** Numbers from 0 on in a shape, and how they are seen. */
export type ArraySpec = readonly [shape: readonly number[], view: '' | 'T' | 'r' | 's' | 'F'];

/** An entry of an index. */
export type EntrySpec =
  | number
  | string
  | null
  | boolean
  | { readonly i?: np.IndexList | number; readonly m?: np.IndexList | boolean; readonly s: readonly number[] };

/** The cases of one file. */
export const readCases = <T>(name: string): T[] =>
  JSON.parse(readFileSync(new URL(`../oracle/ndarray/${name}.json`, import.meta.url), 'utf8')) as T[];

const count = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

/** The array that a case means. */
export function makeArray([shape, view]: ArraySpec, from = 0): np.NDArray {
  const plain = np.arange(from, from + count(shape)).reshape([...shape]);
  if (view === 'T') return plain.T;
  if (view === 'r') return plain.at(...shape.map(() => '::-1'), '...');
  if (view === 'F') return plain.copy('F');
  if (view === '') return plain;
  const big = np.full(
    shape.map((length) => 2 * length),
    -7,
  );
  const every = big.at(...shape.map(() => '::2'), '...');
  every.set('...', plain);
  return every;
}

/** The index that a case means. */
export const makeIndex = (entries: readonly EntrySpec[]): np.IndexItem[] =>
  entries.map((entry) => {
    if (typeof entry !== 'object' || entry === null) return entry;
    if (entry.i !== undefined) return np.array(entry.i as number, { dtype: 'int64' }).reshape([...entry.s]);
    return np.array(entry.m as boolean, { dtype: 'bool' }).reshape([...entry.s]);
  });

/** All elements in one list. */
export const flat = (x: np.NDArray): number[] => (x.ravel().toArray() as (number | boolean)[]).map(Number);
