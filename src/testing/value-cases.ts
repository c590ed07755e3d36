/** Values arrive unchanged, in both directions. */

import assert from 'node:assert/strict';
import { ClosureError, share, sharedArray, toWorker, transfer } from '../index.ts';
import { describeValue } from './describe-value.ts';
import { type Kit, range, rejection } from './suite.ts';
import { Pixel, Point, valueTable } from './value-table.ts';

/** Tests of what arguments, captured values and results look like on the other side. */
export function valueCases(kit: Kit): void {
  kit.group('values', () => {
    for (const [name, make] of valueTable) valueCase(kit, name, make);
    numberCases(kit);
    identityCases(kit);
    memoryCases(kit);
  });
}

function valueCase({ test, parallel }: Kit, name: string, make: () => unknown): void {
  test(`arrive unchanged: ${name}`, async () => {
    const expected = describeValue(make());
    const captured = make();
    const look = (value: unknown) => [describeValue(value), describeValue(captured), value] as const;
    const [[argument, capture, result]] = (await parallel.map(look, [make()])) as [ReturnType<typeof look>];
    assert.equal(argument, expected, 'as an argument');
    assert.equal(capture, expected, 'as a captured value');
    assert.equal(describeValue(result), expected, 'as a result');
  });
}

function numberCases({ test, parallel }: Kit): void {
  test('arrive unchanged: batches of numbers of all kinds', async () => {
    const batches = [
      [1, 2, 3, -5],
      [1, 2, -0, 4],
      [0.5, NaN, Infinity, -0],
      [2 ** 31, -(2 ** 31), 2 ** 31 - 1, 0],
      [1, '2', 3n, null],
      [1, 2, 3, undefined],
      range(500).map((i) => (i === 300 ? -0 : i)),
    ];
    for (const batch of batches) {
      const look = (value: unknown) => [describeValue(value), value] as const;
      const results = await parallel.map(look, batch, { batchSize: batch.length });
      assert.deepEqual(results.map(([seen]) => seen), batch.map(describeValue)); // prettier-ignore
      assert.deepEqual(results.map(([, value]) => describeValue(value)), batch.map(describeValue)); // prettier-ignore
      const back = await parallel.map((value: unknown) => value, batch, { batchSize: batch.length });
      assert.deepEqual(back.map(describeValue), batch.map(describeValue));
    }
  });
}

/** Made by `toWorker`, out of what no other module can see. */
class Celsius {
  readonly #degrees: number;

  constructor(degrees: number) {
    this.#degrees = degrees;
  }

  get fahrenheit(): number {
    return this.#degrees * 1.8 + 32;
  }

  [toWorker](): unknown[] {
    return [(degrees: number) => new Celsius(degrees), this.#degrees];
  }
}

function identityCases({ test, parallel }: Kit): void {
  test('that are instances have their class on both sides', async () => {
    const look = (pixel: Pixel) => [pixel instanceof Pixel, pixel instanceof Point, pixel.sum(), pixel] as const;
    const [seen] = await parallel.map(look, [new Pixel(1, 2)]);
    assert.ok(seen !== undefined);
    assert.deepEqual(seen.slice(0, 3), [true, true, 'red 1+2']);
    assert.equal(Object.getPrototypeOf(seen[3]), Pixel.prototype);
    const [made] = await parallel.map((x: number) => new Pixel(x, x), [7]);
    assert.ok(made instanceof Pixel && made.sum() === 'red 7+7');
  });

  test('with a toWorker method travel as it says', async () => {
    assert.deepEqual(await parallel.map((t: Celsius) => t.fahrenheit, [new Celsius(100)]), [212]);
  });

  test('shared by the function and an argument are one object', async () => {
    const settings = { level: 3, bytes: new Uint8Array(4) };
    const same = (value: unknown) => value === settings;
    assert.deepEqual(await parallel.map(same, [settings, { ...settings }, settings]), [true, false, true]);
  });

  test('shared by the arguments of a task, and of its result, are one object', async () => {
    const item = { n: 1 };
    const [same] = await parallel.starmap((a: object, b: object) => [a === b, a, b] as const, [[item, item]]);
    assert.ok(same?.[0] === true && same[1] === same[2]);
  });
}

class Box {
  readonly value: Uint8Array;

  constructor(value: Uint8Array) {
    this.value = value;
  }
}

function memoryCases({ test, parallel, memory }: Kit): void {
  if (memory === 'same' || memory === 'shared') {
    test('in shared memory are the same memory in every task', async () => {
      const table = sharedArray('int32', 100);
      await parallel.forEach((i: number) => Atomics.store(table, i, i * 2), range(100));
      assert.deepEqual(Array.from(table), range(100).map((i) => i * 2)); // prettier-ignore
    });
  } else {
    test('in shared memory are refused, because a copy would hide what tasks write', async () => {
      const table = sharedArray('int32', 100);
      const error = await rejection(parallel.map((i: number) => table[i], [1]));
      assert.ok(error instanceof ClosureError, String(error));
    });
  }

  test('made by share are there in every task', async () => {
    using table = share(Float64Array.from(range(50_000), (i) => i / 2));
    using words = share({ list: ['a', 'b'], index: new Map([['b', 1]]) });
    const look = (i: number) => [table.value[i], words.value.list[words.value.index.get('b') ?? -1]];
    assert.deepEqual(await parallel.map(look, [10, 49_999]), [[5, 'b'], [24_999.5, 'b']]); // prettier-ignore
  });

  test('marked by transfer arrive, as arguments and as results', async () => {
    const bytes = new Uint8Array(100).fill(7);
    assert.deepEqual(await parallel.map((b: Uint8Array) => b.length + (b[99] ?? 0), [transfer(bytes)]), [107]);
    const made = await parallel.map((n: number) => transfer(new Float64Array(n).fill(n)), [3, 2]);
    assert.deepEqual(made, [Float64Array.of(3, 3, 3), Float64Array.of(2, 2)]);
  });

  test('marked by transfer are found wherever they are', async () => {
    const bytes = () => transfer(Uint8Array.of(1, 2));
    const cyclic: { bytes: Uint8Array; self?: unknown } = { bytes: bytes() };
    cyclic.self = cyclic;
    const held = { deep: [{ bytes: bytes() }], map: new Map([['k', bytes()]]), box: new Box(bytes()), cyclic };
    const look = (item: typeof held) => [
      [item.deep[0]?.bytes, item.map.get('k'), item.box.value, item.cyclic.bytes].map((b) => b?.length),
      item.box instanceof Box && item.cyclic.self === item.cyclic,
    ];
    assert.deepEqual(await parallel.map(look, [held]), [[[2, 2, 2, 2], true]]);
    const give = (n: number) => new Map([['made', [{ bytes: transfer(new Uint8Array(n)) }]]]);
    assert.deepEqual(await parallel.map(give, [3]), [new Map([['made', [{ bytes: new Uint8Array(3) }]]])]);
    const join = (a: Uint8Array, b: Uint8Array) => transfer(Uint8Array.of(...a, ...b));
    assert.deepEqual(await parallel.reduce((n: number) => transfer(Uint8Array.of(n)), [1, 2, 3], join), Uint8Array.of(1, 2, 3)); // prettier-ignore
  });

  test('marked by transfer must not be captured: a function goes to many workers', async () => {
    const table = { bytes: transfer(new Uint8Array(3)) };
    const error = await rejection(parallel.map((n: number) => table.bytes.length + n, [1]));
    assert.ok(error instanceof ClosureError && error.message.includes('transfer()'), String(error));
  });

  test('of 8 MiB come back', async () => {
    const [large] = await parallel.map((n: number) => new Float64Array(n).fill(1.5), [1 << 20]);
    assert.ok(large instanceof Float64Array && large.length === 1 << 20 && large.every((x) => x === 1.5));
  });
}
