import { runInThisContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { functionValues } from './function-values.ts';
import type { AnyFunction } from './nodes.ts';

const kept = 1;
let raised = 1;
let later: number;
// oxlint-disable-next-line prefer-const -- a let that nothing assigns to is what is tested
let untouched = 2;
// oxlint-disable-next-line no-var -- what a var does is what is tested
var old = 3;
const { taken, ...others } = { taken: 4, rest: 5 };

function change(): void {
  raised++;
  later = 4;
}

const isFixed = (fn: AnyFunction, name: string): boolean | undefined => functionValues(fn).read(name)?.isFixed();

describe('a captured variable', () => {
  change();
  const fn = (): unknown => [kept, raised, later, untouched, old, taken, others, change, expect];

  it.each([
    ['kept', true],
    ['untouched', true],
    ['taken', true],
    ['others', true],
    ['change', true],
    ['raised', false],
    ['later', false],
    ['old', false],
  ])('%s is fixed: %s', (name, expected) => {
    expect(isFixed(fn, name)).toBe(expected);
  });

  it('is fixed where it is a function of another module, and not where it is a value of one', () => {
    expect(isFixed(fn, 'expect')).toBe(true);
    expect(isFixed(fn, 'nothing of the kind')).toBeUndefined();
  });

  it('is one of its function: parameters and variables of blocks', () => {
    const make = (parameter: number) => () => parameter;
    const loops: AnyFunction[] = [];
    for (let counter = 0; counter < 2; counter++) loops.push(() => counter);
    for (const item of [1, 2]) loops.push(() => item);
    expect(isFixed(make(1), 'parameter')).toBe(true);
    expect(loops.map((one, at) => isFixed(one, at < 2 ? 'counter' : 'item'))).toEqual([false, false, true, true]);
  });

  it('is not known where there is no script to read', () => {
    const made = runInThisContext('(() => { const value = 1; return () => value; })()') as AnyFunction;
    expect(isFixed(made, 'value')).toBe(false);
  });
});
