import { expect, it } from 'vitest';
import { describeValue } from './describe-value.ts';

const differing: readonly (readonly [name: string, a: unknown, b: unknown])[] = [
  ['-0 and 0', -0, 0],
  ['numbers and strings', 1, '1'],
  ['numbers and big integers', 1, 1n],
  ['holes and undefined', new Array<unknown>(1), [undefined]],
  ['order of keys', { a: 1, b: 2 }, { b: 2, a: 1 }],
  ['frozen or not', Object.freeze([1]), [1]],
  ['prototypes', Object.create(null), {}],
  ['classes', new (class A {})(), new (class B {})()],
  ['attributes', Object.defineProperty({}, 'a', { value: 1 }), { a: 1 }],
  ['shared or equal', [{}, {}].map((one, _, all) => all[0] ?? one), [{}, {}]],
  ['windows', new Uint8Array(new ArrayBuffer(4), 1, 2), new Uint8Array(2)],
  ['kinds of buffers', new Uint8Array(2).buffer, new SharedArrayBuffer(2)],
  ['boxed or not', Object(1), 1],
  ['order in a Map', new Map([[1, 1], [2, 2]]), new Map([[2, 2], [1, 1]])],
  ['flags', /a/g, /a/],
  ['symbols', Symbol.for('a'), Symbol.iterator],
  ['causes', new Error('a', { cause: undefined }), new Error('a')],
]; // prettier-ignore

it.each(differing)('tells apart: %s', (_name, a, b) => {
  expect(describeValue(a)).not.toBe(describeValue(b));
});

it('writes equal values down equally, cycles and depth included', () => {
  const make = (): unknown => {
    let deep: unknown = [new Map([[{}, new Set([1])]])];
    for (let i = 0; i < 20_000; i++) deep = [deep];
    const ring: Record<string, unknown> = { deep };
    return Object.assign(ring, { ring });
  };
  expect(describeValue(make())).toBe(describeValue(make()));
});

it('leaves the stack of an error out, which tells where it was made', () => {
  const here = new Error('a');
  const there = (() => new Error('a'))();
  expect(describeValue(here)).toBe(describeValue(there));
});
