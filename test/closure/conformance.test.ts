/** Functions do at the other end what they do here, one case for each form of function and of what it captured. */

import assert from 'node:assert/strict';
import crypto, { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as nodePath from 'node:path';
import { describe, expect, it } from 'vitest';
import triple, { double, generation, LIMIT, makeAdder, namedHidden, nextGeneration, Vector } from './fixtures/tools.ts';
import * as tools from './fixtures/tools.ts';
import { roundTrip, targets } from './round-trip.ts';
import type { AnyFunction } from './round-trip.ts';

const base = 7;
let mutable = 1;
mutable = 42;
const table = new Map([['a', { weight: 2 }]]);
const words = ['x', 'y'];
const SECRET = Symbol('secret');

function addBase(x: number): number {
  return x + base;
}
function viaTwoHelpers(x: number): number {
  return addBase(addBase(x));
}
function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
function isEven(n: number): boolean {
  return n === 0 || isOdd(n - 1);
}
function isOdd(n: number): boolean {
  return n !== 0 && isEven(n - 1);
}
let calls = 0;
function countedCall(): number {
  calls += 1;
  return calls;
}
function readCalls(): number {
  return calls;
}

class Shape {
  static made = 0;
  static readonly registry = new Map<string, number>([['shape', 1]]);
  static describe(): string {
    return `${this.name}:${this.made}`;
  }
  name = 'shape';
  get title(): string {
    return this.name.toUpperCase();
  }
  area(): number {
    return 0;
  }
}
class Square extends Shape {
  override name = 'square';
  side: number;
  constructor(side: number) {
    super();
    this.side = side;
  }
  override area(): number {
    return super.area() + this.side ** 2;
  }
  scaled = (by: number): number => this.area() * by;
  *corners(): Generator<number> {
    for (let i = 0; i < 4; i++) yield i * this.side;
  }
}
class Account {
  #balance = 0;
  static #opened = 3;
  static opened(): number {
    return Account.#opened;
  }
  deposit(amount: number): number {
    this.#balance += amount;
    return this.#balance;
  }
}
class List extends Array<number> {
  total(): number {
    return this.reduce((sum, x) => sum + x, 0);
  }
}
class Registry extends Map<string, number> {
  label = 'registry';
  sum(): number {
    return [...this.values()].reduce((sum, x) => sum + x, 0);
  }
}
class HttpError extends Error {
  readonly status: number;
  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HttpError';
    this.status = status;
  }
}
class Temperature {
  #celsius: number;
  constructor(celsius: number) {
    this.#celsius = celsius;
  }
  get fahrenheit(): number {
    return this.#celsius * 1.8 + 32;
  }
  [Symbol.for('manycore.toWorker')](): unknown[] {
    return [(celsius: number) => new Temperature(celsius), this.#celsius];
  }
}
const literal = {
  factor: 3,
  times(x: number): number {
    return x * this.factor;
  },
  get half(): number {
    return this.factor / 2;
  },
  ['comp' + 'uted'](x: number): number {
    return x + 1;
  },
  async later(x: number): Promise<number> {
    return x + this.factor;
  },
};
const computed = (literal as unknown as Record<string, (x: number) => number>)['computed'] as (x: number) => number;
const cyclic: { self?: unknown; items: unknown[] } = { items: [] };
cyclic.self = cyclic;
cyclic.items.push(cyclic, cyclic.items);
function Legacy(this: { x: number }, x: number): void {
  this.x = x;
}
Legacy.prototype.getX = function (this: { x: number }): number {
  return this.x;
};
Legacy.help = 'old style';
const LegacyClass = Legacy as unknown as { new (x: number): { x: number; getX(): number }; help: string };
const frozen = Object.freeze({ a: 1, inner: Object.freeze([1, 2]) });
const withAccessor = { real: 5, get derived(): number { return this.real + 1; } }; // prettier-ignore
const withSymbol = { [SECRET]: 'hidden', [Symbol.iterator]: function* (): Generator<number> { yield 1; } }; // prettier-ignore
const makeCounter =
  (start: number): ((by: number) => number) =>
  (by) =>
    start + by;
const bound = literal.times.bind({ factor: 10 });
const boundArgs = Math.max.bind(null, 5);
const shared = { n: 1 };
const holderA = { shared };
const holderB = { shared };
// oxlint-disable-next-line no-implied-eval -- the one way to have a sloppy function in a module
const sloppy = new Function('return typeof this') as () => string;
const regexp = /a(?<tail>b+)/gi;
const bytes = new Uint8Array([1, 2, 3, 4]);
const window2 = new Uint8Array(bytes.buffer, 1, 2);
const sparse: unknown[] = [1];
sparse[2] = 3; // leaves a hole at 1
const nullProto = Object.assign(Object.create(null) as Record<string, number>, { k: 1 });

const cases: Readonly<Record<string, readonly [AnyFunction, ...unknown[]]>> = {
  'captures a number': [(x: number) => x + base, 1],
  'captures a let that was changed': [() => mutable],
  'captures a Map': [() => table.get('a')?.weight],
  'captures an array': [() => words.join()],
  'captures a helper': [(x: number) => addBase(x), 1],
  'captures helpers of helpers': [viaTwoHelpers, 1],
  'is a function declaration': [addBase, 1],
  'recurses by its own name': [factorial, 6],
  'recurses mutually': [isEven, 7],
  'is a named function expression': [function fact(n: number): number { return n < 2 ? 1 : n * fact(n - 1); }, 5], // prettier-ignore
  'is a closure of a factory': [makeCounter(5), 3],
  'captures another closure': [
    (
      (inner) => (x: number) =>
        inner(x) * 2
    )(makeCounter(1)),
    4,
  ],
  'is async': [async (x: number) => (await Promise.resolve(x)) + base, 1],
  'is an async function that awaits helpers': [async function (x: number) { return [await literal.later(x)]; }, 1], // prettier-ignore
  'collects a generator': [() => [...(function* () { yield* words; })()]], // prettier-ignore
  'captures a generator function': [((range: (n: number) => Generator<number>) => (n: number) => [...range(n)])(function* (n) { for (let i = 0; i < n; i++) yield i; }), 3], // prettier-ignore
  'captures an async generator function': [((range: (n: number) => AsyncGenerator<number>) => async (n: number) => { const out = []; for await (const x of range(n)) out.push(x); return out; })(async function* (n) { for (let i = 0; i < n; i++) yield i; }), 3], // prettier-ignore
  'destructures parameters': [({ a, b: [c, d = base] }: { a: number; b: number[] }) => [a, c, d], { a: 1, b: [2] }],
  'has defaults that use captures': [(x = base, y = x + mutable) => [x, y]],
  'has rest parameters': [(...xs: number[]) => xs.length, 1, 2, 3],
  'uses arguments of its own': [function () { return arguments.length; }, 1, 2], // prettier-ignore
  'uses a catch binding': [() => { try { throw new Error('x'); } catch (error) { const { message } = error as Error; return message; } }], // prettier-ignore
  'uses labels and switches': [(x: number) => { outer: for (;;) { switch (x) { case 1: break outer; default: x--; } } return x; }, 3], // prettier-ignore
  'shadows a captured name': [(x: number) => { const base = 100; return base + x; }, 1], // prettier-ignore
  'captures loop variables': [[1, 2, 3].map((i) => () => i * base)[1] as AnyFunction],
  'captures from nested blocks': [(() => { const a = 1; { const b = 2; { const c = 3; return () => a + b + c; } } })()], // prettier-ignore
  'captures a catch variable': [(() => { try { throw 5; } catch (e) { return () => e; } })()], // prettier-ignore
  'captures parameters with defaults': [
    (
      (a: number, b = a + 1) =>
      () =>
        a + b
    )(1),
  ],
  'captures destructured variables': [
    (
      ({ a, ...rest }) =>
      () => [a, rest]
    )({ a: 1, b: 2, c: 3 }),
  ],
  'captures a variable named like a wrapper': [
    (
      (v: number, $cell_v: number) => () =>
        v + $cell_v
    )(1, 2),
  ],
  'assigns its own variables': [(n: number) => { let total = 0; for (let i = 0; i < n; i++) total += i; return total; }, 4], // prettier-ignore
  'assigns its parameter': [(x: number) => { x += 1; x++; return x; }, 4], // prettier-ignore
  'writes to values made inside': [() => { const list: number[] = []; list.push(1); const m = new Map(); m.set(1, list); return m; }], // prettier-ignore
  'writes to a parameter': [(list: number[]) => { list.push(9); list[0] = 5; return list; }, [1, 2]], // prettier-ignore
  'helpers share a module-level let': [() => { const before = readCalls(); countedCall(); countedCall(); return [readCalls() - before]; }], // prettier-ignore
  'uses a static method': [() => Shape.describe()],
  'uses static state': [() => [Shape.made, Shape.registry.get('shape')]],
  'uses private static state': [() => Account.opened()],
  'makes instances': [(side: number) => new Square(side).area(), 3],
  'makes instances with private fields': [() => { const a = new Account(); a.deposit(2); return a.deposit(3); }], // prettier-ignore
  'returns instances of a captured class': [(side: number) => Object.assign(new Shape(), { side }), 3],
  'captures an instance': [((square) => () => [square.area(), square.title, square.name, square.side])(new Square(4))],
  'calls a class-field arrow of a captured instance': [
    (
      (square) => (by: number) =>
        square.scaled(by)
    )(new Square(4)),
    2,
  ],
  'iterates a generator method': [((square) => () => [...square.corners()])(new Square(2))],
  'takes an instance as argument': [
    (square: Square) => [square instanceof Square, square instanceof Shape, square.area()],
    new Square(2),
  ],
  'takes an instance of a class it captured': [(shape: Shape) => shape instanceof Shape, new Shape()],
  'captures a subclass of Array': [
    ((list) => () => [list.total(), list instanceof List, list.length])(List.from([1, 2, 3]) as List),
  ],
  'captures a subclass of Map': [((map) => () => [map.sum(), map.label, map instanceof Registry])(new Registry([['a', 2], ['b', 3]]))], // prettier-ignore
  'returns a subclass of Map': [() => new Registry([['a', 2]])],
  'captures an error': [((error) => () => [error instanceof HttpError, error.status, error.message, (error.cause as Error).message])(new HttpError(404, 'gone', { cause: new Error('why') }))], // prettier-ignore
  'uses a class expression': [((C) => () => new C().f())(class { f() { return base; } })], // prettier-ignore
  'uses a class that extends an expression': [((C) => () => new C().f())(class extends (class { f() { return 1; } }) {})], // prettier-ignore
  'uses a class with accessors and static blocks': [((C) => () => [C.total, new C().v])(class { static total = 1; static { this.total += 4; } #v = 2; get v() { return this.#v; } })], // prettier-ignore
  'keeps a static field that holds a function': [((C: { f(x: number): number }) => () => C.f(2))(class { static f = (x: number): number => x * base; })], // prettier-ignore
  'keeps a static field that is undefined': [((C) => () => 'u' in C)(class { static u = undefined; })], // prettier-ignore
  'uses a hooked class': [
    (
      (t) => () =>
        t.fahrenheit
    )(new Temperature(100)),
  ],
  'takes a hooked instance as argument': [(t: Temperature) => t.fahrenheit, new Temperature(10)],
  'uses an old-style class': [() => { const o = new LegacyClass(4); return [o.getX(), LegacyClass.help]; }], // prettier-ignore
  'captures an old-style instance': [
    (
      (o) => () =>
        o.getX()
    )(new LegacyClass(6)),
  ],
  'calls methods of a literal': [(x: number) => [literal.times(x), literal.half, computed(x)], 4],
  'is a method': [literal.times.bind({ factor: 2 }), 4],
  'is a method with a computed name': [computed, 4],
  'is a bound function': [bound, 2],
  'is a bound built-in': [boundArgs, 3],
  'is a built-in': [Math.hypot, 3, 4],
  'captures built-ins': [((max, json, toString) => () => [max(1, 2), json.stringify([1]), toString.call(null)])(Math.max, JSON, Object.prototype.toString)], // prettier-ignore
  'captures a well-known and a registered symbol': [((a, b) => () => [a === Symbol.iterator, b === Symbol.for('reg')])(Symbol.iterator, Symbol.for('reg'))], // prettier-ignore
  'captures a unique symbol used as key': [() => withSymbol[SECRET]],
  'keeps symbol-keyed methods': [() => [...(withSymbol as unknown as Iterable<number>)]],
  'captures a cycle': [() => [cyclic.self === cyclic, cyclic.items[0] === cyclic, cyclic.items[1] === cyclic.items]],
  'keeps shared identities': [() => holderA.shared === holderB.shared],
  'keeps the identity of captured and argument': [(o: object) => o === shared, shared],
  'keeps the identity of captured and nested argument': [
    (o: { deep: object[] }) => o.deep[0] === shared,
    { deep: [shared] },
  ],
  'keeps the identity of functions': [(f: unknown) => f === addBase, addBase],
  'keeps the identity of a closure argument that captured another argument': [(o: { n: number }, f: () => object) => f() === o, ...((o) => [o, () => o])({ n: 1 })], // prettier-ignore
  'gets functions as arguments': [(f: (x: number) => number, x: number) => f(x), makeCounter(5), 2],
  'captures frozen objects': [() => [Object.isFrozen(frozen), Object.isFrozen(frozen.inner), frozen.inner.length]],
  'captures accessors': [() => withAccessor.derived],
  'captures a sloppy function': [() => sloppy()],
  'captures a RegExp with its place': [((re) => () => { re.lastIndex = 2; return re.exec('abbab')?.groups?.['tail']; })(regexp)], // prettier-ignore
  'captures bytes and a window of them': [() => [bytes[1], window2[0], window2.buffer === bytes.buffer]],
  'captures a Buffer': [((b) => () => [Buffer.isBuffer(b), b.toString()])(Buffer.from('hello'))],
  'captures a sparse array': [() => [sparse.length, 1 in sparse]],
  'captures an object without prototype': [() => [Object.getPrototypeOf(nullProto), nullProto['k']]],
  'captures dates, bigints and odd numbers': [((d, b, n, z) => () => [d.getTime(), b, Number.isNaN(n), Object.is(z, -0)])(new Date(5), 10n, NaN, -0)], // prettier-ignore
  'captures a URL': [((u, p) => () => [u.host, p.get('q')])(new URL('https://a.b/c'), new URLSearchParams('q=1'))],
  'captures Intl formats': [
    (
      (f) => () =>
        f.format(1234.5)
    )(new Intl.NumberFormat('de', { minimumFractionDigits: 2 })),
  ],
  'captures boxed primitives': [((o) => () => [typeof o, o.valueOf()])(Object('text') as object)],
  'uses a default import': [(x: number) => triple(x), 2],
  'uses a named import': [(x: number) => double(x) + LIMIT, 2],
  'uses a namespace import': [(x: number) => tools.double(x) + tools.LIMIT, 2],
  'sees an import live': [() => { const before = generation; nextGeneration(); return generation - before; }], // prettier-ignore
  'uses an imported class': [() => new Vector(1, 2).plus(new Vector(1, 1))],
  'captures an instance of an imported class': [
    (
      (v) => () =>
        v.plus(v).x
    )(new Vector(1, 2)),
  ],
  'captures a closure of another module': [
    (
      (add) => (x: number) =>
        add(x)
    )(makeAdder(3)),
    1,
  ],
  'captures a helper that another module does not export': [
    (
      (f) => (x: number) =>
        f(x)
    )(namedHidden.hidden),
    1,
  ],
  'is an export of another module': [double, 4],
  'uses built-in modules': [
    () => [nodePath.join('a', 'b'), createHash('md5').update('x').digest('hex'), typeof crypto.createHash],
  ],
  'captures a function of a built-in module': [
    (
      (read) => () =>
        typeof read
    )(readFileSync),
  ],
  'uses import.meta': [() => import.meta.url],
  'imports dynamically': [async () => (await import('./fixtures/tools.ts')).double(4)],
  'uses globals': [() => [typeof structuredClone, new URL('a:b').href, isNaN(NaN)]],
  'tests for a global that is not there': [() => typeof (globalThis as { window?: unknown }).window + typeof (undefinedThing as unknown)], // prettier-ignore
  'keeps its name and length': [function named(_a: unknown, _b: unknown) { return [named.name, named.length]; }], // prettier-ignore
  'keeps own properties of functions': [((f) => () => (f as { tag?: string }).tag)(Object.assign(() => 1, { tag: 'x' }))], // prettier-ignore
  'captures a getter as a function': [((g) => () => g.call({ name: 'n' }))(Object.getOwnPropertyDescriptor(Shape.prototype, 'title')?.get as () => string)], // prettier-ignore
};
declare const undefinedThing: unknown;

describe.each(targets)('through the codecs for a %s, a function that', (target) => {
  it.each(Object.entries(cases))('%s', async (_name, [fn, ...args]) => {
    const expected = await (fn as (...a: unknown[]) => unknown)(...structuredCloneWhereItCan(args));
    assert.deepStrictEqual(await roundTrip(target, fn, args), expected);
  });
});

/** A case may change its arguments; the one that runs here must not spoil them for the other. */
function structuredCloneWhereItCan(args: unknown[]): unknown[] {
  return args.map((arg) => (Array.isArray(arg) ? [...(arg as unknown[])] : arg));
}

describe.each(targets)('through the codecs for a %s', (target) => {
  it('a linked list of 100,000 nodes is captured, passed and returned', async () => {
    let list: { next: unknown } | null = null;
    for (let i = 0; i < 100_000; i++) list = { next: list };
    const length = (from: { next: unknown } | null): number => {
      let n = 0;
      for (let at = from; at !== null; at = at.next as typeof list) n++;
      return n;
    };
    expect(await roundTrip(target, () => length(list))).toBe(100_000);
    expect(await roundTrip(target, (from: typeof list) => length(from), [list])).toBe(100_000);
    expect(length((await roundTrip(target, () => list)) as typeof list)).toBe(100_000);
  });

  it('a function whose name was given a new meaning calls the new one', async () => {
    function slow(n: number): number {
      return n <= 0 ? 0 : slow(n - 1) + 1;
    }
    const original = slow;
    // @ts-expect-error: assigning to a function declaration is what this is about
    slow = (n: number): number => n * 100; // oxlint-disable-line no-func-assign -- what this test is about
    expect(await roundTrip(target, (n: number) => original(n), [3])).toBe(201);
  });
});
