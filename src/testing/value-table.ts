/** Values that have to arrive unchanged, as arguments and as results. */

/** A class of the caller's, for instances that travel both ways. */
export class Point {
  readonly x: unknown;
  readonly y: unknown;

  constructor(x: unknown, y: unknown) {
    this.x = x;
    this.y = y;
  }

  /** Uses its own private parts, so that a mere look-alike is found out. */
  sum(): unknown {
    return `${String(this.x)}+${String(this.y)}`;
  }
}

/** Its parent has to be the same class on both sides. */
export class Pixel extends Point {
  color = 'red';

  /** Calls its parent's method of the same name. */
  override sum(): unknown {
    return `${this.color} ${String(super.sum())}`;
  }
}

class Stack extends Array<unknown> {
  top(): unknown {
    return this.at(-1);
  }
}

class Dictionary extends Map<unknown, unknown> {
  title = 'words';
}

class HttpError extends Error {
  readonly status: number;

  constructor(status: number, options?: ErrorOptions) {
    super(`status ${status}`, options);
    this.status = status;
  }

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'HttpError', configurable: true, writable: true });
  }
}

function cycle(): unknown {
  const ring: Record<string, unknown> = { name: 'ring' };
  ring['self'] = ring;
  ring['list'] = [ring, new Map([[ring, new Set([ring])]])];
  return ring;
}

function sharedReferences(): unknown {
  const one = { n: 1 };
  const bytes = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
  return [one, one, { one }, bytes, bytes, new Uint16Array(bytes.buffer, 2, 2), bytes.buffer];
}

function withAttributes(): unknown {
  return Object.defineProperties({ plain: 1 }, {
    hidden: { value: 2, enumerable: false, configurable: true, writable: true },
    fixed: { value: 3, enumerable: true, configurable: false, writable: false },
  }); // prettier-ignore
}

function sparse(): unknown {
  const array = new Array<unknown>(5);
  array[1] = 'one';
  array[3] = undefined;
  return array;
}

function arrayWithName(): unknown {
  return Object.assign([1, 2], { name: 'pair', [-1]: 'minus' });
}

function deep(): unknown {
  let value: unknown = 'bottom';
  for (let i = 0; i < 2000; i++) value = i % 2 === 0 ? [value] : { value };
  return value;
}

function decoratedError(): unknown {
  const cause = new RangeError('inner', { cause: 'a string' });
  return Object.assign(new TypeError('outer', { cause }), { code: 'E_OUTER', detail: { n: -0 } });
}

const wellKnown = (): unknown => [Symbol.iterator, Symbol.asyncIterator, Symbol.for('manycore.test'), Symbol.for('')];

const withSymbolKeys = (): unknown => ({ [Symbol.for('key')]: 1, [Symbol.toStringTag]: 'tagged', plain: 2 });

const ownedProto = (): unknown =>
  JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1, "hasOwnProperty": 2}');

/** Names, and makers, because a value that was transferred or frozen must not be used twice. */
export const valueTable: readonly (readonly [name: string, make: () => unknown])[] = [
  ['undefined and null', () => [undefined, null, { a: undefined, b: null }]],
  ['numbers at the edges', () => [NaN, -0, 0, Infinity, -Infinity, 5e-324, 2 ** 53, -(2 ** 31), 2 ** 31, 0.1]],
  ['-0 alone', () => -0],
  ['NaN alone', () => NaN],
  ['strings as numbers', () => ['1', '-0', '01', '', 'NaN', '1e3']],
  ['strings of any kind', () => ['\0', '\ud800 alone', '👩‍👩‍👧', 'é'.repeat(3), 'x'.repeat(70_000)]],
  ['a large string with a lone surrogate', () => `${'ü'.repeat(5000)}\udfff`],
  ['big integers', () => [0n, -1n, 2n ** 64n, -(2n ** 200n)]],
  ['booleans', () => [true, false]],
  ['boxed primitives', () => [Object(1), Object('two'), Object(false), Object(3n)]],
  ['symbols', wellKnown],
  ['dates', () => [new Date(0), new Date(8.64e15), new Date(NaN)]],
  ['regular expressions', () => [/a+/giu, /(?<year>\d{4})-\1/su, new RegExp('/', 'y'), /[^]/v]],
  ['maps', () => new Map<unknown, unknown>([[NaN, -0], [{ key: 1 }, new Map()], [undefined, null]])], // prettier-ignore
  ['sets', () => new Set([1, '1', NaN, -0, { deep: new Set() }])],
  ['holes', sparse],
  ['an array with names', arrayWithName],
  ['an empty array, object and string', () => [[], {}, '']],
  ['keys in order', () => ({ b: 1, a: 2, 10: 'ten', 2: 'two', [Symbol.for('s')]: 3 })],
  ['keys that mean something', ownedProto],
  ['symbol keys', withSymbolKeys],
  ['attributes of properties', withAttributes],
  ['no prototype', () => Object.assign(Object.create(null) as object, { a: 1 })],
  ['frozen, sealed and closed', () => [Object.freeze({ a: [1] }), Object.seal([1]), Object.preventExtensions({ b: 2 })]],
  ['cycles', cycle],
  ['shared references', sharedReferences],
  ['deep nesting', deep],
  ['typed arrays', () => [Int8Array, Uint8ClampedArray, Float32Array, Float64Array].map((Kind) => Kind.of(1, -1, 300))],
  ['big typed arrays', () => [BigInt64Array.of(-1n), BigUint64Array.of(2n ** 64n - 1n)]],
  ['NaN and -0 in typed arrays', () => [Float64Array.of(NaN, -0), Float32Array.of(-0, NaN)]],
  ['windows of one buffer', () => [1, 2].map((at) => new DataView(new ArrayBuffer(8), at, 4))],
  ['buffers', () => [new ArrayBuffer(3), Uint8Array.of(1, 2).buffer]],
  ['a Buffer', () => [Buffer.from('hello'), Buffer.alloc(0)]],
  ['an array of 2 MiB', () => new Float64Array(1 << 18).fill(0.5)],
  ['errors', () => [new Error('a'), new RangeError('b'), new SyntaxError(''), new EvalError('e'), new URIError('u')]],
  ['an error with a code and causes', decoratedError],
  ['an AggregateError', () => new AggregateError([new Error('one'), 2, null], 'several')],
  ['instances', () => [new Point(1, -0), new Pixel(new Point(0, 0), 'y')]],
  ['instances of subclasses of built-ins', () => [Stack.of(1, 2), new Dictionary([['a', 1]]), new HttpError(404)]],
  ['an instance twice', () => [new Point(1, 2)].flatMap((point) => [point, point])],
  ['functions', () => [Math.max, Array.isArray]],
]; // prettier-ignore
