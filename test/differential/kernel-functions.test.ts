import vm from 'node:vm';
import { type Node, parseExpressionAt } from 'acorn';
import { describe, expect, it } from 'vitest';
import { lowerFunction } from '../../src/kernel/frontend/lower.ts';
import type { LoweredKernel } from '../../src/kernel/frontend/request.ts';
import type { Kernel } from '../../src/kernel/ir/types.ts';
import { prepare } from '../../src/kernel/passes/prepare.ts';
import { randomFunction } from '../support/random-function.ts';
import { runLowered } from '../support/run-lowered.ts';

const xs = Float64Array.of(0, -0, 1, -1, 0.5, 2.75, -7.25, 100, 1e9, -3e10, NaN, Infinity);

type Numbers = { readonly [name: string]: number };

/** Compiles a function; the numbers it captured are parameters of the kernel. */
function compile(text: string, numbers: Numbers = {}): LoweredKernel {
  const read = (name: string): { value: number } | undefined =>
    Object.hasOwn(numbers, name) ? { value: numbers[name]! } : undefined;
  return lowerFunction({
    name: 'random',
    source: { name: 'random', text, read },
    sourceOf: () => undefined,
    uniforms: new Set(Object.keys(numbers)),
    rank: 1,
    parameters: [
      { kind: 'element', element: 'f64' },
      { kind: 'index', axis: 0 },
    ],
    result: { kind: 'store', element: 'f64' },
  });
}

function run(lowered: LoweredKernel, kernel: Kernel, uniforms: Numbers = {}): number[] {
  const result = new Float64Array(xs.length);
  runLowered(lowered, { size: [xs.length], parameters: [xs], results: { result }, uniforms }, kernel);
  return [...result];
}

/** The same function with a captured variable in the place of each number. */
function withCaptures(text: string): { text: string; numbers: Numbers } {
  const found: { start: number; end: number; value: number }[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const one of node) visit(one);
    if (typeof node !== 'object' || node === null || !('type' in node)) return;
    const { type, start, end, value } = node as Node & { value?: unknown };
    if (type === 'Literal' && typeof value === 'number') found.push({ start, end, value });
    for (const inner of Object.values(node)) if (typeof inner === 'object') visit(inner);
  };
  visit(parseExpressionAt(text, 0, { ecmaVersion: 'latest' }));
  const numbers: { [name: string]: number } = {};
  let changed = text;
  for (const { start, end, value } of found.toSorted((a, b) => b.start - a.start)) {
    const name = `captured${start}`;
    numbers[name] = value;
    changed = `${changed.slice(0, start)}${name}${changed.slice(end)}`;
  }
  return { text: changed, numbers };
}

describe('random functions', () => {
  it('compute in kernels what they compute in JavaScript, with passes and without', { timeout: 300_000 }, () => {
    const first = Number(process.env['SEED'] ?? 1);
    const count = Number(process.env['COUNT'] ?? 150);
    for (let seed = first; seed < first + count; seed++) {
      const text = randomFunction(seed);
      const fn = vm.runInThisContext(text) as (x: number, i: number) => number;
      const expected = [...xs].map((x, i) => fn(x, i));
      const lowered = compile(text);
      expect(run(lowered, lowered.kernel), `seed ${seed}: ${text}`).toEqual(expected);
      expect(run(lowered, prepare(lowered.kernel, { inline: true })), `seed ${seed}, with passes: ${text}`).toEqual(
        expected,
      );
    }
  });

  it('compute the same when their numbers are captured ones that change', { timeout: 300_000 }, () => {
    const first = Number(process.env['SEED'] ?? 1);
    const count = Number(process.env['COUNT'] ?? 100);
    for (let seed = first; seed < first + count; seed++) {
      const original = randomFunction(seed);
      const fn = vm.runInThisContext(original) as (x: number, i: number) => number;
      const expected = [...xs].map((x, i) => fn(x, i));
      const { text, numbers } = withCaptures(original);
      const lowered = compile(text, numbers);
      expect(lowered.kernel.scalars.length).toBeGreaterThan(0);
      expect(run(lowered, prepare(lowered.kernel, { inline: true }), numbers), `seed ${seed}: ${text}`).toEqual(
        expected,
      );
    }
  });
});
