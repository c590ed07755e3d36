/**
 * Computes the math functions at the samples and writes arguments and results as lines for scripts/accuracy/compare.py:
 *
 *   node scripts/accuracy/run.ts [count] [function...] | python3 scripts/accuracy/compare.py
 */

import { argv, stdout } from 'node:process';
import { mathArity, type MathName } from '../../src/kernel/ir/math-names.ts';
import { compute, type Floats } from './compute.ts';
import { samples } from './samples.ts';

const hex = (array: Floats): string => Buffer.from(Float64Array.from(array).buffer).toString('base64');

const [count = '2000', ...names] = argv.slice(2);
for (const fn of Object.keys(mathArity) as MathName[]) {
  if (names.length > 0 && !names.includes(fn)) continue;
  for (const type of ['f32', 'f64'] as const) {
    let result: Floats;
    const columns = samples(fn, type, Number(count));
    try {
      result = compute(fn, type, columns);
    } catch (error) {
      console.error(fn, type, (error as Error).message);
      continue;
    }
    stdout.write(`${[fn, type, ...columns.map(hex), hex(result)].join(' ')}\n`);
  }
}
