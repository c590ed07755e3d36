/** What cannot travel is refused by name, with the path to it and a remedy. */

import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createCallCodec } from '../../src/closure/call-codec.ts';
import { refuseWrites } from '../../src/closure/writes.ts';
import { ClosureError, NotCloneableError } from '../../src/core/errors.ts';
import type { CodecTarget } from '../../src/core/codec.ts';
import { roundTrip, targets } from './round-trip.ts';
import type { AnyFunction } from './round-trip.ts';

const settings = { deep: { list: [{ pending: Promise.resolve(1) }] } };
const weak = new WeakMap<object, number>();
const proxy = new Proxy({}, {});
const running = (function* () { yield 1; })(); // prettier-ignore
const iterator = [1][Symbol.iterator]();
const storage = new AsyncLocalStorage<number>();
const stream = Readable.from([]);
const timer = setTimeout(() => {}, 0);
clearTimeout(timer);
const signal = new AbortController().signal;
class Stream2 extends Readable {}
const stream2 = new Stream2();
class Secret {
  #key = 1;
  read(): number {
    return this.#key;
  }
  makeReader(): () => number {
    return () => this.#key;
  }
}
const secret = new Secret();
const readSecret = secret.makeReader();
class Greeter extends Object {
  greeting = 'hi';
  greeter(): () => string {
    return () => this.greeting;
  }
  override(): string {
    return super.toString();
  }
}
const lostThis = new Greeter().greeter();
class Held {
  greeting = 'hi';
  greet = (): string => this.greeting;
}
const owner = new Held();
const thief = Object.assign(new Held(), { greet: owner.greet });
const twiceHeld = thief.greet;
function outerArguments(..._rest: number[]): () => number {
  // Not a rest parameter: the arrow has to use `arguments` of the function around it, which is what is refused.
  return () => arguments.length;
}
const usesArguments = outerArguments(1, 2);
function Outer(): () => unknown {
  return () => new.target;
}
const usesNewTarget = Outer();
const Keyed = ((key: string) => class { [key](): number { return 1; } })('method'); // prettier-ignore
let count = 0;
const memory = new SharedArrayBuffer(8);
function usesTooEarly(): () => unknown {
  const early = (): unknown => later;
  refused = messageOf(early);
  const later = 1;
  return () => later;
}
let refused: { message: string; path: readonly string[] } | undefined;

function messageOf(fn: AnyFunction, target: CodecTarget = 'thread'): { message: string; path: readonly string[] } {
  try {
    createCallCodec({ target }).addFunction(fn);
  } catch (error) {
    if (error instanceof ClosureError) return { message: error.message, path: error.path };
    throw error;
  }
  throw new Error('it was not refused');
}

interface Refused {
  readonly 0: AnyFunction;
  readonly 1: RegExp;
  readonly 2?: readonly string[];
}
const refusals: Readonly<Record<string, Refused>> = {
  'a Promise': [
    () => settings.deep,
    /holds a Promise.*\n    at -> settings\.deep\.list\[0\]\.pending\n    hint: await it/,
    ['settings', 'deep', 'list', '0', 'pending'],
  ],
  'a WeakMap': [() => weak, /holds a WeakMap/],
  'a Proxy': [() => proxy, /holds a Proxy/],
  'a running generator': [() => running, /running generator/],
  'an iterator': [() => iterator, /holds an iterator/],
  AsyncLocalStorage: [() => storage, /AsyncLocalStorage \(a host object/],
  'a stream': [() => stream, /Readable \(/],
  'a subclass of a stream': [() => stream2, /Stream2 \(extends Readable/],
  'a timer': [() => timer, /Timeout/],
  'an AbortSignal': [() => signal, /AbortSignal/],
  'private fields': [() => secret, /Secret with private fields \(#key\).*\n.*\n    hint: give Secret a \[toWorker\]/],
  'an arrow function that reads private fields': [() => readSecret(), /private fields/],
  'an arrow function that uses this of a method': [() => lostThis(), /uses "this" of the code around it/],
  'a class-field arrow that two objects have': [
    () => twiceHeld() + owner.greeting,
    /uses "this" of the code around it/,
  ],
  'a method that uses super alone': [Greeter.prototype.override, /uses super/],
  'an arrow function that uses arguments of the function around it': [() => usesArguments(), /"arguments"/],
  'an arrow function that uses new.target of the function around it': [() => usesNewTarget(), /uses new\.target of/],
  'direct eval': [() => eval('1') as unknown, /eval\(\)/],
  'a class whose computed key is gone': [() => new Keyed(), /computed key/],
};

describe.each(targets)('a capture for a %s refuses', (target) => {
  it.each(Object.entries(refusals))('%s', (_what, { 0: fn, 1: message, 2: path }) => {
    const refusal = messageOf(fn, target);
    expect(refusal.message).toMatch(message);
    expect(refusal.message).toMatch(
      new RegExp(`^cannot send .*refusals\\.test\\.ts:\\d+:\\d+\\) to a (worker thread|child process): `),
    );
    if (path !== undefined) expect(refusal.path).toEqual(path);
  });
});

it('a variable that is not initialised yet is named', () => {
  usesTooEarly();
  expect(refused?.message).toMatch(
    /uses "later" before its declaration has run\n    at -> later|uses "later" before its declaration/,
  );
});

it('shared memory is refused for another process only', async () => {
  expect(() => createCallCodec({ target: 'process' }).addFunction(() => memory)).toThrow(/SharedArrayBuffer/);
  expect(await roundTrip('thread', () => memory.byteLength)).toBe(8);
});

it('an EventEmitter without native state travels', async () => {
  const emitter = new EventEmitter();
  expect(await roundTrip('thread', () => emitter instanceof EventEmitter)).toBe(true);
});

it('a failed capture leaves nothing behind', async () => {
  const codec = createCallCodec({ target: 'thread' });
  const good = { n: 1 };
  expect(() => codec.addFunction(() => [good, settings])).toThrow(ClosureError);
  expect(codec.definitions).toHaveLength(0);
  expect(await roundTrip('thread', () => good.n)).toBe(1);
});

describe('arguments and results', () => {
  it('name the argument and the path', () => {
    const codec = createCallCodec({ target: 'thread' });
    const bad = [1, { items: [0, { pending: Promise.resolve() }] }];
    expect(() => codec.encode(bad, (i) => `argument ${i}`)).toThrow(
      expect.objectContaining({ name: 'NotCloneableError', path: 'argument 1.items[1].pending' }) as Error,
    );
  });

  it('refuse functions that come back, with the path', async () => {
    const failed = roundTrip('thread', () => ({ items: [1, 2, 3, { fn: () => 1 }] }));
    await expect(failed).rejects.toBeInstanceOf(NotCloneableError);
    await expect(failed).rejects.toMatchObject({ path: 'result.items[3].fn' });
  });

  it('refuse instances of classes that only the worker knows', async () => {
    const failed = roundTrip('thread', () => new (class Local {})());
    await expect(failed).rejects.toThrow(/an instance of Local, a class that only the worker knows/);
  });
});

const list: number[] = [];
const grid = [[0]];
const counts = new Map<string, number>();
const found = new Set<number>();
const state = { total: 0, nested: { items: [1] } };
const doubles = new Float64Array(4);
const sharedDoubles = new Float64Array(new SharedArrayBuffer(32));
class Counter {
  n = 0;
  inc(): number {
    return ++this.n;
  }
}
const counter = new Counter();
const cache = new Map<number, number>();
function cached(x: number): number {
  let y = cache.get(x);
  if (y === undefined) cache.set(x, (y = x * 2));
  return y;
}
const closureHelper = (
  (seen: number[]) => (x: number) =>
    seen.push(x)
)([]);

const writes: Readonly<Record<string, readonly [AnyFunction, string]>> = {
  'assigns a variable': [() => (count = 1), 'count'],
  'counts up a variable': [() => count++, 'count'],
  'assigns by destructuring': [() => ([count] = [1]), 'count'],
  'assigns in a nested function': [() => [1].forEach((x) => (count += x)), 'count'],
  pushes: [(x: number) => list.push(x), 'list'],
  'pushes into an inner array': [(x: number) => grid[x]?.push(x), 'grid'],
  'sets an item': [(x: number) => (list[x] = x), 'list'],
  sorts: [() => list.sort((a, b) => a - b), 'list'],
  'sets in a Map': [(k: string) => counts.set(k, 1), 'counts'],
  'adds to a Set': [(x: number) => found.add(x), 'found'],
  'clears a Set': [() => found.clear(), 'found'],
  'sets a property': [(x: number) => (state.total += x), 'state'],
  'sets a property by destructuring': [() => ({ a: state.total } = { a: 1 }), 'state'],
  'pushes into a nested array': [() => state.nested.items.push(1), 'state'],
  'deletes a property': [() => delete (state as { total?: number }).total, 'state'],
  'assigns to an object': [() => Object.assign(state, { x: 1 }), 'state'],
  'defines a property': [() => Object.defineProperty(state.nested, 'y', { value: 1 }), 'state'],
  'writes to a typed array that is not shared': [(i: number) => (doubles[i] = 1), 'doubles'],
  'fills a typed array that is not shared': [() => doubles.fill(1), 'doubles'],
  'calls a helper that writes to what it captured': [(x: number) => closureHelper(x), 'seen'],
  'loops into a captured property': [() => { for (state.total of [1]); }, 'state'], // prettier-ignore
};

describe('a function is refused on every backend when it', () => {
  it.each(Object.entries(writes))('%s', (_what, [fn, variable]) => {
    for (const refuse of [() => refuseWrites(fn), () => createCallCodec({ target: 'thread' }).addFunction(fn)]) {
      expect(refuse).toThrow(ClosureError);
      expect(refuse).toThrow(/hint: return the value instead; sharedArray\(\).*perWorker\(\)/);
      expect(refuse).toThrow(expect.objectContaining({ path: expect.arrayContaining([variable]) as unknown }) as Error);
    }
  });
});

const harmless: Readonly<Record<string, AnyFunction>> = {
  'reads only': () => [
    list.length,
    counts.get('a'),
    state.total,
    list.toSorted((a, b) => a - b),
    [...list].sort((a, b) => a - b),
  ],
  'shadows a captured name': (count: number) => { count++; const list: number[] = []; list.push(count); return list; }, // prettier-ignore
  'writes to what it made': () => { const m = new Map(); m.set(1, 2); const o = { ...state }; o.total = 1; return o; }, // prettier-ignore
  'writes to its parameters': (o: { x: number }, l: number[]) => { o.x = 1; l.push(1); }, // prettier-ignore
  'calls methods of an instance': () => counter.inc(),
  'writes to shared memory': (i: number) => { sharedDoubles[i] = 1; }, // prettier-ignore
  'uses a cache of its own file': (x: number) => cached(x),
  'makes objects with this': function (this: { x: number }) { this.x = 1; }, // prettier-ignore
  'sets on what a call returned': () => new URL('a:b').searchParams.set('q', '1'),
};

describe('a function is not refused when it', () => {
  it.each(Object.entries(harmless))('%s', (_what, fn) => {
    expect(() => refuseWrites(fn)).not.toThrow();
    expect(() => createCallCodec({ target: 'thread' }).addFunction(fn)).not.toThrow();
  });
});
