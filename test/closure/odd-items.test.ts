import { expect, it } from 'vitest';
import { roundTrip, targets } from './round-trip.ts';

/** What each item is like, and whether more may come. */
const shape = (array: readonly unknown[]): unknown => [
  Object.isExtensible(array),
  Object.getOwnPropertyDescriptors(array),
];

const kinds: readonly (readonly [string, () => unknown[]])[] = [
  ['frozen', () => Object.freeze([1, { a: 1 }]) as unknown[]],
  ['sealed', () => Object.seal([1, 2])],
  ['not extensible', () => Object.preventExtensions([1, 2])],
  // V8 calls this one frozen although its length can be written.
  [
    'hidden and fixed, and not extensible',
    () => Object.preventExtensions(Object.defineProperty([], 0, { value: false })),
  ],
  ['hidden', () => Object.defineProperty([], 0, { value: 1, writable: true, configurable: true })],
];

it.each(targets.flatMap((target) => kinds.map(([name, make]) => ({ target, name, make }))))(
  'items that are $name stay so for a $target',
  async ({ target, make }) => {
    const array = make();
    expect(shape((await roundTrip(target, (x: unknown) => x, [array])) as unknown[])).toEqual(shape(array));
    expect(shape((await roundTrip(target, () => array)) as unknown[])).toEqual(shape(array));
  },
);
