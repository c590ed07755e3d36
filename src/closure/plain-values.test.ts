import { expect, it } from 'vitest';
import { MessageChannel } from 'node:worker_threads';
import type { Movable } from '../core/payload.ts';
import { transfer } from '../memory/transfer.ts';
import { plainValues } from './plain-values.ts';
import type { QuickWalkOptions } from './quick-walk.ts';

const toThread: QuickWalkOptions = { target: 'thread', minBlobBytes: Infinity, isKnown: () => false };

it('gives plain values as they are', () => {
  const values = [{ a: 1 }, 'b'];
  const moved = new Set<Movable>();
  expect(plainValues(values, toThread, moved)).toBe(values);
  expect(moved.size).toBe(0);
});

it('takes the marks of transfer off, alone and among arguments, and notes what moves', () => {
  const [first, second] = [new Uint8Array(8), new Uint8Array(8)];
  const moved = new Set<Movable>();
  const values = [transfer({ first }), ['name', transfer(second)]];
  expect(plainValues(values, toThread, moved)).toEqual([{ first }, ['name', second]]);
  expect([...moved]).toEqual([first.buffer, second.buffer]);
});

it('leaves to a graph what is not plain, what moves to a process, and marks that lie deeper; then nothing moves', () => {
  const { port1, port2 } = new MessageChannel();
  const bytes = new Uint8Array(8);
  const moved = new Set<Movable>();
  expect(plainValues([transfer({ port1 }, [port1])], toThread, moved)).toBeUndefined();
  expect(plainValues([{ deep: transfer(bytes) }], toThread, moved)).toBeUndefined();
  expect(plainValues([transfer(bytes), () => 1], toThread, moved)).toBeUndefined();
  expect(plainValues([transfer(bytes.buffer)], { ...toThread, target: 'process' }, moved)).toBeUndefined();
  expect(moved.size).toBe(0);
  port1.close();
  port2.close();
});

it('never calls what an array says its constructor is, and copies none that is more than a list', () => {
  class Loud extends Array<unknown> {
    constructor() {
      super();
      throw new Error('made anew');
    }
  }
  const named = Object.assign([transfer(new Uint8Array(8))], { constructor: 0n });
  const loud = Object.setPrototypeOf([transfer(new Uint8Array(8))], Loud.prototype) as unknown;
  const moved = new Set<Movable>();
  for (const odd of [Object.assign([() => 1], { constructor: 0n }), named, loud])
    expect(plainValues([odd], toThread, moved)).toBeUndefined();
  expect(plainValues([named, transfer(new Uint8Array(8))], toThread, moved)).toBeUndefined();
  expect(moved.size).toBe(0);
});
