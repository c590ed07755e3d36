import process from 'node:process';
import { afterAll, describe, expect, it } from 'vitest';
import { closeKernels, guvectorize, reduction, vectorize } from '../../src/kernel.ts';
import * as np from '../../src/ndarray.ts';
import { useSoftwareAdapter } from '../support/software-adapter.ts';
import { Dice } from '../support/random-kernel.ts';

useSoftwareAdapter();
afterAll(closeKernels);

const FIRST = Number(process.env['SEED'] ?? 1);
const COUNT = Number(process.env['RANDOM_BROADCASTS'] ?? 60);

/** An array of a shape whose elements lie in some order, with gaps, reversed or repeated. */
function randomArray(dice: Dice, shape: readonly number[], dtype: 'float32' | 'int32' | 'uint8'): np.NDArray {
  const order = shape.map((_, axis) => axis);
  for (let at = order.length - 1; at > 0; at--) {
    const other = dice.below(at + 1);
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  const gaps = shape.map(() => 1 + dice.below(2));
  const stored = order.map((axis) => shape[axis]! * gaps[axis]!);
  const size = stored.reduce((a, b) => a * b, 1);
  const numbers = Int32Array.from({ length: size }, () => dice.below(100));
  const places = shape.map((_, axis) => order.indexOf(axis));
  const whole = np.array(numbers).astype(dtype).reshape(stored).transpose(places);
  if (shape.length === 0) return whole;
  return whole.at(...gaps.map((gap) => (dice.below(4) === 0 ? `::-${gap}` : `::${gap}`)));
}

/** Shapes that go together. */
function randomShapes(dice: Dice, count: number): number[][] {
  const rank = dice.below(6);
  const common = Array.from({ length: rank }, () => (dice.below(15) === 0 ? 0 : 1 + dice.below(4)));
  return Array.from({ length: count }, () =>
    common.slice(dice.below(3) === 0 ? dice.below(rank + 1) : 0).map((length) => (dice.below(4) === 0 ? 1 : length)),
  );
}

async function compare(seed: number, backend: string): Promise<void> {
  const dice = new Dice(seed);
  const dtype = (['float32', 'int32', 'uint8'] as const)[dice.below(3)]!;
  const [x, y] = randomShapes(dice, 2).map((shape) => randomArray(dice, shape, dtype)) as [np.NDArray, np.NDArray];
  const what = `seed ${seed}: ${dtype} [${x.shape}] by [${x.strides}], [${y.shape}] by [${y.strides}]`;
  const expected = x.mul(2).astype('int32').sub(y.astype('int32'));
  const results = await vectorize((a: number, b: number) => a * 2 - b, undefined, { backend })(x, y);
  expect([...results.shape], what).toEqual([...expected.shape]);
  expect(results.astype('int32').toArray(), what).toEqual(expected.toArray());
  const total = await reduction('+', (a: number, b: number) => a * 2 - b, { backend })(x, y);
  expect(total, what).toBe(expected.sum().item());
  const run = guvectorize(
    (a: Int32Array, b: number, out: Int32Array) => {
      let sum = 0;
      for (let i = 0; i < a.length; i++) sum += a[i]! * b;
      out[0] = sum;
    },
    '(n),()->()',
    { backend, results: [dtype === 'float32' ? 'f32' : 'i32'] },
  );
  const outer = np.broadcastShapes(x.shape, y.shape);
  if (x.ndim === 0 || outer.length > 3) return;
  const folded = x.astype('int32').sum({ axis: -1 });
  const both = [folded, y.astype('int32')] as const;
  let products: np.NDArray;
  try {
    products = both[0].mul(both[1]);
  } catch {
    return; // what is left of the shapes does not go together
  }
  expect(((await run(x, y)) as np.NDArray).astype('int32').toArray(), what).toEqual(products.astype('int32').toArray());
}

describe('functions of elements, over arrays of random shapes and strides, compute what NumPy does', () => {
  it.each(['threads', 'sequential'])('on %s', { timeout: 300_000 }, async (backend) => {
    for (let seed = FIRST; seed < FIRST + COUNT; seed++) await compare(seed, backend);
  });

  it('on a GPU', { timeout: 300_000 }, async () => {
    for (let seed = FIRST; seed < FIRST + Math.ceil(COUNT / 4); seed++) await compare(seed, 'gpu');
  });
});
