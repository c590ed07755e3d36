import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { taskRandom } from '../../core/random.ts';
import { atomicAdd, f32, f64, i32, i64, u32 } from '../intrinsics.ts';
import { printKernel } from '../ir/print.ts';
import { explicitSource, type Captures } from './explicit-source.ts';
import { lowerFunction } from './lower.ts';
import type { KernelRequest, LoweredKernel } from './request.ts';
import { runLowered, type RunInputs } from '../../../test/support/run-lowered.ts';

type AnyFunction = (...args: never[]) => unknown;

const fromText = (text: string): AnyFunction => vm.runInThisContext(`(${text})`) as AnyFunction;

interface Options {
  readonly captures?: Captures;
  readonly request?: Partial<KernelRequest>;
}

function compile(fn: AnyFunction, { captures = {}, request = {} }: Options = {}): LoweredKernel {
  return lowerFunction({
    name: 'kernel',
    source: explicitSource(fn, captures),
    sourceOf: (inner) => explicitSource(inner, captures),
    rank: 1,
    parameters: [{ kind: 'index', axis: 0 }],
    result: { kind: 'none' },
    ...request,
  });
}

/** Results of `fn(x)` for each x, compiled, as an array of the type the kernel returns. */
function mapped(
  fn: (x: number) => unknown,
  xs: Int32Array | Float32Array | Float64Array | Uint32Array,
  options: Options = {},
): number[] {
  const element =
    xs instanceof Int32Array ? 'i32' : xs instanceof Uint32Array ? 'u32' : xs instanceof Float32Array ? 'f32' : 'f64';
  const lowered = compile(fn as AnyFunction, {
    ...options,
    request: {
      parameters: [{ kind: 'element', element }],
      result: { kind: 'store', element: 'infer' },
      ...options.request,
    },
  });
  const { element: out } = lowered.results[0]!;
  const arrays = { i32: Int32Array, u32: Uint32Array, f32: Float32Array, f64: Float64Array, bool: Uint8Array };
  const result = new arrays[out as keyof typeof arrays](xs.length);
  runLowered(lowered, { size: [xs.length], parameters: [xs], results: { result } });
  return [...result];
}

/** Compares with JavaScript itself on doubles. */
function agrees(fn: (x: number) => number, xs: readonly number[], options: Options = {}): void {
  expect(mapped(fn, Float64Array.from(xs), options)).toEqual(xs.map((x) => Number(fn(x))));
}

/** Compares with JavaScript itself on integers, which have no -0. */
function agreesOnInts(
  fn: (x: number) => number | boolean,
  xs: readonly number[] = [-7, -2, -1, 0, 1, 2, 3, 5, 12, 100],
  options: Options = {},
): void {
  expect(mapped(fn, Int32Array.from(xs), options)).toEqual(xs.map((x) => Number(fn(x)) + 0));
}

const some = [-3.5, -2, -0.5, -0, 0, 0.25, 1, 2.5, 7, 1e10, NaN, Infinity, -Infinity];

/** Runs a kernel over its captured arrays, and the function itself over copies; both must end up equal. */
function sameEffects(fn: (i: number) => unknown, captures: Captures, n: number): void {
  const arrays = Object.entries(captures).filter(([, value]) => ArrayBuffer.isView(value)) as [string, Float64Array][];
  const before = arrays.map(([, array]) => array.slice());
  runLowered(compile(fn as AnyFunction, { captures }), { size: [n] });
  const compiled = arrays.map(([, array]) => array.slice());
  for (const [at, [, array]] of arrays.entries()) array.set(before[at]!);
  for (let i = 0; i < n; i++) fn(i);
  expect(compiled).toEqual(arrays.map(([, array]) => array));
}

describe('expressions', () => {
  it('computes with doubles as JavaScript does', () => {
    agrees((x) => x * 2 + 1 / 3 - -x, some);
    agrees((x) => x % 3, some);
    agrees((x) => (x > 0 ? x : -x), some);
    agrees((x) => Math.sqrt(Math.abs(x)) + Math.floor(x) - Math.ceil(x) * Math.trunc(x), some);
    agrees((x) => Math.round(x), [...some, 0.49999999999999994, -0.5, 2.5, -2.5, 4503599627370495.5]);
    agrees((x) => Math.sign(x), some);
    agrees((x) => Math.max(x, 1, -x) + Math.min(x, 0), some);
    agrees((x) => Math.hypot(x), some);
    agrees((x) => Math.fround(x) + 0.1, some);
    agrees((x) => x ** 2, some);
    agrees((x) => (x && 5) || 9, some);
    agrees((x) => +(x > 1) + Number(x < 2), some);
    agrees((x) => (Number.isNaN(x) ? 1 : Number.isFinite(x) ? 2 : 3), some);
    agrees((x) => (Number.isInteger(x) ? 1 : 0), some);
    agrees((x) => Math.PI * x + Math.E + Number.EPSILON, some);
  });

  // Node 22 has no Math.f16round.
  it.runIf('f16round' in Math)('rounds to f16 once, halves to even', () => {
    const cases: readonly [number, number][] = [
      [0.1, 0.0999755859375],
      [2049, 2048],
      [2051, 2052],
      // Rounded to f32 first, this would be half way and go down.
      [2049 + 2 ** -40, 2050],
      [65519.99, 65504],
      [65520, Infinity],
      [-(2 ** -24), -(2 ** -24)],
      [2 ** -25, 0],
      [-0, -0],
      [NaN, NaN],
    ];
    const fn = fromText('(x) => Math.f16round(x)') as (x: number) => number;
    expect(
      mapped(
        fn,
        Float64Array.from(cases, ([x]) => x),
      ),
    ).toEqual(cases.map(([, rounded]) => rounded));
  });

  it('takes bits of doubles modulo 2^32', () => {
    agrees((x) => x | 0, [...some, 2 ** 31, 2 ** 32 + 5, -(2 ** 33) - 1.5]);
    agrees((x) => x >>> 0, [...some, 2 ** 31, -1]);
    agrees((x) => ~x ^ 5, some);
    agrees((x) => (x << 3) >> 1, some);
  });

  it('computes with integers where all is integer', () => {
    agreesOnInts((x) => x * 3 - 2);
    agreesOnInts((x) => (x & 6) | (x << 2) | (x >> 1));
    agreesOnInts((x) => Math.floor(x / 3));
    agreesOnInts((x) => Math.ceil(x / 3));
    agreesOnInts((x) => Math.trunc(x / 3));
    agreesOnInts((x) => (x / 3) | 0);
    agreesOnInts((x) => ~~(x / 2));
    agreesOnInts((x) => Math.floor(x / -3));
    agreesOnInts((x) => Math.imul(x, 0x9e3779b9));
    agreesOnInts((x) => Math.clz32(x));
    agreesOnInts((x) => Math.abs(x) + Math.max(x, 3) + Math.sign(x));
    agreesOnInts((x) => x > 2 && x !== 5);
    agreesOnInts((x) => !x || x === 3);
    agreesOnInts((x) => x >>> 1);
    agreesOnInts((x) => (x % 3) + 0);
  });

  it('gives results their types', () => {
    const type = (fn: (x: number) => unknown, element: 'i32' | 'f32' | 'f64' | 'u32' = 'i32'): string =>
      compile(fn as AnyFunction, {
        captures: { f64, f32, i32, u32 },
        request: { parameters: [{ kind: 'element', element }], result: { kind: 'store', element: 'infer' } },
      }).results[0]!.element;
    expect(type((x) => x + 1)).toBe('i32');
    expect(type((x) => x / 2)).toBe('f64');
    expect(type((x) => x + 0.5)).toBe('f64');
    expect(type((x) => x >>> 0)).toBe('u32');
    expect(type((x) => x > 0)).toBe('bool');
    expect(type((x) => x * 0.5, 'f32')).toBe('f32');
    expect(type((x) => f64(x) * 0.5, 'f32')).toBe('f64');
    expect(type((x) => i32(x), 'f32')).toBe('i32');
    expect(type((x) => f32(x) + 1, 'f64')).toBe('f32');
    expect(type((x) => (x > 0 ? 1 : 0.5), 'f32')).toBe('f32');
    expect(type((x) => Math.sqrt(x))).toBe('f64');
    expect(type((x) => u32(x) + 1)).toBe('u32');
  });

  it('rounds f32 after each operation', () => {
    const xs = Float32Array.from({ length: 50 }, (_, i) => Math.sin(i) * 10);
    const expected = [...xs].map((x) => Math.fround(Math.fround(Math.fround(x * Math.fround(0.1)) + 1) / x));
    expect(mapped((x) => (x * 0.1 + 1) / x, xs)).toEqual(expected);
  });

  it('uses the width it is told where nothing else says one', () => {
    const wide = compile((i: number) => i / 3, { request: { result: { kind: 'store', element: 'infer' } } });
    const narrow = compile((i: number) => i / 3, {
      request: { result: { kind: 'store', element: 'infer' }, float: 'f32' },
    });
    expect([wide.results[0]!.element, narrow.results[0]!.element]).toEqual(['f64', 'f32']);
  });
});

describe('variables and control flow', () => {
  it('runs loops, breaks and continues', () => {
    agreesOnInts((x) => {
      let sum = 0;
      for (let i = 0; i < x; i++) {
        if (i === 3) continue;
        if (i > 7) break;
        sum += i;
      }
      return sum;
    });
    agreesOnInts((x) => {
      let n = 0;
      while (x > 1) {
        x = (x & 1) === 0 ? (x / 2) | 0 : 3 * x + 1;
        n++;
      }
      return n;
    });
    agreesOnInts((x) => {
      let n = 0;
      do {
        n += 2;
        if (n === 4) continue;
      } while (n < x);
      return n;
    });
  });

  it('leaves and continues outer loops', () => {
    agreesOnInts((x) => {
      let count = 0;
      outer: for (let a = 0; a < 6; a++) {
        for (let b = 0; b < 6; b++) {
          if (a * b === x) break outer;
          if (b > a) continue outer;
          for (;;) {
            count++;
            if (count % 7 === 0) continue outer;
            if (count % 3 !== 0) break;
            if (count > 40) break outer;
          }
          count += 2;
        }
        count += 100;
      }
      return count;
    });
    agreesOnInts((x) => {
      let n = 0;
      block: {
        if (x > 3) break block;
        n = 1;
        for (let i = 0; i < 3; i++) {
          if (i === x) break block;
          n += 10;
        }
        n += 100;
      }
      return n;
    });
  });

  it('runs switches with fall-through, defaults and jumps', () => {
    agreesOnInts((x) => {
      switch (x) {
        case 1:
          return 10;
        case 2:
        case 3:
          x += 5;
          break;
        case 5: {
          const y = x * 2;
          return y;
        }
        default:
          x = -1;
      }
      return x;
    });
    // The type checker refuses fall-through in our own code.
    agreesOnInts(
      fromText(`(x) => {
        let n = 0;
        switch (x & 3) {
          case 0: n += 1;
          default: n += 10;
          case 2: n += 100; if (x > 4) break; n += 1000;
          case 3: n += 10000;
        }
        return n;
      }`) as (x: number) => number,
    );
    agreesOnInts((x) => {
      let n = 0;
      for (let i = 0; i < 5; i++) {
        switch (i) {
          case 1:
            continue;
          case 3:
            if (x > 2) return n;
            break;
          default:
            n += i;
        }
        n += 100;
      }
      return n;
    });
  });

  it('returns early, from the kernel and from helpers', () => {
    const classify = (x: number): number => {
      if (x < 0) return -1;
      for (let i = 0; i < 4; i++) {
        if (i * i === x) return i;
        for (let j = 0; j < 3; j++) if (i + j * 5 === x) return 100 + j;
      }
      if (x > 50) {
        if (x > 90) return 7;
        x -= 50;
      }
      return x * 2;
    };
    agreesOnInts((x) => classify(x) + 1, undefined, { captures: { classify } });
    agreesOnInts(
      (x) => {
        if (x === 2) return 5;
        if (x < 0) {
          if (x < -3) return 1;
          x = 4;
        }
        return classify(x) * (x > 1 ? classify(x - 1) : 1);
      },
      undefined,
      { captures: { classify } },
    );
  });

  it('does assignments inside expressions in order', () => {
    agreesOnInts((x) => {
      let y = x;
      let z = 0;
      z = (y += 2) * y++ + y-- - --y;
      return z * 10 + y;
    });
    agreesOnInts((x) => {
      let a = x;
      let b = 3;
      [a, b] = [b, a];
      const [c, d] = [a + 1, b + 1];
      return a * 1000 + b * 100 + c * 10 + d;
    });
    agreesOnInts((x) => {
      let y = 1;
      const z = x > 1 && (y = 5) > 2 ? y : (y += 7);
      return z + y;
    });
  });

  it('hoists var and functions', () => {
    agreesOnInts((x) => {
      /* oxlint-disable no-var, block-scoped-var, no-inner-declarations */
      for (var i = 0; i < 3; i++) {
        var last = twice(i);
      }
      function twice(n: number): number {
        return n * 2 + x;
      }
      return i * 100 + last!;
    });
  });

  it('inlines helpers with their own captures, defaults and closures', () => {
    const scale = 3;
    const add = (a: number, b = 10): number => a + b * scale;
    const apply = (f: (n: number) => number, n: number): number => f(f(n));
    agreesOnInts(
      (x) => {
        const shift = x + 1;
        const inner = (n: number): number => n * 2 + shift;
        return apply(inner, x) + add(x) + add(x, 1) + apply((n) => n - 1, 5);
      },
      undefined,
      { captures: { add, apply, scale } },
    );
  });

  it('takes objects and arrays of numbers apart', () => {
    const multiply = (a: { re: number; im: number }, b: { re: number; im: number }): { re: number; im: number } => ({
      re: a.re * b.re - a.im * b.im,
      im: a.re * b.im + a.im * b.re,
    });
    const polar = (x: number): [number, number] => {
      if (x > 0) return [x, 1];
      return [-x, 2];
    };
    agreesOnInts(
      (x) => {
        let z = { re: x, im: 1 };
        for (let i = 0; i < 3; i++) z = multiply(z, { re: 1, im: x });
        const [r, phi] = polar(x);
        const { re, im } = z;
        z.re = 5;
        return re * 7 + im + z.re + r * 3 + phi + multiply(z, z).im;
      },
      undefined,
      { captures: { multiply, polar } },
    );
  });
});

describe('arrays', () => {
  it('reads and writes captured typed arrays', () => {
    const x = Float64Array.from({ length: 20 }, (_, i) => i * 1.5 - 4);
    const y = new Float64Array(20).fill(2);
    sameEffects(
      (i) => {
        y[i] = 2 * x[i]! + y[i]!;
      },
      { x, y },
      20,
    );
    sameEffects((i) => (y[i]! += x[19 - i]!), { x, y }, 20);
    sameEffects(
      (i) => {
        y[i]!++;
        x[i] = y[i]! * 2;
      },
      { x, y },
      20,
    );
  });

  it('narrows what is stored as typed arrays do', () => {
    const x = Float64Array.from([0, 1.5, 2.5, -1, 255, 256, 300.7, -129, 65_537, 1e10, NaN, Infinity]);
    const n = x.length;
    for (const out of [
      new Int8Array(n),
      new Uint8Array(n),
      new Uint8ClampedArray(n),
      new Int16Array(n),
      new Uint16Array(n),
      new Int32Array(n),
      new Uint32Array(n),
      new Float32Array(n),
    ]) {
      sameEffects(
        (i) => {
          out[i] = x[i]!;
        },
        { x, out },
        n,
      );
    }
  });

  it('reads rows of arrays with several axes', () => {
    const data = Float64Array.from({ length: 12 }, (_, i) => i);
    const m = { data, shape: [3, 4] };
    const request: Partial<KernelRequest> = {
      rank: 2,
      parameters: [
        { kind: 'index', axis: 0 },
        { kind: 'index', axis: 1 },
      ],
      result: { kind: 'store', element: 'infer' },
      arrayView: (value) => (value === m ? { element: 'f64', rank: 2 } : undefined),
    };
    const result = new Float64Array(12);
    const fn = (r: number, c: number): number =>
      (m as unknown as number[][])[r]![c]! * 10 + (m as unknown as { length: number }).length + m.shape[1]!;
    runLowered(compile(fn as AnyFunction, { captures: { m }, request }), { size: [3, 4], results: { result } });
    expect([...result]).toEqual([...data].map((x) => x * 10 + 7));
    const transposed = { data, shape: [4, 3], strides: [1, 4] };
    const get = (r: number, c: number): number =>
      (transposed as unknown as { get(a: number, b: number): number }).get(r, c);
    const views: Partial<KernelRequest> = {
      ...request,
      arrayView: (value) => (value === transposed ? { element: 'f64', rank: 2 } : undefined),
    };
    runLowered(compile(get as AnyFunction, { captures: { transposed }, request: views }), {
      size: [4, 3],
      results: { result },
    });
    expect([...result]).toEqual([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
  });

  it('has local arrays and constant tables', () => {
    const weights = [1, 2, 1];
    const grid = [
      [1, 0],
      [0.5, 2],
    ];
    agreesOnInts(
      (x) => {
        const stack = new Int32Array(8);
        const bytes = new Uint8Array(2);
        const list = [x, x * 2, 5];
        const zeros = new Array(3).fill(0) as number[];
        for (let i = 0; i < 8; i++) stack[i] = i * x;
        bytes[0] = x * 100;
        zeros[1] = 4;
        list[2]! += weights[1]!;
        stack.fill(stack[7]!);
        return stack[3]! + bytes[0]! + list[(x & 1) + 1]! + zeros[1]! + zeros[2]! + weights.length + stack.length;
      },
      undefined,
      { captures: { weights } },
    );
    agrees(
      (x) => {
        let sum = 0;
        const m = [
          [1, 2],
          [3, 4.5],
        ];
        for (let r = 0; r < 2; r++) for (let c = 0; c < 2; c++) sum += grid[r]![c]! * x * m[r]![c]!;
        return sum;
      },
      [1, -2.5, 3],
      { captures: { grid } },
    );
  });

  it('gives 0 for elements out of range, and keeps to short circuits', () => {
    const x = new Int32Array([5, 6]);
    expect(mapped((i) => x[i]! + 1, Int32Array.of(-1, 0, 1, 2), { captures: { x } })).toEqual([1, 6, 7, 1]);
    expect(mapped((i) => (i > 0 && x[i - 1]! > 5 ? 1 : 0), Int32Array.of(0, 1, 2), { captures: { x } })).toEqual([
      0, 0, 1,
    ]);
  });

  it('counts with atomics', () => {
    const bins = new Int32Array(4);
    const sums = new Float32Array(2);
    const fn = (i: number): void => {
      Atomics.add(bins, i % 4, 1);
      atomicAdd(sums, i & 1, 0.5);
    };
    const lowered = compile(fn as AnyFunction, { captures: { bins, sums, atomicAdd } });
    runLowered(lowered, { size: [10] });
    expect([[...bins], [...sums]]).toEqual([
      [3, 3, 2, 2],
      [2.5, 2.5],
    ]);
    expect(lowered.kernel.buffers.map((one) => one.atomic)).toEqual([true, true]);
  });

  it('says what it does with each buffer', () => {
    const [a, b, c] = [new Float32Array(4), new Float32Array(4), new Float32Array(4)];
    const lowered = compile(
      (i: number) => {
        b[i] = a[i]!;
        c[i]! += 1;
      },
      { captures: { a, b, c } },
    );
    expect(lowered.kernel.buffers.map(({ name, access }) => `${name} ${access}`)).toEqual([
      'b write',
      'a read',
      'c readwrite',
    ]);
  });
});

describe('inputs and results', () => {
  it('reduces what the function returns', () => {
    const x = Float64Array.from({ length: 100 }, (_, i) => i - 30);
    const reduce = (op: 'add' | 'min' | 'max'): number => {
      const lowered = compile((i: number) => x[i]! * 2, {
        captures: { x },
        request: { result: { kind: 'reduce', op } },
      });
      const result = new Float64Array(1);
      runLowered(lowered, { size: [100], results: { result } });
      return result[0]!;
    };
    expect([reduce('add'), reduce('min'), reduce('max')]).toEqual([3900, -60, 138]);
  });

  it('stores several results', () => {
    const fn = (x: number): { half: number; isBig: boolean } => ({ half: x / 2, isBig: x > 2 });
    const lowered = compile(fn as AnyFunction, {
      request: { parameters: [{ kind: 'element', element: 'f32' }], result: { kind: 'store', element: 'infer' } },
    });
    expect(lowered.results).toEqual([
      { name: 'half', element: 'f32' },
      { name: 'isBig', element: 'bool' },
    ]);
    const [half, isBig] = [new Float32Array(3), new Uint8Array(3)];
    runLowered(lowered, { size: [3], parameters: [Float32Array.of(1, 2, 3)], results: { half, isBig } });
    expect([[...half], [...isBig]]).toEqual([
      [0.5, 1, 1.5],
      [0, 0, 1],
    ]);
  });

  it('takes scalars, uniforms and ranges', () => {
    const scale = 3;
    const out = new Float32Array(4);
    const fn = (i: number, a: number, y: Float32Array): void => {
      y[(i - 10) / 5] = a * scale + i;
    };
    const lowered = compile(fn as AnyFunction, {
      captures: { scale },
      request: {
        parameters: [
          { kind: 'index', axis: 0, range: true },
          { kind: 'scalar', type: 'f32' },
          { kind: 'array', element: 'f32', rank: 1 },
        ],
        uniforms: new Set(['scale']),
      },
    });
    expect(lowered.constants).toEqual([]);
    const inputs: RunInputs = { size: [4], parameters: [0, 0.5, out], uniforms: { scale: 4 }, start: [10], step: [5] };
    runLowered(lowered, inputs);
    expect([...out]).toEqual([12, 17, 22, 27]);
  });

  it('remembers the constants it was compiled with', () => {
    const scale = 3;
    const table = [1, 2];
    const lowered = compile((i: number) => scale * table[i]!, {
      captures: { scale, table },
      request: { result: { kind: 'store', element: 'f32' } },
    });
    expect(lowered.constants).toEqual([
      { path: 'scale', value: 3 },
      { path: 'table', value: table },
    ]);
  });

  it('draws the random numbers of the task with the same index', () => {
    const result = new Float64Array(5);
    const fn = (_: number): number => Math.random() + 2 * Math.random();
    runLowered(compile(fn, { request: { result: { kind: 'store', element: 'f64' } } }), {
      size: [5],
      results: { result },
      seed: [7, 9],
    });
    const expected = [0, 1, 2, 3, 4].map((index) => {
      const random = taskRandom([7, 9], index);
      return random.random() + 2 * random.random();
    });
    expect([...result]).toEqual(expected);
  });

  it('draws f32 random numbers in [0, 1)', () => {
    const result = new Float32Array(2000);
    runLowered(
      compile(() => Math.random(), { request: { result: { kind: 'store', element: 'f32' } } }),
      { size: [2000], results: { result }, seed: [1, 2] },
    );
    const mean = result.reduce((a, b) => a + b, 0) / 2000;
    expect(Math.min(...result)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...result)).toBeLessThan(1);
    expect(mean).toBeCloseTo(0.5, 1);
    expect(new Set(result).size).toBeGreaterThan(1990);
  });

  it('computes with bigints', () => {
    const x = BigInt64Array.of(5n, -3n, 2n ** 62n);
    const y = new BigInt64Array(3);
    runLowered(
      compile(
        (i: number) => {
          y[i] = x[i]! * 3n - (x[i]! >> 1n) + i64(i);
        },
        { captures: { x, y, i64 } },
      ),
      { size: [3] },
    );
    expect([...y]).toEqual([13n, -6n, BigInt.asIntN(64, 2n ** 62n * 3n - 2n ** 61n + 2n)]);
  });
});

describe('code of tools', () => {
  const compileText = (text: string, captures: Captures = {}): string => {
    const source = {
      name: 'kernel',
      text,
      read: (name: string) => (Object.hasOwn(captures, name) ? { value: captures[name] } : undefined),
    };
    return printKernel(
      lowerFunction({
        name: 'kernel',
        source,
        sourceOf: (fn) => ({ ...source, name: fn.name, text: fn.toString() }),
        rank: 1,
        parameters: [{ kind: 'element', element: 'f32' }],
        result: { kind: 'store', element: 'infer' },
      }).kernel,
    );
  };
  const plain = compileText('(x) => { const y = x * 2; if (y > 3) return 1; return y; }');

  it('reads minified code', () => {
    expect(compileText('t=>{const e=2*t;return e>3?1:e}')).toContain('select');
    expect(compileText('t=>{let e=t*2;return e>3?1:e}')).not.toContain('load e');
    expect(compileText('e=>{let t=0,n=!0;return n&&(t=e,t>1?t=2:t-=1),void 0,t}')).toContain('if');
    expect(compileText('function(t){for(var e=0,r=0;r<3;r++)e+=t;return e}')).toContain('loop');
  });

  it('leaves out coverage counters', () => {
    const counted = compileText(
      '(x) => { cov_1a2b().f[0]++; const y = (cov_1a2b().s[0]++, x * 2); cov_1a2b().s[1]++; if (y > 3) { cov_1a2b().b[0][0]++; return 1; } else { cov_1a2b().b[0][1]++; } cov_1a2b().s[3]++; return y; }',
    );
    expect(counted).toBe(plain);
  });

  it('sees through the names that esbuild keeps', () => {
    // oxlint-disable-next-line func-style
    const __name = (target: object, value: string): object =>
      Object.defineProperty(target, 'name', { value, configurable: true });
    const text =
      '(x) => { const twice = /* @__PURE__ */ __name((n) => n * 2, "twice"); function id(n) { return n; } __name(id, "id"); const y = id(twice(x)); if (y > 3) return 1; return y; }';
    expect(compileText(text, { __name })).toBe(plain);
    // In bundles the helper itself is renamed.
    const E = Object.defineProperty;
    const minified = (r: object, e: string): object => E(r, 'name', { value: e, configurable: !0 });
    expect(compileText(text, { __name: minified })).toBe(plain);
  });

  it('sees through the imports that vitest rewrites', () => {
    const __vi_import_0__ = { twice: (n: number): number => n * 2, LIMIT: 3 };
    const text =
      '(x) => { const y = (0, __vi_import_0__.twice)(x); if (y > __vi_import_0__.LIMIT) return 1; return y; }';
    expect(compileText(text, { __vi_import_0__ })).toBe(plain);
  });

  it('knows functions of Math by identity', () => {
    const { sqrt } = Math;
    expect(compileText('(x) => s(x)', { s: sqrt })).toContain('sqrt');
    expect(compileText('(x) => { const { sqrt: r, PI } = Math; return r(x) * PI; }')).toContain('sqrt');
  });

  it('reads methods', () => {
    expect(compileText('twice(x) { return x * 2; }')).toContain('mul');
    expect(compileText('static twice(x) { return x * 2; }')).toContain('mul');
  });
});

describe('refusals', () => {
  const refused = (fn: AnyFunction, captures: Captures = {}, request: Partial<KernelRequest> = {}): string => {
    try {
      compile(fn, { captures, request });
    } catch (error) {
      expect(error).toMatchObject({ name: 'KernelCompileError', code: 'ERR_KERNEL_COMPILE' });
      return (error as Error).message;
    }
    throw new Error('it compiled');
  };

  it('name the file, line and column, show the code and say what to write', () => {
    const source = {
      name: 'paint',
      text: '(i) => {\n  const label = `item ${i}`;\n  return label;\n}',
      place: { file: 'paint.ts', line: 10, column: 20 },
      read: () => undefined,
    };
    const request: KernelRequest = {
      name: 'paint',
      source,
      sourceOf: () => undefined,
      rank: 1,
      parameters: [{ kind: 'index', axis: 0 }],
      result: { kind: 'none' },
    };
    expect(() => lowerFunction(request)).toThrow(
      'paint.ts:11:17: strings are not available in kernels; compute with numbers\n  11 |   const label = `item ${i}`;\n                       ^^^^^^^^^^^',
    );
  });

  const total = { value: 0 };
  const log: number[] = [];
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const cases: readonly [string, RegExp, AnyFunction, Captures?][] = [
    ['strings', /a string stands where a number is needed/, () => ('abc' as unknown as number) * 2],
    [
      'captured objects that are written',
      /outside of the kernel.*return the value and use a reduction/s,
      (i: number) => {
        total.value += i;
      },
      { total },
    ],
    [
      'methods of captured arrays',
      /is too long to be a constant|push/,
      (i: number) => {
        log.push(i);
      },
      { log },
    ],
    [
      'assignments to a const',
      /n is a const; declare it with let/,
      fromText('(i) => { const n = 1; n += i; return n; }'),
    ],
    [
      'new parts for a const of several',
      /z is a const/,
      fromText('(i) => { const z = { a: 1 }; z = { a: i }; return z.a; }'),
    ],
    [
      'helpers that are async',
      /is async or a generator; use a plain function/,
      fromText('(i) => { const later = async () => i; later(); return 0; }'),
    ],
    [
      'numbers for an array of bigints',
      /big holds bigints, and this is a number; convert it: i64\(x\)/,
      fromText('(i) => { big[i] = i; return 0; }'),
      { big: new BigInt64Array(1) },
    ],
    [
      'bigints for an array of numbers',
      /small holds numbers, and this is a bigint; convert it: Number\(x\)/,
      fromText('(i) => { small[i] = 5n; return 0; }'),
      { small: new Float64Array(1) },
    ],
    [
      'bigints of other widths',
      /bigints of kernels have 64 bits; pass 64/,
      fromText('(i) => { big[i] = BigInt.asIntN(32, big[i]); return 0; }'),
      { big: new BigInt64Array(1) },
    ],
    [
      'recursion',
      /factorial calls itself; write the recursion as a loop/,
      (i: number) => {
        factorial(i);
      },
      { factorial },
    ],
    [
      'throw',
      /a kernel cannot throw/,
      (i: number) => {
        if (i > 3) throw new Error('x');
      },
    ],
    ['try', /try is not available/, fromText('(i) => { try { i++; } finally { i--; } }')],
    ['unknown names', /missing is not a variable of the kernel/, fromText('(i) => missing + i')],
    ['async functions', /is async; a kernel computes and cannot wait/, async (i: number) => i],
    [
      'generators',
      /is a generator/,
      function* (i: number) {
        yield i;
      },
    ],
    ['built-in functions', /is built in or bound/, Math.sin as AnyFunction],
    [
      'this',
      /`this` is not available/,
      function (this: { x: number }) {
        return this.x;
      },
    ],
    [
      'new objects',
      /new Map\(\) is not available here/,
      () => {
        const m = new Map();
        return m;
      },
    ],
    ['regular expressions', /regular expressions are not available/, () => /x/ as unknown as number],
    ['null', /null is not available/, () => null],
    ['typeof', /typeof is not available/, (i: number) => typeof i as unknown as number],
    [
      'arrays without a constant length',
      /the length i of a local array is not constant/,
      (i: number) => {
        const a = new Float32Array(i);
        return a[0];
      },
    ],
    [
      'for of',
      /for of is not available in kernels; count with a for loop/,
      () => {
        for (const x of [1, 2]) void x;
      },
    ],
    [
      'mixed bigints',
      /bigints and numbers do not mix/,
      (i: number) => ((i as unknown as bigint) + 1n) as unknown as number,
    ],
    ['spread', /spread is not available/, fromText('(i) => Math.max(...[i])')],
    ['built-in functions that are called', /Date.now is built in or bound/, () => Date.now()],
    [
      'strings that are changed',
      /s is a string: they are not available/,
      fromText("(i) => { let s = ''; s += i; return 1; }"),
    ],
    [
      'console',
      /console is not a variable of the kernel.*write what you want to see to an array/,
      (i: number) => {
        console.log(i);
      },
    ],
  ];
  it.each(cases)('refuse %s', (_, message, fn, captures = {}) => {
    expect(refused(fn, captures, { result: { kind: 'store', element: 'f32' } })).toMatch(message);
  });

  it('count calls before they fill the memory', () => {
    const chain = Array.from({ length: 16 }, (_, at) =>
      at === 0 ? 'const f0 = (v) => v + 1;' : `const f${at} = (v) => f${at - 1}(v) * f${at - 1}(v + 1);`,
    );
    const fn = fromText(`(i) => { ${chain.join(' ')} return f15(i); }`);
    expect(refused(fn, {}, { result: { kind: 'store', element: 'f32' } })).toMatch(
      /functions take the place of their calls, and here that makes more than 5000.*keep results in variables/s,
    );
  });

  it('ask for a value on every path', () => {
    const fn = (i: number): number | undefined => {
      if (i > 2) return;
      return i;
    };
    expect(refused(fn as AnyFunction, {}, { result: { kind: 'store', element: 'f32' } })).toMatch(
      /nothing is returned here/,
    );
  });

  it('show the right part of a long line', () => {
    const source = { name: 'k', text: `(i)=>{${'i=i+1;'.repeat(100)}return "x"+i}`, read: () => undefined };
    const request: KernelRequest = {
      name: 'k',
      source,
      sourceOf: () => undefined,
      rank: 1,
      parameters: [{ kind: 'index', axis: 0 }],
      result: { kind: 'none' },
    };
    expect(() => lowerFunction(request)).toThrow(/k:1:614/);
  });
});
