import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { arrayMembers, routines, routinesPage, sectionOf } from '../../scripts/array-routines.ts';
import { missing } from '../../scripts/numpy-names.ts';
import { closeSharedKernelBackends } from '../../src/core/kernel-registry.ts';
import * as np from '../../src/ndarray.ts';
import { root } from './run-program.ts';

afterAll(() => closeSharedKernelBackends());

const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');

/** Names that are the same but for underscores and capitals. */
const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();

function namesOf(prototype: object): string[] {
  const names: string[] = [];
  for (let one = prototype; one !== Object.prototype; one = Object.getPrototypeOf(one) as object) {
    names.push(...Object.getOwnPropertyNames(one));
  }
  return names.filter((name) => name !== 'constructor');
}

describe('docs/ndarray-routines.md', () => {
  it('is what `node scripts/array-routines.ts` writes', () => {
    expect(read('docs/ndarray-routines.md')).toBe(routinesPage());
  });

  it('has every name that is exported, in a section', () => {
    const spaces = { linalg: np.linalg, fft: np.fft, random: np.random };
    const exported = [
      ...Object.keys(np).filter((name) => !Object.hasOwn(spaces, name)),
      ...Object.entries(spaces).flatMap(([space, names]) => Object.keys(names).map((name) => `${space}.${name}`)),
    ];
    const found = routines();
    expect(found.map(({ name }) => name).toSorted()).toEqual(exported.toSorted());
    expect(found.filter((one) => !one.name.includes('.') && sectionOf(one) === undefined)).toEqual([]);
  });

  it('has every attribute and method of arrays', () => {
    const names = namesOf(np.NDArray.prototype).filter((name) => name !== 'toJSON' && name !== 'toString');
    expect(arrayMembers().map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  });
});

describe('the names of NumPy', () => {
  const numpy = JSON.parse(read('test/oracle/ndarray/names.json')) as { readonly [space: string]: readonly string[] };
  const ours: { readonly [space: string]: readonly string[] } = {
    np: Object.keys(np),
    'np.linalg': Object.keys(np.linalg),
    'np.fft': Object.keys(np.fft),
    'np.random': Object.keys(np.random),
    'np.random.Generator': namesOf(np.random.Generator.prototype),
    'np.ndarray': [...namesOf(np.NDArray.prototype), ...Object.keys(np)],
  };
  const absent = new Set(missing.flatMap(({ names }) => names));

  it.each(Object.keys(ours))('are all there in %s, or absent with a reason', (space) => {
    const known = new Set(ours[space]!.map(plain));
    expect(numpy[space]!.filter((name) => !known.has(plain(name)) && !absent.has(name))).toEqual([]);
  });

  it('are not called absent when they are there', () => {
    const all = new Set([...Object.keys(np), ...Object.keys(np.linalg)].map(plain));
    const wrong = [...absent].filter((name) => all.has(plain(name)) && !['base', 'data', 'resize'].includes(name));
    expect(wrong).toEqual([]);
  });
});
