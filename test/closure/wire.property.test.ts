/** Random values arrive as they were: arguments, results and what was thrown. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { assertProperty, fuzzParameters } from '../support/property.ts';
import { callThrough, openEnds, roundTrip, targets } from './round-trip.ts';
import type { Ends } from './round-trip.ts';

const { seed, numRuns } = fuzzParameters('values on the wire');

class Point {
  x: unknown;
  static origin = 0;
  constructor(x: unknown) {
    this.x = x;
  }
}
class Sub extends Point {
  extra: unknown = 1;
}
class Failure extends RangeError {
  readonly detail: unknown;
  constructor(message: string, detail: unknown) {
    super(message, { cause: detail });
    this.detail = detail;
  }
}

const key = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom('a', 'b', 'length', '__proto__', 'constructor', '0', '-1', 't', 'r', 'v'),
);
const primitive = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.integer(),
  fc.bigInt(),
  fc.boolean(),
  fc.constantFrom(null, undefined, NaN, -0, Infinity, -Infinity, Symbol.iterator, Symbol.for('wire')),
);

const bytes = fc.oneof(
  fc.uint8Array(),
  fc.int16Array(),
  fc.float64Array(),
  fc.bigInt64Array(),
  fc.uint8Array().map((array) => Buffer.from(array)),
  fc.uint8Array({ minLength: 4 }).map((array) => new Uint8Array(array.buffer, 1, 2)),
  fc.uint8Array().map((array) => new DataView(array.buffer, 0)),
  fc.uint8Array().map((array) => array.buffer),
  fc.string().map((text) => Buffer.from(text)),
);

/** Sets a property whatever its name. */
function define(target: object, name: PropertyKey, value: unknown, flags: number): void {
  Object.defineProperty(target, name, {
    value,
    writable: (flags & 1) !== 0,
    enumerable: (flags & 2) !== 0,
    configurable: (flags & 4) !== 0,
  });
}

interface Tie {
  value: fc.Arbitrary<unknown>;
}
const properties = (value: fc.Arbitrary<unknown>): fc.Arbitrary<[string, unknown, number][]> =>
  fc.array(fc.tuple(key, value, fc.constantFrom(7, 7, 7, 7, 7, 5, 3, 6, 0)), { maxLength: 4 });

function fill<T extends object>(target: T, list: readonly [string, unknown, number][], lock = 0): T {
  for (const [name, value, flags] of list) if (!Object.hasOwn(target, name)) define(target, name, value, flags);
  if (lock === 1) Object.freeze(target);
  else if (lock === 2) Object.seal(target);
  else if (lock === 3) Object.preventExtensions(target);
  return target;
}

const lock = fc.constantFrom(0, 0, 0, 0, 1, 2, 3);
const { value } = fc.letrec<Tie & Record<string, fc.Arbitrary<unknown>>>((tie) => {
  const inner = tie('value') as fc.Arbitrary<unknown>;
  return {
    value: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      primitive,
      bytes,
      tie('array'),
      tie('record'),
      tie('object'),
      tie('map'),
      tie('set'),
      tie('native'),
      tie('instance'),
    ),
    array: fc.array(inner, { maxLength: 5 }),
    record: fc.dictionary(key, inner, { maxKeys: 4 }),
    object: fc
      .tuple(properties(inner), lock, fc.boolean())
      .map(([list, l, bare]) => fill((bare ? Object.create(null) : {}) as object, list, l)),
    map: fc.array(fc.tuple(inner, inner), { maxLength: 4 }).map((entries) => new Map(entries)),
    set: fc.array(inner, { maxLength: 4 }).map((items) => new Set(items)),
    native: fc.oneof(
      fc.date({ noInvalidDate: false }),
      fc.constantFrom(/a+/g, /(?<x>b)/u).map((re) => new RegExp(re.source, re.flags)),
      fc.tuple(properties(inner), lock).map(([list, l]) =>
        fill(
          /sticky/y,
          list.filter(([name]) => name !== 'lastIndex'),
          l === 1 ? 0 : l,
        ),
      ),
      fc.constantFrom<unknown>(1, 'two', true, 3n).map((inside) => Object(inside) as object),
      fc.tuple(fc.string(), inner).map(([message, cause]) => new TypeError(message, { cause })),
      fc
        .tuple(fc.string(), fc.array(inner, { maxLength: 2 }))
        .map(([message, errors]) => new AggregateError(errors, message)),
      fc.array(inner, { maxLength: 4 }).map((items) => {
        const sparse: unknown[] = new Array<unknown>(items.length * 2);
        items.forEach((item, i) => (sparse[i * 2] = item));
        return sparse;
      }),
      fc.tuple(fc.array(inner, { maxLength: 3 }), properties(inner), lock).map(([items, list, l]) =>
        // A copy: fast-check goes on with the array it made, which a property named "constructor" would break.
        fill(
          [...items],
          list.filter(([name]) => name !== 'length'),
          l,
        ),
      ),
    ),
    instance: fc.oneof(
      inner.map((x) => new Point(x)),
      fc.tuple(inner, properties(inner), lock).map(([x, list, l]) => fill(new Sub(x), list, l)),
      fc.tuple(fc.string(), inner).map(([message, detail]) => new Failure(message, detail)),
    ),
  } as never;
});

/** Ties some loops into a value: containers that hold themselves and each other. */
const looped = fc.tuple(value, value, fc.boolean()).map(([a, b, loop]) => {
  const box: unknown[] = [a, b, a];
  if (loop) box.push(box, new Map([[box, box]]), { box });
  return box;
});

/** deepStrictEqual compares neither descriptors nor locks nor, for errors, all that is own. */
function describeShape(root: unknown): unknown[] {
  const seen = new Map<unknown, number>();
  const shape: unknown[] = [];
  const queue: unknown[] = [root];
  const name = (part: unknown): unknown => {
    if ((typeof part !== 'object' || part === null) && typeof part !== 'function')
      return typeof part === 'number' && Object.is(part, -0) ? 'negative zero' : part;
    let id = seen.get(part);
    if (id === undefined) {
      id = seen.size;
      seen.set(part, id);
      queue.push(part);
    }
    return `#${id}`;
  };
  name(root);
  queue.shift();
  for (const part of queue) {
    const object = part as object;
    const proto: unknown = Object.getPrototypeOf(object);
    const entries: unknown[] = [];
    if (part instanceof Map) for (const [k, v] of part) entries.push(name(k), name(v));
    if (part instanceof Set) for (const v of part) entries.push(name(v));
    if (part instanceof Date) entries.push(part.getTime());
    if (part instanceof RegExp) entries.push(String(part));
    if (part instanceof ArrayBuffer) entries.push(Buffer.from(part).toString('hex'));
    if (ArrayBuffer.isView(part))
      entries.push(
        part.byteLength,
        Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('hex'),
        Buffer.isBuffer(part),
      );
    const own = ArrayBuffer.isView(part)
      ? []
      : Reflect.ownKeys(object).filter((k) => !(part instanceof Error && k === 'stack'));
    for (const k of own) {
      const d = Object.getOwnPropertyDescriptor(object, k) as PropertyDescriptor;
      entries.push(k, name(d.value), d.writable, d.enumerable, d.configurable);
    }
    shape.push([
      proto === null ? null : (proto as { constructor: { name: string } }).constructor.name,
      Object.isExtensible(object),
      entries,
    ]);
  }
  return shape;
}

function assertSame(actual: unknown, expected: unknown): void {
  assert.deepStrictEqual(describeShape(actual), describeShape(expected));
}

const echo = (x: unknown): unknown => x;
const classes = (x: unknown): boolean => [Point, Sub, Failure].some((C) => x instanceof C);

describe.each(targets)('for a %s', (target) => {
  it(`values are the same after going out and coming back`, { timeout: 120_000 }, async () => {
    let ends: Ends = openEnds(target);
    await assertProperty(
      fc.asyncProperty(looped, fc.boolean(), async (sample, fresh) => {
        if (fresh) ends = openEnds(target);
        // Classes come back as the caller's own only when the worker got them from it.
        assertSame(await callThrough(ends, echo, [sample]), sample);
      }),
      { numRuns, seed },
    );
  });

  it('captured values are what they were', { timeout: 120_000 }, async () => {
    await assertProperty(
      fc.asyncProperty(looped, async (sample) => {
        assertSame(await roundTrip(target, () => [sample, classes(sample)]), [sample, classes(sample)]);
      }),
      { numRuns, seed: seed + 1 },
    );
  });

  it('thrown values are what they were', { timeout: 120_000 }, async () => {
    await assertProperty(
      fc.asyncProperty(value, async (sample) => {
        const thrown = await roundTrip(
          target,
          (x: unknown) => {
            throw x;
          },
          [sample],
        ).then(
          // prettier-ignore
          () => assert.fail('it should have thrown'),
          (error: unknown) => error,
        );
        assertSame(thrown, sample);
      }),
      { numRuns, seed: seed + 2 },
    );
  });

  it('lists of numbers travel packed and exact', { timeout: 60_000 }, async () => {
    const numbers = fc.array(
      fc.oneof(fc.integer(), fc.double(), fc.constantFrom(-0, NaN, 2 ** 31, -(2 ** 31), 2 ** 31 - 1)),
      { maxLength: 50 },
    );
    await assertProperty(
      fc.asyncProperty(numbers, async (sample) => {
        const ends = openEnds(target);
        const payload = ends.caller.encode(sample, String);
        const decoded = Array.from(await ends.worker.decode(structuredClone(payload)));
        assert.ok(decoded.length === sample.length && decoded.every((x, i) => Object.is(x, sample[i])));
      }),
      { numRuns, seed: seed + 3 },
    );
  });
});
