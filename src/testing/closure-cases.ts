/** Functions of every form do in a task what they do where they were written. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as path from 'node:path';
import { ClosureError, delayed, perWorker, task, withContext } from '../index.ts';
import { describeValue } from './describe-value.ts';
import { type Kit, range, rejection } from './suite.ts';
import { Pixel, Point } from './value-table.ts';

type AnyTask = (x: number) => unknown;

const base = 7;
const labels = new Map([[1, { text: 'one' }]]);

function addBase(x: number): number {
  return x + base;
}

const isEven = (n: number): boolean => n === 0 || isOdd(n - 1);
const isOdd = (n: number): boolean => n !== 0 && isEven(n - 1);

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

function makeCounter(step: number): AnyTask {
  const start = base * step;
  return (x) => start + x * step;
}

class Account {
  static #opened = 3;
  #balance = 10;

  static opened(): number {
    return Account.#opened;
  }

  deposit(amount: number): number {
    this.#balance += amount;
    return this.#balance;
  }
}

class Scaler {
  readonly by: number;
  readonly scale = (x: number): number => x * this.by;

  constructor(by: number) {
    this.by = by;
  }

  times(x: number): number {
    return x * this.by;
  }
}

const scaler = new Scaler(3);
const literal = {
  factor: 3,
  times(x: number): number {
    return x * this.factor;
  },
  get half(): number {
    return this.factor / 2;
  },
};

/** Each is called with small numbers, here and in tasks. */
const functions: readonly (readonly [name: string, fn: AnyTask])[] = [
  ['an arrow function', (x) => x * 2],
  ['a function that captures a constant', (x) => x + base],
  ['a function with a helper', (x) => addBase(addBase(x))],
  ['a closure of a closure', makeCounter(2)],
  ['a recursive function', factorial],
  ['mutually recursive functions', isEven],
  ['a captured Map', (x) => labels.get(x)?.text],
  ['an async function', async (x) => addBase(await Promise.resolve(x))],
  ['a function with defaults and patterns', (x, { y = base, ...rest } = { z: 1 } as { y?: number }) => [x, y, rest]],
  ['a function that uses a generator', (x) => [...(function* () { yield x; yield* [x, base]; })()]],
  ['an imported built-in', (x) => createHash('sha1').update(String(x)).digest('hex')],
  ['a namespace import', (x) => path.posix.join('a', String(x))],
  ['a built-in itself', Math.sqrt],
  ['a bound function', Math.max.bind(null, 2)],
  ['a bound method', scaler.times.bind(scaler)],
  ['a method with its object', (x) => literal.times(x) + literal.half],
  ['an arrow function in a field', (x) => scaler.scale(x)],
  ['a class with private parts', (x) => [new Account().deposit(x), Account.opened()]],
  ['imported classes', (x) => new Pixel(x, new Point(x, x))],
  ['a class declared inside', (x) => new (class { twice = x * 2; })().twice],
  ['a tagged template and a regular expression', (x) => String.raw`\d${x}`.replace(/\d/g, (d) => `<${d}>`)],
  ['global objects', (x) => [new URL(`http://host/${x}`).pathname, structuredClone({ x }), typeof setTimeout]],
]; // prettier-ignore

/** Tests of how functions travel. */
export function closureCases(kit: Kit): void {
  kit.group('functions', () => {
    for (const [name, fn] of functions) functionCase(kit, name, fn);
    captureCases(kit);
    explicitCases(kit);
  });
}

function functionCase({ test, parallel }: Kit, name: string, fn: AnyTask): void {
  test(`travel: ${name}`, async () => {
    const items = [0, 1, 4];
    const here = await Promise.all(items.map((item) => fn(item)));
    const there = await parallel.map(fn, items);
    assert.deepEqual(there.map(describeValue), here.map(describeValue));
  });
}

class Scale {
  static offset = 100;
  factor: number;

  constructor(factor: number) {
    this.factor = factor;
  }

  static shift = (x: number): number => x + this.offset;
  by = (x: number): number => x * this.factor;
  later = async (x: number): Promise<number> => (await Promise.resolve(x)) * this.factor;
}

function captureCases({ test, parallel }: Kit): void {
  test('are captured anew for each call', async () => {
    const settings = { level: 1 };
    const read = (x: number): number => x * settings.level;
    assert.deepEqual(await parallel.map(read, [10]), [10]);
    settings.level = 2;
    assert.deepEqual(await parallel.map(read, [10]), [20]);
  });

  test('of class fields know their object, also when they come without it', async () => {
    const [scale, other] = [new Scale(3), new Scale(5)];
    assert.deepEqual(await parallel.map(scale.by, [1, 2]), [3, 6]);
    assert.deepEqual(await parallel([delayed(other.by)(2), delayed(Scale.shift)(2)]), [10, 102]);
    assert.deepEqual(await parallel.map(scale.later, [2]), [6]);
    other.factor = 7;
    assert.deepEqual(await parallel.map(other.by, [2]), [14]);
  });

  test('that write to what they captured are refused', async () => {
    let sum = 0;
    const list: number[] = [];
    const writers: AnyTask[] = [(x) => (sum += x), (x) => list.push(x)];
    for (const write of writers) {
      const error = await rejection(parallel.map(write, [1, 2]));
      assert.ok(error instanceof ClosureError && error.code === 'ERR_CLOSURE', String(error));
    }
    assert.deepEqual([sum, list], [0, []]);
  });

  test('travel as arguments, and come back as the same functions', async () => {
    const triple: AnyTask = (x) => x * base;
    const call = (fn: AnyTask): readonly [unknown, AnyTask] => [fn(5), fn];
    const results = await parallel.map(call, [addBase, triple]);
    assert.deepEqual(results, [[12, addBase], [35, triple]]); // prettier-ignore
  });

  test('of a hundred kinds run in one call', async () => {
    const makers = range(100).map((k) => (x: number) => x * k);
    assert.deepEqual(await parallel(makers.map((fn) => delayed(fn)(2))), range(100).map((k) => 2 * k)); // prettier-ignore
  });
}

const moduleUrl = `data:text/javascript,${encodeURIComponent(
  'export const double = (x) => x * 2; export default async (a, b) => a - b;',
)}`;

function explicitCases({ test, parallel }: Kit): void {
  test('named by module and export are imported by the workers', async () => {
    assert.deepEqual(await parallel.map(task<(x: number) => number>(moduleUrl, 'double'), [1, 2]), [2, 4]);
    const subtract = task<(a: number, b: number) => number>(moduleUrl, 'default');
    assert.deepEqual(await parallel.starmap(subtract, [[5, 3]]), [2]);
    assert.deepEqual(await parallel([delayed(subtract)(1, 2)]), [-1]);
  });

  test('may be given what they capture by name', async () => {
    const factor = 3;
    const scale = (x: number): number => x * factor;
    assert.deepEqual(await parallel.map(scale, [2], { context: { factor } }), [6]);
    assert.deepEqual(await parallel.map(withContext(scale, { factor }), [2]), [6]);
  });

  test('may have values that each worker makes once', async () => {
    const made = perWorker(() => ({ token: Math.random(), uses: [] as number[] }));
    const use = (x: number) => [made.value.token, made().uses.push(x)] as const;
    const seen = await parallel.map(use, range(40), { batchSize: 5 });
    const tokens = new Set(seen.map(([token]) => token));
    assert.ok(tokens.size <= 2, `${tokens.size} values for 2 workers`);
    for (const token of tokens) {
      const uses = seen.filter(([one]) => one === token).map(([, count]) => count);
      assert.deepEqual(uses.toSorted((a, b) => a - b), range(uses.length).map((i) => i + 1)); // prettier-ignore
    }
  });
}
