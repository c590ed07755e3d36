import type { ElementType, ScalarType } from '../../src/core/kernel.ts';
import { elementBytes, loadedType } from '../../src/core/kernel.ts';
import { KernelBuilder } from '../../src/kernel/ir/builder.ts';
import { binaryOps, compareOps, isFloat, isIn, isInt, unaryOps } from '../../src/kernel/ir/ops.ts';
import type { BinaryOp, UnaryOp } from '../../src/kernel/ir/ops.ts';
import type {
  Accumulator,
  AccumulateOp,
  BufferParam,
  Kernel,
  Local,
  LocalArray,
  Value,
} from '../../src/kernel/ir/types.ts';

const scalarTypes: readonly ScalarType[] = ['bool', 'i32', 'u32', 'i64', 'u64', 'f32', 'f64'];
const elements: readonly ElementType[] = [
  'bool',
  'i8',
  'u8',
  'i16',
  'u16',
  'f16',
  'i32',
  'u32',
  'i64',
  'u64',
  'f32',
  'f64',
];

/** Which types a kernel computes with: a GPU has fewer. */
export interface RandomKernelOptions {
  readonly types?: readonly ScalarType[];
  readonly elements?: readonly ElementType[];
  /**
   * Only what every GPU computes exactly: no denormals, and no products, quotients, roots and sums in another order of floats,
   * which a driver may round otherwise or contract.
   */
  readonly exactOnGpu?: boolean;
}

/** A kernel with data to run it on. */
export interface RandomLaunch {
  readonly kernel: Kernel;
  /** Bytes of each buffer before the run. */
  readonly buffers: readonly Uint8Array[];
  readonly scalars: readonly (number | bigint)[];
  readonly size: readonly number[];
}

/** Numbers from a seed: small and quick, good enough to choose by (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  unit(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number below a limit. */
  below(limit: number): number {
    return Math.floor(this.unit() * limit);
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}

const oddFloats = [
  0,
  -0,
  1,
  -1,
  0.5,
  NaN,
  Infinity,
  -Infinity,
  1e-40,
  5e-324,
  3.4e38,
  1e300,
  2 ** 31,
  -(2 ** 31),
  2 ** 32,
  2 ** 63,
  1e10,
  65519.99,
  6e-8,
];
const oddInts = [0, 1, -1, 2, 7, 31, 32, 127, 128, 255, 256, 65535, 2 ** 31 - 1, -(2 ** 31)];

/** Bits of a float that some GPU may not keep. */
const isDenormal = (bits: number): boolean => (bits & 0x7f800000) === 0 && (bits & 0x7fffff) !== 0;

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** Zero instead of what is denormal as f32. */
function withoutDenormal(value: number): number {
  float[0] = value;
  return isDenormal(bits[0]!) ? 0 : value;
}

const randomFloat = (dice: Dice): number =>
  dice.chance(0.3) ? dice.pick(oddFloats) : (dice.unit() - 0.5) * 2 ** (dice.below(40) - 10);
const randomInt = (dice: Dice): number => (dice.chance(0.3) ? dice.pick(oddInts) : dice.below(40) - 8);

function randomConstant(dice: Dice, type: ScalarType): number | bigint | boolean {
  if (type === 'bool') return dice.chance(0.5);
  if (isFloat(type)) return randomFloat(dice);
  const value = randomInt(dice);
  if (type === 'i32') return value;
  if (type === 'u32') return value >>> 0;
  const wide = dice.chance(0.3) ? BigInt(value) << 33n : BigInt(value);
  return type === 'i64' ? BigInt.asIntN(64, wide) : BigInt.asUintN(64, wide);
}

function fillElements(
  dice: Dice,
  { element, length, keep }: { element: ElementType; length: number; keep: (value: number) => number },
): Uint8Array {
  const bytes = new Uint8Array(length * elementBytes[element]);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < length; at++) {
    const offset = at * elementBytes[element];
    if (element === 'bool') bytes[at] = dice.below(2);
    else if (element === 'f32') view.setFloat32(offset, keep(randomFloat(dice)), true);
    else if (element === 'f64') view.setFloat64(offset, randomFloat(dice), true);
    else if (element === 'f16') view.setUint16(offset, dice.below(65536), true);
    else if (elementBytes[element] === 8)
      view.setBigInt64(offset, BigInt(randomInt(dice)) << BigInt(dice.below(3) * 16), true);
    else if (elementBytes[element] === 4) view.setInt32(offset, randomInt(dice), true);
    else if (elementBytes[element] === 2) view.setUint16(offset, dice.below(65536), true);
    else bytes[at] = dice.below(256);
  }
  return bytes;
}

/** Makes one random kernel; the same seed makes the same one. No iteration depends on another, so any order gives the same. */
class KernelMaker {
  readonly #dice: Dice;
  readonly #types: readonly ScalarType[];
  readonly #elements: readonly ElementType[];
  readonly #b: KernelBuilder;
  readonly #size: readonly number[];
  readonly #reduced: number;
  readonly #sources: BufferParam[] = [];
  readonly #targets: BufferParam[] = [];
  readonly #counters: BufferParam[] = [];
  readonly #data: Uint8Array[] = [];
  readonly #scalars: (number | bigint)[] = [];
  readonly #scalarValues: Value[] = [];
  readonly #locals: Local[] = [];
  readonly #arrays: LocalArray[] = [];
  readonly #accumulators: Accumulator[] = [];
  /** Locals of loops that are running: not to be written by anything else. */
  #values: Value[] = [];
  #loops = 0;
  #budget = 60;
  readonly #exactOnGpu: boolean;
  readonly #keep: (value: number) => number;

  constructor(seed: number, options: RandomKernelOptions) {
    this.#dice = new Dice(seed);
    this.#exactOnGpu = options.exactOnGpu === true;
    this.#keep = this.#exactOnGpu ? withoutDenormal : (value) => value;
    this.#types = this.#someTypes(options.types ?? scalarTypes);
    this.#elements = (options.elements ?? elements).filter((one) => this.#types.includes(loadedType[one]));
    const dice = this.#dice;
    const rank = 1 + dice.below(3);
    this.#size = Array.from({ length: rank }, (_, axis) => (axis === rank - 1 ? dice.below(45) : 1 + dice.below(4)));
    if (rank === 1 && dice.chance(0.2)) this.#size = [dice.below(9000)];
    this.#reduced = dice.chance(0.3) ? 1 + dice.below(rank) : 0;
    this.#b = new KernelBuilder({ name: `random_${seed >>> 0}`, rank, reduced: this.#reduced });
  }

  /** A kernel of few types shows more of what is between them. The types of coordinates and conditions are always there. */
  #someTypes(all: readonly ScalarType[]): readonly ScalarType[] {
    const some = all.filter((type) => type === 'i32' || type === 'bool' || this.#dice.chance(0.4));
    return some.some((type) => isFloat(type)) || !all.includes('f32') ? some : [...some, 'f32'];
  }

  make(): RandomLaunch {
    this.#declare();
    this.#statements(3 + this.#dice.below(5), 0);
    for (const target of this.#targets) this.#storeTo(target);
    if (this.#reduced > 0) this.#finish();
    return { kernel: this.#b.build(), buffers: this.#data, scalars: this.#scalars, size: this.#size };
  }

  get #count(): number {
    return this.#size.reduce((all, length) => all * length, 1);
  }

  #buffer(
    name: string,
    element: ElementType,
    { access, length }: { access: 'read' | 'readwrite' | 'atomic'; length: number },
  ): BufferParam {
    this.#data.push(fillElements(this.#dice, { element, length, keep: this.#keep }));
    return this.#b.buffer(name, element, access);
  }

  #declare(): void {
    const dice = this.#dice;
    const b = this.#b;
    for (let at = 0; at <= dice.below(3); at++) {
      const length = dice.chance(0.1) ? 0 : Math.max(1, this.#count + dice.below(20) - 10);
      this.#sources.push(this.#buffer('source', dice.pick(this.#elements), { access: 'read', length }));
    }
    for (let at = 0; at <= dice.below(2); at++) {
      const length = dice.chance(0.1) ? 1 + dice.below(20) : this.#count;
      this.#targets.push(this.#buffer('target', dice.pick(this.#elements), { access: 'readwrite', length }));
    }
    if (dice.chance(0.3))
      this.#counters.push(this.#buffer('counter', dice.pick(['i32', 'u32']), { access: 'atomic', length: 5 }));
    for (let at = 0; at < dice.below(3); at++) {
      const type = dice.pick(this.#types.filter((one) => one !== 'bool'));
      this.#scalars.push(this.#tableValue(type));
      this.#scalarValues.push(b.scalarValue(b.scalar('s', type as 'i32')));
    }
    for (let at = 0; at <= dice.below(4); at++) {
      const local = b.local('v', dice.pick(this.#types));
      this.#locals.push(local);
      b.set(local, this.#expression(local.type, 2));
    }
    if (dice.chance(0.3)) {
      const type = dice.pick(this.#types.filter((one) => one !== 'bool')) as 'i32';
      const array = b.array({ name: 'a', type, length: 1 + dice.below(5), scope: 'private' });
      this.#arrays.push(array);
      b.fillArray(array, this.#expression(type, 1));
    }
    if (dice.chance(0.3)) {
      const type = dice.pick(this.#types.filter((one) => one !== 'bool')) as 'f32';
      const values = [1, 2, 3, 4, 5].map(() => this.#tableValue(type));
      this.#arrays.push(b.array({ name: 't', type, length: 5, scope: 'constant', values }));
    }
    if (this.#reduced > 0) for (let at = 0; at <= dice.below(2); at++) this.#addAccumulator();
  }

  #tableValue(type: ScalarType): number | bigint {
    const value = randomConstant(this.#dice, type) as number | bigint;
    return type === 'f32' ? Math.fround(this.#keep(Number(value))) : value;
  }

  #addAccumulator(): void {
    const type = this.#dice.pick(this.#types);
    const isBits = !isFloat(type);
    const ops: AccumulateOp[] =
      type === 'bool'
        ? ['and', 'or', 'xor']
        : [
            ...(isBits || !this.#exactOnGpu ? (['add', 'mul'] as const) : []),
            'min',
            'max',
            ...(isBits ? (['and', 'or', 'xor'] as const) : []),
          ];
    const lanes = this.#dice.pick([16, 16, 16, 8, 4, 1]);
    this.#accumulators.push(this.#b.accumulator({ name: 'sum', type, op: this.#dice.pick(ops), lanes }));
  }

  #statements(count: number, depth: number): void {
    const outer = this.#values;
    for (let at = 0; at < count && this.#budget > 0; at++) {
      this.#values = [...this.#values];
      this.#statement(depth);
    }
    this.#values = outer;
  }

  #statement(depth: number): void {
    const dice = this.#dice;
    const b = this.#b;
    this.#budget--;
    const kind = dice.below(depth < 3 ? 14 : 7);
    if (kind < 4) {
      const local = dice.pick(this.#locals);
      b.set(local, this.#expression(local.type, 3));
    } else if (kind === 4) this.#arrayStatement();
    else if (kind === 5) this.#accumulateOrCount();
    else if (kind === 6) this.#jump(depth);
    else if (kind < 10)
      b.if(
        this.#expression('bool', 2),
        () => this.#statements(1 + dice.below(3), depth + 1),
        () => this.#statements(dice.below(3), depth + 1),
      );
    else if (kind < 12) this.#loop(depth);
    else if (kind === 12) this.#values.push(this.#expression(dice.pick(this.#types), 3));
    else this.#storeTo(dice.pick(this.#targets));
  }

  #arrayStatement(): void {
    const array = this.#arrays.find((one) => one.scope === 'private');
    if (array === undefined) return;
    if (this.#dice.chance(0.2)) this.#b.fillArray(array, this.#expression(array.type, 1));
    else this.#b.storeArray(array, this.#smallIndex(), this.#expression(array.type, 2));
  }

  /** An index that is mostly, but not always, in a small array. */
  #smallIndex(): Value {
    if (this.#dice.chance(0.4)) return this.#b.const('i32', this.#dice.below(6));
    return this.#b.and(this.#expression('i32', 1), 7);
  }

  #accumulateOrCount(): void {
    const dice = this.#dice;
    const [accumulator] = this.#accumulators.length > 0 ? [dice.pick(this.#accumulators)] : [];
    if (accumulator !== undefined) this.#b.accumulate(accumulator, this.#expression(accumulator.type, 2));
    const [counter] = this.#counters;
    if (counter === undefined) return;
    const op = this.#countOp ?? (this.#countOp = dice.pick(['add', 'min', 'max', 'and', 'or', 'xor', 'sub'] as const));
    this.#b.atomic(op, {
      target: counter,
      index: this.#smallIndex(),
      value: this.#expression(loadedType[counter.element], 1),
    });
  }

  /** One for all: different ones do not commute. */
  #countOp: 'add' | 'min' | 'max' | 'and' | 'or' | 'xor' | 'sub' | undefined;

  #jump(depth: number): void {
    if (depth === 0) return;
    const kinds = this.#loops > 0 ? (['break', 'continue', 'return'] as const) : (['return'] as const);
    const kind = this.#dice.pick(kinds);
    this.#b.if(this.#expression('bool', 2), () => this.#b[kind]());
  }

  #loop(depth: number): void {
    const dice = this.#dice;
    const b = this.#b;
    const counter = b.local('k', 'i32');
    b.set(counter, 0);
    const limit = dice.chance(0.5) ? b.const('i32', 1 + dice.below(5)) : b.and(this.#expression('i32', 1), 7);
    this.#loops++;
    const inner = this.#values;
    const body = (): void => {
      this.#values = [...inner, b.get(counter)];
      this.#statements(1 + dice.below(3), depth + 1);
      this.#values = inner;
    };
    const step = (): void => b.set(counter, b.add(b.get(counter), 1));
    if (dice.chance(0.6)) b.while(() => b.lt(b.get(counter), limit), body, step);
    else {
      b.loop(body, () => {
        step();
        const isDone = b.ge(b.get(counter), limit);
        return dice.chance(0.3) ? b.binary('or', isDone, this.#expression('bool', 1)) : isDone;
      });
    }
    this.#values = inner;
    this.#loops--;
  }

  /** The position of an iteration, or beyond the buffer. */
  #flatIndex(): Value {
    const b = this.#b;
    let flat = b.index(0);
    for (let axis = 1; axis < this.#size.length; axis++) flat = b.add(b.mul(flat, b.size(axis)), b.index(axis));
    return flat;
  }

  #storeTo(target: BufferParam): void {
    const flat = this.#flatIndex();
    const dice = this.#dice;
    // Always the same permutation for one target, so that each element belongs to one iteration.
    const isBackwards = this.#targets.indexOf(target) % 2 === 1;
    const index = isBackwards ? this.#b.sub(this.#count - 1, flat) : flat;
    const value = this.#expression(loadedType[target.element], 3);
    if (dice.chance(0.9)) this.#b.store(target, index, value);
    else this.#b.if(this.#expression('bool', 1), () => this.#b.store(target, index, value));
  }

  #finish(): void {
    const b = this.#b;
    const points = this.#size.slice(0, this.#size.length - this.#reduced);
    for (const accumulator of this.#accumulators) {
      const element = accumulator.type;
      const length = points.reduce((all, one) => all * one, 1);
      const out = this.#buffer('total', element, { access: 'readwrite', length });
      b.finish(() => undefined);
      this.#outs.push([accumulator, out]);
    }
    b.finish(() => {
      let point: Value = b.const('i32', 0);
      for (let axis = 0; axis < points.length; axis++) point = b.add(b.mul(point, b.size(axis)), b.index(axis));
      for (const [accumulator, out] of this.#outs) b.store(out, point, b.total(accumulator));
    });
  }

  readonly #outs: [Accumulator, BufferParam][] = [];

  #expression(type: ScalarType, depth: number): Value {
    const dice = this.#dice;
    const known = this.#values.filter((value) => value.type === type);
    if (known.length > 0 && dice.chance(0.2)) return dice.pick(known);
    if (depth === 0 || dice.chance(0.15)) return this.#leaf(type);
    const kind = dice.below(10);
    if (type === 'bool' && kind < 6) return this.#comparison(depth);
    if (kind < 5) return this.#binary(type, depth);
    if (kind === 5) return this.#unary(type, depth);
    if (kind === 6)
      return this.#b.select(
        this.#expression('bool', depth - 1),
        this.#expression(type, depth - 1),
        this.#expression(type, depth - 1),
      );
    if (kind === 7) return this.#conversion(type, depth);
    return this.#leaf(type);
  }

  #leaf(type: ScalarType): Value {
    const dice = this.#dice;
    const b = this.#b;
    const scalars = this.#scalarValues.filter((value) => value.type === type);
    const locals = this.#locals.filter((local) => local.type === type && this.#isSet(local));
    const sources = this.#sources.filter((source) => loadedType[source.element] === type);
    const arrays = this.#arrays.filter((array) => array.type === type && (array.scope === 'constant' || this.#isReady));
    const kind = dice.below(7);
    if (kind === 0 && scalars.length > 0) return dice.pick(scalars);
    if (kind <= 2 && locals.length > 0) return b.get(dice.pick(locals));
    if (kind <= 4 && sources.length > 0) return b.load(dice.pick(sources), this.#sourceIndex());
    if (kind === 5 && arrays.length > 0) return b.loadArray(dice.pick(arrays), this.#smallIndex());
    if (type === 'i32' && kind < 6) return dice.chance(0.8) ? b.index(dice.below(this.#size.length)) : b.size(0);
    const value = randomConstant(dice, type);
    return b.const(type, typeof value === 'number' && isFloat(type) ? this.#keep(value) : value);
  }

  /** Locals are set in their order before anything else. */
  #isSet(local: Local): boolean {
    return this.#isReady || this.#locals.indexOf(local) < this.#locals.length - 1;
  }

  get #isReady(): boolean {
    return this.#budget < 60;
  }

  #sourceIndex(): Value {
    const dice = this.#dice;
    const b = this.#b;
    const kind = dice.below(6);
    const flat = (): Value => this.#flatIndex();
    if (kind <= 1) return flat();
    if (kind === 2) return b.add(flat(), dice.below(9) - 4);
    if (kind === 3) return b.mul(b.index(this.#size.length - 1), dice.below(3));
    if (kind === 4) return b.and(this.#expression('i32', 1), 63);
    return b.const('i32', dice.below(12) - 1);
  }

  #binary(type: ScalarType, depth: number): Value {
    const ops = (Object.keys(binaryOps) as BinaryOp[]).filter(
      (op) => isIn(type, binaryOps[op]) && this.#allows(op, type),
    );
    const op = this.#dice.pick(ops);
    const a = this.#expression(type, depth - 1);
    let c = this.#expression(type, depth - 1);
    // The sign of NaN has no meaning.
    if (op === 'copysign') c = this.#b.select(this.#b.eq(c, c), c, 1);
    if ((op === 'shl' || op === 'shr') && this.#dice.chance(0.6))
      c = this.#b.const(type, isInt(type) && (type === 'i64' || type === 'u64') ? 5n : 5);
    return this.#b.binary(op, a, c);
  }

  #unary(type: ScalarType, depth: number): Value {
    const ops = (Object.keys(unaryOps) as UnaryOp[]).filter((op) => isIn(type, unaryOps[op]) && this.#allows(op, type));
    return this.#b.unary(this.#dice.pick(ops), this.#expression(type, depth - 1));
  }

  #allows(op: BinaryOp | UnaryOp, type: ScalarType): boolean {
    return !this.#exactOnGpu || !isFloat(type) || !['mul', 'div', 'sqrt'].includes(op);
  }

  #comparison(depth: number): Value {
    const type = this.#dice.pick(this.#types);
    const ops = type === 'bool' ? (['eq', 'ne'] as const) : compareOps;
    return this.#b.compare(this.#dice.pick(ops), this.#expression(type, depth - 1), this.#expression(type, depth - 1));
  }

  #conversion(type: ScalarType, depth: number): Value {
    if (type === 'bool') return this.#comparison(depth);
    const from = this.#dice.pick(this.#types);
    const value = this.#expression(from, depth - 1);
    const isSame = (a: ScalarType, c: ScalarType): boolean =>
      (['i32', 'u32', 'f32'].includes(a) && ['i32', 'u32', 'f32'].includes(c)) ||
      (['i64', 'u64', 'f64'].includes(a) && ['i64', 'u64', 'f64'].includes(c));
    const keepsBits = isInt(from) && !(this.#exactOnGpu && isFloat(type));
    if (keepsBits && isSame(from, type) && this.#dice.chance(0.5)) return this.#b.bitcast(value, type);
    const wrap = isFloat(from) && (type === 'i32' || type === 'u32') && this.#dice.chance(0.5);
    return this.#b.convert(value, type, { wrap });
  }
}

/** Makes a random kernel and data for it; the same seed makes the same. */
export const randomKernel = (seed: number, options: RandomKernelOptions = {}): RandomLaunch =>
  new KernelMaker(seed, options).make();

/** Whether two buffers hold the same elements; NaN is one value. @returns The first index that differs, or -1. */
export function firstDifference(element: ElementType, a: Uint8Array, b: Uint8Array): number {
  const bytes = elementBytes[element];
  for (let at = 0; at < a.length; at += bytes) {
    const same = a.subarray(at, at + bytes).every((byte, offset) => byte === b[at + offset]);
    if (!same && !(isNaNAt(element, a, at) && isNaNAt(element, b, at))) return at / bytes;
  }
  return -1;
}

function isNaNAt(element: ElementType, bytes: Uint8Array, at: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  if (element === 'f32') return Number.isNaN(view.getFloat32(0, true));
  if (element === 'f64') return Number.isNaN(view.getFloat64(0, true));
  return element === 'f16' && (view.getUint16(0, true) & 0x7fff) > 0x7c00;
}
