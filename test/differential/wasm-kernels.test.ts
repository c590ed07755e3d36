import { afterAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { openWasm } from '../../src/backends/threads/kernels.ts';
import { interpret } from '../../src/kernel/codegen/interpret/interpret.ts';
import { compileWasm } from '../../src/kernel/codegen/wasm/compile-wasm.ts';
import type { WasmOptions } from '../../src/kernel/codegen/wasm/compile-wasm.ts';
import { KernelBuilder } from '../../src/kernel/ir/builder.ts';
import { mathArity } from '../../src/kernel/ir/math-names.ts';
import type { MathName } from '../../src/kernel/ir/math-names.ts';
import type { Kernel } from '../../src/kernel/ir/types.ts';
import { prepare } from '../../src/kernel/passes/prepare.ts';
import { printKernel } from '../../src/kernel/ir/print.ts';
import { verify } from '../../src/kernel/ir/verify.ts';
import { Dice, firstDifference, randomKernel } from '../support/random-kernel.ts';
import type { RandomLaunch } from '../support/random-kernel.ts';

/** How many random kernels; more by the environment. */
const RUNS = Number(process.env['RANDOM_KERNELS'] ?? 1500);

const backend = openWasm({ cores: 2 });
afterAll(() => backend.close());

function interpreted({ kernel, buffers, scalars, size }: RandomLaunch): Uint8Array[] {
  const copies = buffers.map((buffer) => buffer.slice());
  interpret(kernel).run(copies, { scalars, size });
  return copies;
}

async function compiled({ kernel, buffers, scalars, size }: RandomLaunch, options: WasmOptions): Promise<Uint8Array[]> {
  const ids = buffers.map((bytes) => {
    const id = backend.alloc(bytes.length);
    backend.write(id, bytes);
    return id;
  });
  backend.dispatch(compileWasm(kernel, options), ids, { scalars, size });
  const results = await Promise.all(ids.map((id) => backend.read(id)));
  for (const id of ids) backend.free(id);
  return results;
}

async function compare(seed: number, options: WasmOptions): Promise<void> {
  const launch = randomKernel(seed);
  verify(launch.kernel);
  const expected = interpreted(launch);
  const actual = await compiled(launch, options);
  for (const [at, { name, element }] of launch.kernel.buffers.entries()) {
    const index = firstDifference(element, expected[at]!, actual[at]!);
    expect(index, `element of ${name} that differs, size ${launch.size}\n${printKernel(launch.kernel)}`).toBe(-1);
  }
}

/** Awkward numbers, then random ones of all magnitudes. */
function mathArguments(type: 'f32' | 'f64', length: number): Float32Array | Float64Array {
  const dice = new Dice(length);
  const odd = [
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
    88.7,
    -103.9,
    709.8,
    -745.2,
    1e6,
    1e22,
    3.4e38,
    1e300,
  ];
  const random = (): number => (dice.unit() - 0.5) * 2 ** (dice.below(80) - 40);
  const values = Array.from({ length }, (_, at) => odd[at] ?? random());
  return type === 'f32' ? Float32Array.from(values) : Float64Array.from(values);
}

function mathKernel(fn: MathName, type: 'f32' | 'f64'): Kernel {
  const b = new KernelBuilder({ name: fn });
  const [x, y, out] = [b.buffer('x', type, 'read'), b.buffer('y', type, 'read'), b.buffer('out', type, 'write')];
  const i = b.index(0);
  const operands = [b.load(x, i), b.load(y, i)].slice(0, mathArity[fn]);
  b.store(out, i, b.math(fn, ...operands));
  return prepare(b.build(), { inline: true });
}

describe('math functions give the same as the interpreter, bit for bit', () => {
  const cases = (Object.keys(mathArity) as MathName[]).flatMap((fn) => [[fn, 'f32'] as const, [fn, 'f64'] as const]);
  it.each(cases)('%s of %s', async (fn, type) => {
    const length = 1003;
    const x = mathArguments(type, length);
    // Every pair of awkward numbers meets.
    const y = x.map((_, at) => x[(at * 7 + Math.floor(at / 18)) % length]!);
    const buffers = [x, y, new Uint8Array(x.byteLength)].map((one) => new Uint8Array(one.buffer));
    const launch = { kernel: mathKernel(fn, type), buffers, scalars: [], size: [length] };
    const expected = interpreted(launch)[2]!;
    for (const vectorize of [false, true]) {
      const actual = (await compiled(launch, { vectorize }))[2]!;
      expect(firstDifference(type, expected, actual), `${vectorize ? 'vector' : 'scalar'} code`).toBe(-1);
    }
  });
});

/** What fused products change, in units of the last place; docs/accuracy.md says the same. Next to the zeros of lgamma and digamma, more. */
const mostFast = (fn: MathName): number => (fn === 'erfc' || fn === 'gamma' ? 8 : 2);
const hasZeros: ReadonlySet<MathName> = new Set(['lgamma', 'digamma']);

describe('math functions in fast mode are as exact as in strict mode, or nearly so', () => {
  const cases = (Object.keys(mathArity) as MathName[]).filter((fn) => !hasZeros.has(fn));
  it.each(cases.flatMap((fn) => [[fn, 'f32'] as const, [fn, 'f64'] as const]))('%s of %s', async (fn, type) => {
    const length = 1000;
    const dice = new Dice(7);
    const make = (): Float32Array | Float64Array => {
      const values = Array.from({ length }, () => (dice.unit() - 0.5) * 2 ** (dice.below(12) - 3));
      return type === 'f32' ? Float32Array.from(values) : Float64Array.from(values);
    };
    const [x, y] = [make(), make()];
    const buffers = [x, y, new Uint8Array(x.byteLength)].map((one) => new Uint8Array(one.buffer));
    const launch = { kernel: mathKernel(fn, type), buffers, scalars: [], size: [length] };
    const [strict, fast] = [interpreted(launch)[2]!, (await compiled(launch, { mode: 'fast' }))[2]!].map((bytes) =>
      type === 'f32' ? new Float32Array(bytes.slice().buffer) : new Float64Array(bytes.slice().buffer),
    ) as [Float32Array, Float32Array];
    const [digits, least] = type === 'f32' ? [23, 2 ** -126] : [52, 2 ** -1022];
    for (const [at, expected] of strict.entries()) {
      const actual = fast[at]!;
      if (Object.is(actual, expected) || (Number.isNaN(actual) && Number.isNaN(expected))) continue;
      const ulp = 2 ** (Math.floor(Math.log2(Math.max(Math.abs(expected), least))) - digits);
      expect(Math.abs(actual - expected) / ulp, `${fn}(${x[at]}, ${y[at]})`).toBeLessThanOrEqual(mostFast(fn));
    }
  });
});

const seeds = fc.noShrink(fc.integer({ min: 0, max: 2 ** 32 - 1 }));

describe('random kernels give the same as the interpreter, bit for bit', () => {
  it('as scalar code', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(seeds, (seed) => compare(seed, { vectorize: false })),
      { numRuns: RUNS },
    );
  });

  it('as vector code, where lanes once lost a branch', () => compare(308257155, {}));

  it('as vector code', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(seeds, (seed) => compare(seed, {})),
      { numRuns: RUNS },
    );
  });
});
