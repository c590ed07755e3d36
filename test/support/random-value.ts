/** Random values of every kind that has to arrive unchanged, for fast-check. */

import fc from 'fast-check';

/** A class of the program's, for instances. */
export class Box {
  readonly inside: unknown;

  constructor(inside: unknown) {
    this.inside = inside;
  }
}

/** A subclass with a field of its own. */
export class NamedBox extends Box {
  name = 'box';
}

/** An error class of the program's. */
export class Failure extends RangeError {
  readonly detail: unknown;

  constructor(message: string, detail: unknown) {
    super(message, { cause: detail });
    this.detail = detail;
  }
}

const key = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.constantFrom('a', 'length', '__proto__', 'constructor', 'toString', 'then!', '0', '-1', 'kind', 'values'),
);

const primitive = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ maxLength: 8 }),
  fc.double(),
  fc.integer(),
  fc.bigInt(),
  fc.boolean(),
  fc.constantFrom(null, undefined, NaN, -0, 0, Infinity, -Infinity, '-0', '1', Symbol.iterator, Symbol.for('wire')),
);

const bytes = fc.oneof(
  fc.uint8Array(),
  fc.float64Array(),
  fc.bigInt64Array(),
  fc.uint8Array().map((array) => array.buffer),
  fc.uint8Array().map((array) => Buffer.from(array)),
  fc.uint8Array({ minLength: 4 }).map((array) => new Uint8Array(array.buffer, 1, 2)),
  fc.uint8Array().map((array) => new DataView(array.buffer)),
);

const native = fc.oneof(
  fc.date({ noInvalidDate: false }),
  fc.constantFrom('g', 'iu', 'y').map((flags) => new RegExp('a(?<x>b)?', flags)),
  fc.constantFrom<unknown>(1, -0, 'two', true, 3n).map((inside) => Object(inside) as object),
);

type Attributes = readonly (readonly [string, unknown, number])[];

/** Properties of any name and any attributes; three bits: writable, enumerable, configurable. */
function fill<T extends object>(target: T, attributes: Attributes, lock: number): T {
  for (const [name, value, flags] of attributes) {
    if (Object.hasOwn(target, name)) continue;
    const [writable, enumerable, configurable] = [(flags & 1) !== 0, (flags & 2) !== 0, (flags & 4) !== 0];
    Object.defineProperty(target, name, { value, writable, enumerable, configurable });
  }
  if (lock === 1) Object.freeze(target);
  else if (lock === 2) Object.seal(target);
  else if (lock === 3) Object.preventExtensions(target);
  return target;
}

const lock = fc.constantFrom(0, 0, 0, 0, 1, 2, 3);
const attributesOf = (inner: fc.Arbitrary<unknown>): fc.Arbitrary<Attributes> =>
  fc.array(fc.tuple(key, inner, fc.constantFrom(7, 7, 7, 7, 5, 3, 6, 0)), { maxLength: 4 });

function containers(inner: fc.Arbitrary<unknown>): fc.Arbitrary<unknown>[] {
  const holes = fc.array(inner, { maxLength: 3 }).map((items) => {
    const sparse = new Array<unknown>(items.length * 2 + 1);
    items.forEach((item, i) => (sparse[i * 2] = item));
    return sparse;
  });
  return [
    fc.array(inner, { maxLength: 5 }),
    holes,
    fc.dictionary(key, inner, { maxKeys: 4 }),
    fc
      .tuple(attributesOf(inner), lock, fc.boolean())
      .map(([list, locked, isBare]) => fill((isBare ? Object.create(null) : {}) as object, list, locked)),
    fc.array(fc.tuple(inner, inner), { maxLength: 3 }).map((entries) => new Map(entries)),
    fc.array(inner, { maxLength: 4 }).map((items) => new Set(items)),
    inner.map((inside) => new Box(inside)),
    fc.tuple(inner, lock).map(([inside, locked]) => fill(new NamedBox(inside), [], locked)),
    fc.tuple(fc.string(), inner).map(([message, detail]) => new Failure(message, detail)),
    fc.tuple(fc.string(), inner).map(([message, cause]) => new TypeError(message, { cause })),
    fc.array(inner, { maxLength: 2 }).map((errors) => new AggregateError(errors, 'several')),
  ];
}

const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof({ maxDepth: 4, withCrossShrink: true }, primitive, bytes, native, ...containers(tie('tree'))),
}));

/** Trees, and graphs: the same object in several places, and in itself. */
export const randomValue: fc.Arbitrary<unknown> = fc.tuple(tree, tree, fc.nat(3)).map(([a, b, shape]) => {
  if (shape === 0) return a;
  const graph: unknown[] = [a, b, a];
  if (shape > 1) graph.push(graph, new Map([[graph, new Set([b])]]), { graph });
  return graph;
});
