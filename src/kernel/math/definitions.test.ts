import { expect, it } from 'vitest';
import { mathArity, type MathName } from '../ir/math-names.ts';
import { compute } from '../../../scripts/accuracy/compute.ts';
import { samples } from '../../../scripts/accuracy/samples.ts';

/** The distance of floats about a value. */
function ulp(value: number, type: 'f32' | 'f64'): number {
  const [digits, low] = type === 'f32' ? [23, -149] : [52, -1074];
  return 2 ** Math.max(Math.floor(Math.log2(Math.abs(value))) - digits, low);
}

/** Functions that JavaScript has too; its own error is below one unit of the last place. */
const others: { readonly [Name in MathName]?: (x: number, y: number) => number } = {
  pow: (x, y) => x ** y,
  fmod: (x, y) => x % y,
};
const known = (fn: MathName): ((x: number, y: number) => number) | undefined =>
  others[fn] ?? (Math as unknown as { readonly [name: string]: (x: number, y: number) => number })[fn];
const names = (Object.keys(mathArity) as MathName[]).filter((fn) => known(fn) !== undefined);

it.each(
  names.flatMap((fn) => [
    { fn, type: 'f32' as const },
    { fn, type: 'f64' as const },
  ]),
)('$fn of $type agrees with the function of JavaScript, at the edges too', ({ fn, type }) => {
  const columns = samples(fn, type, 2000);
  const results = compute(fn, type, columns);
  const round = type === 'f32' ? Math.fround : (x: number): number => x;
  results.forEach((result, i) => {
    const [x, y] = columns.map((column) => column[i]) as [number, number];
    const exact = known(fn)!(x, y);
    const expected = round(exact);
    if (Object.is(result, expected)) return;
    const isEdge = expected === 0 && exact === 0 ? !Object.is(exact, -0) || result !== 0 : !Number.isFinite(expected);
    expect(isEdge ? `${fn}(${x}, ${y}) = ${result}` : '').toBe(isEdge ? `${fn}(${x}, ${y}) = ${expected}` : '');
    const error = Math.abs(result - exact) / ulp(exact, type);
    expect(error, `${fn}(${x}, ${y}) = ${result}, not ${expected}`).toBeLessThan(3.5);
  });
});
