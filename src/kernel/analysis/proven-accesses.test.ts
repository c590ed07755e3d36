import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explicitSource } from '../frontend/explicit-source.ts';
import { lowerFunction } from '../frontend/lower.ts';
import { interpret } from '../codegen/interpret/interpret.ts';
import { compileWasm } from '../codegen/wasm/compile-wasm.ts';
import type { Kernel } from '../ir/types.ts';
import { verify } from '../ir/verify.ts';
import { prepare } from '../passes/prepare.ts';
import { findProvable } from './proven-accesses.ts';

type Ints = Int32Array;
type Body = (i: number, x: Ints, y: Ints, n: number) => void;

function kernelOf(body: Body): Kernel {
  const array = { kind: 'array', element: 'i32', rank: 1 } as const;
  const { kernel } = lowerFunction({
    name: 'k',
    source: explicitSource(body),
    sourceOf: () => undefined,
    rank: 1,
    parameters: [{ kind: 'index', axis: 0 }, array, array, { kind: 'scalar', type: 'i32' }],
    result: { kind: 'none' },
  });
  return prepare(kernel, { inline: true });
}

interface Call {
  readonly size: number;
  readonly x: number;
  readonly y: number;
  readonly n: number;
}

function isProven(body: Body, { size, x, y, n }: Call): boolean | undefined {
  const kernel = kernelOf(body);
  const lengths = new Map(kernel.buffers.map(({ name }) => [name, name === 'x' ? x : y]));
  return findProvable(kernel)?.isProven({ size: [size], scalarOf: () => n, lengthOf: (name) => lengths.get(name)! });
}

const sumOfWindow: Body = (i, x, y, n) => {
  let sum = 0;
  for (let k = 0; k < n; k++) sum += x[i + k]!;
  y[i] = sum;
};
const inclusive: Body = (i, x, y, n) => {
  for (let k = 1; n >= k; k += 2) y[i] = x[k]!;
};
const nested: Body = (i, x, y) => {
  for (let a = 0; a < 3; a++) for (let b = a; b < 3; b++) y[i] = x[3 * a + b]!;
};
const counting: Body = (i, x, y, n) => {
  let k = 1;
  while (k <= n) {
    y[i] = x[k - 1]!;
    k += 2;
  }
};
const late: Body = (i, x, y, n) => {
  let k = 0;
  while (k < n) {
    k++;
    y[i] = x[k]!;
  }
};
const masked: Body = (i, x, y, n) => {
  for (let k = 0; k < n; k++) y[i & 7] = x[(i + k) % 5]!;
};
const counted: Body = (i, x, y) => {
  for (let k = 0; k < x.length; k++) y[i] = x[k]!;
};

describe('accesses are proved to be in range', () => {
  it.each([
    ['a window that fits', sumOfWindow, { size: 10, x: 13, y: 10, n: 4 }, true],
    ['a window that is one too long', sumOfWindow, { size: 10, x: 12, y: 10, n: 4 }, false],
    ['a result that is one too short', sumOfWindow, { size: 10, x: 13, y: 9, n: 4 }, false],
    ['no round at all', sumOfWindow, { size: 10, x: 10, y: 10, n: -3 }, true],
    ['a limit that is reached', inclusive, { size: 4, x: 6, y: 4, n: 5 }, true],
    ['a limit that is beyond', inclusive, { size: 4, x: 5, y: 4, n: 5 }, false],
    ['a counter that would wrap around', inclusive, { size: 4, x: 6, y: 4, n: 2 ** 31 - 1 }, false],
    ['loops in loops', nested, { size: 4, x: 9, y: 4, n: 0 }, true],
    ['loops in loops that are too long', nested, { size: 4, x: 8, y: 4, n: 0 }, false],
    ['a counter that the end of the body moves', counting, { size: 4, x: 5, y: 4, n: 5 }, true],
    ['one of these that goes too far', counting, { size: 4, x: 4, y: 4, n: 5 }, false],
    ['a counter that is moved before it is used', late, { size: 4, x: 6, y: 4, n: 5 }, true],
    ['one of these that goes too far', late, { size: 4, x: 5, y: 4, n: 5 }, false],
    ['bits and remainders', masked, { size: 100, x: 5, y: 8, n: 9 }, true],
    ['the length of the array', counted, { size: 3, x: 7, y: 3, n: 0 }, true],
    ['nothing where nothing runs', sumOfWindow, { size: 0, x: 13, y: 10, n: 4 }, false],
  ] as const)('%s: %#', (_, body, call, expected) => {
    expect(isProven(body, call)).toBe(expected);
  });

  it.each<[string, Body]>([
    [
      'a counter that the body changes',
      (i, x, y, n) => {
        for (let k = 0; k < n; k++) {
          y[i] = x[k]!;
          if (y[i]! > 3) k += 100;
        }
      },
    ],
    [
      'a test that is not the first thing',
      (i, x, y, n) => {
        for (let k = 0; ; k++) {
          y[i] = x[k]!;
          if (k >= n) break;
        }
      },
    ],
    [
      'a test that reads the array itself',
      (i, x, y, n) => {
        for (let k = 0; k < n && x[k]! > 0; k++) y[i] = k;
      },
    ],
    [
      'a counter that goes down',
      (i, x, y, n) => {
        for (let k = n; k >= 0; k--) y[i] = x[k]!;
      },
    ],
    [
      'an index from memory',
      (i, x, y, n) => {
        for (let k = 0; k < n; k++) y[i] = x[x[k]!]!;
      },
    ],
    [
      'a counter that is read behind its loop',
      (i, x, y, n) => {
        let k = 0;
        for (; k < n; k++) y[i] = x[k]!;
        y[i] = x[k]!;
      },
    ],
  ])('not with %s', (_, body) => {
    expect(isProven(body, { size: 4, x: 5, y: 4, n: 5 })).toBe(false);
  });

  it('and only where loops have some', () => {
    expect(isProven((i, x, y) => void (y[i] = x[i]!), { size: 1, x: 1, y: 1, n: 0 })).toBeUndefined();
  });
});

describe('kernels without checks', () => {
  it('are kernels, and the original stays as it is', () => {
    const kernel = kernelOf(sumOfWindow);
    const unchecked = findProvable(kernel)!.unchecked();
    verify(unchecked, 'unchecked');
    expect(JSON.stringify(kernel)).toContain('"inBounds":false');
    expect(JSON.stringify(unchecked)).not.toContain('"inBounds":false');
    expect(compileWasm(unchecked).code([0, 0]).length).toBeLessThan(compileWasm(kernel).code([0, 0]).length);
  });

  it('are proved only where every element that is touched exists', () => {
    const bodies = [sumOfWindow, inclusive, nested, masked, counted, counting, late];
    const lengths = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(
        fc.constantFrom(...bodies),
        fc.record({ size: lengths, x: lengths, y: lengths, n: fc.integer({ min: -2, max: 8 }) }),
        (body, call) => {
          if (isProven(body, call) !== true) return;
          const touched: number[] = [];
          const watch = (length: number): Ints =>
            new Proxy(new Int32Array(length), {
              get: (target, key) => {
                if (key === 'length') return target.length;
                touched.push(Number(key) < length && Number(key) >= 0 ? 0 : 1);
                return target[Number(key)] ?? 0;
              },
              set: (target, key, value: number) => {
                touched.push(Number(key) < length && Number(key) >= 0 ? 0 : 1);
                target[Number(key)] = value;
                return true;
              },
            });
          const [x, y] = [watch(call.x), watch(call.y)];
          for (let i = 0; i < call.size; i++) body(i, x, y, call.n);
          expect(touched).not.toContain(1);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('compute what the others compute', () => {
    const kernel = kernelOf(sumOfWindow);
    const run = (which: Kernel): number[] => {
      const [x, y] = [Int32Array.from({ length: 13 }, (_, at) => at * at), new Int32Array(10)];
      interpret(which).run([new Uint8Array(x.buffer), new Uint8Array(y.buffer)], { scalars: [4], size: [10] });
      return [...y];
    };
    expect(run(findProvable(kernel)!.unchecked())).toEqual(run(kernel));
  });
});
