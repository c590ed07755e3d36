/** Random views of arrays in kernels on threads, which use them in place, and on the backend that copies them. */

import process from 'node:process';
import { afterAll, expect, it } from 'vitest';
import { closeKernels, kernel } from '../../src/kernel.ts';
import * as np from '../../src/ndarray.ts';
import { Dice } from '../support/random-kernel.ts';

afterAll(closeKernels);

const FIRST = Number(process.env['SEED'] ?? 1);
const COUNT = Number(process.env['RANDOM_ARRAYS'] ?? 60);

type Dtype = 'float32' | 'float64' | 'int32' | 'uint8' | 'int64';

/** A view of an array of whole numbers: a part of it, transposed, with gaps, reversed, or one row for all. */
function randomView(dice: Dice, [rows, columns]: readonly [number, number], whole: np.NDArray): np.NDArray {
  const flipped = dice.below(2) === 0 ? whole : whole.T;
  const [down, right] = [dice.below(4), dice.below(4)];
  const gap = 1 + dice.below(2);
  const part = flipped.at(`${down}:${down + rows * gap}:${gap}`, `${right}:${right + columns}`);
  switch (dice.below(5)) {
    case 0:
      return part.at('::-1');
    case 1:
      return np.broadcastTo(part.at(0), [rows, columns]);
    default:
      return part;
  }
}

const combine = (i: number, j: number, a: number[][], b: number[][], out: number[][]): void => {
  out[i]![j] = a[i]![j]! * 2 - b[i]![j]! + out[i]![j]!;
};

/** What a kernel makes of random views: the whole array that it writes a part of, or what it says. */
async function run(seed: number, backend: string): Promise<unknown> {
  const dice = new Dice(seed);
  const dtype = (['float32', 'float64', 'int32', 'uint8', 'int64'] as const satisfies Dtype[])[dice.below(5)]!;
  const shape = [1 + dice.below(12), 1 + dice.below(12)] as const;
  const make = (): np.NDArray => {
    const numbers = Int32Array.from({ length: 32 * 32 }, () => dice.below(100));
    const array = np.array(numbers).astype(dtype).reshape(32, 32);
    return dice.below(2) === 0 ? array : array.add(1).astype(dtype);
  };
  const [one, two, three] = [make(), make(), make()];
  const a = randomView(dice, shape, one);
  const b = randomView(dice, shape, dice.below(3) === 0 ? one : two);
  // Now and then it writes what it reads, which is refused where they meet.
  const out = randomView(dice, shape, dice.below(4) === 0 ? two : three);
  const later = three.add(0);
  try {
    await kernel<[unknown, unknown, unknown]>(combine, undefined, { backend })(shape, a, b, out);
  } catch (error) {
    return (error as Error).message;
  }
  return [dtype, out.toArray(), one.toArray(), two.toArray(), three.toArray(), later.toArray()];
}

it(`random views give what copies of them give (SEED=${FIRST} RANDOM_ARRAYS=${COUNT})`, async () => {
  let computed = 0;
  for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, so that the seed is that of the failure
    const [wanted, found] = [await run(seed, 'sequential'), await run(seed, 'threads')];
    expect(found, `SEED=${seed}`).toEqual(wanted);
    if (typeof found !== 'string') computed++;
  }
  expect(computed).toBeGreaterThan(COUNT / 4);
});
