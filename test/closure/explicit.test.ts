/** The explicit ways to travel. */

import { describe, expect, it } from 'vitest';
import { createCallCodec } from '../../src/closure/call-codec.ts';
import { perWorker, task, withContext } from '../../src/closure/explicit.ts';
import { travelsAlone } from '../../src/closure/capture-free.ts';
import { locationKey } from '../../src/closure/location-key.ts';
import { InvalidOptionError } from '../../src/core/errors.ts';
import { double } from './fixtures/tools.ts';
import { openWorker } from './real-worker.ts';
import { callThrough, openEnds, roundTrip, targets } from './round-trip.ts';

const url = new URL('./fixtures/tools.ts', import.meta.url);

describe.each(targets)('for a %s', (target) => {
  it('task(url, name) names an export, and nothing is captured', async () => {
    const doubled = task<typeof double>(url, 'double');
    const codec = createCallCodec({ target });
    expect(codec.addFunction(doubled)).toEqual({ kind: 'module', url: url.href, name: 'double' });
    expect(codec.definitions).toHaveLength(0);
    expect(await roundTrip(target, doubled, [4])).toBe(8);
    expect(await doubled(5)).toBe(10);
  });

  it('a missing export is named with those that are there', async () => {
    await expect(roundTrip(target, task(url, 'nothing'), [])).rejects.toMatchObject({
      code: 'ERR_TASK_MODULE',
      message: expect.stringContaining('double') as unknown,
    });
    await expect(roundTrip(target, task(new URL('./none.ts', url), 'x'), [])).rejects.toMatchObject({
      code: 'ERR_TASK_MODULE',
    });
    await expect(roundTrip(target, task(url, 'LIMIT'), [])).rejects.toMatchObject({ code: 'ERR_TASK_MODULE' });
  });

  it('withContext sends exactly the named values', async () => {
    const k = 3;
    const scale = withContext((x: number) => x * k, { k: 10 });
    expect(await roundTrip(target, scale, [2])).toBe(20);
    expect(scale(2)).toBe(6);
    expect(() => createCallCodec({ target }).addFunction(withContext((x: number) => x * k, {}))).toThrow(
      /uses "k" from the code around it.*\n[^]*withContext\(fn, \{ k \}\)/,
    );
  });

  it('withContext is held to the same rules', () => {
    const list: number[] = [];
    expect(() => createCallCodec({ target }).addFunction(withContext((x: number) => list.push(x), { list }))).toThrow(
      /calls list\.push\(\)/,
    );
  });

  it('a context for the whole call does the same', async () => {
    const k = 3;
    const codec = createCallCodec({ target, context: { k: 5 } });
    const ends = { ...openEnds(target), caller: codec };
    expect(await callThrough(ends, (x: number) => x * k, [2])).toBe(10);
  });

  it('perWorker makes its value once in each worker', async () => {
    let made = 0;
    const client = perWorker(() => ({ id: process.pid, uses: 0, secret: new WeakMap() }));
    const worker = openWorker(target);
    const use = (): number => ++client.value.uses;
    expect([await worker.call(use), await worker.call(use), await worker.call(() => client().uses)]).toEqual([1, 2, 2]);
    await worker.close();
    expect(client().uses).toBe(0);
    expect(client.value).toBe(client());
    expect(perWorker(() => ++made)()).toBe(1);
  });
});

it('wrong arguments are refused at the door', () => {
  expect(() => task('./relative.js', 'x')).toThrow(InvalidOptionError);
  expect(() => task(url, '')).toThrow(InvalidOptionError);
  expect(() => withContext(5 as never, {})).toThrow(InvalidOptionError);
  expect(() => perWorker(5 as never)).toThrow(InvalidOptionError);
});

it('functions that carry nothing are known', () => {
  const k = Math.random();
  const process = { pid: 0 };
  expect(travelsAlone((x: number) => Math.abs(x))).toBe(true);
  expect(travelsAlone(double)).toBe(true);
  expect(travelsAlone(task(url, 'double'))).toBe(true);
  expect(travelsAlone((x: number) => x * k)).toBe(false);
  expect(travelsAlone(() => process.pid)).toBe(false);
});

it('closures of one place have one location key', () => {
  const make = (k: number) => (x: number) => x * k;
  const codec = createCallCodec({ target: 'thread' });
  const [one, two, other] = [make(1), make(2), (x: number) => x];
  for (const fn of [one, two, other]) codec.addFunction(fn as never);
  expect(locationKey(one as never)).toBe(locationKey(two as never));
  expect(locationKey(one as never)).not.toBe(locationKey(other as never));
});

it('a function that captured nothing is not captured again', () => {
  const alone = (x: number): number => x + 1;
  const first = createCallCodec({ target: 'thread' });
  const second = createCallCodec({ target: 'thread' });
  first.addFunction(alone);
  second.addFunction(() => 1);
  second.addFunction(alone);
  expect(second.definitions[3]).toBe(first.definitions[1]);
});

it('captured values are read anew for each call', async () => {
  let k = 1;
  const fn = (): number => k;
  expect(await roundTrip('thread', fn)).toBe(1);
  k = 2;
  expect(await roundTrip('thread', fn)).toBe(2);
});
