import { describe, expect, it } from 'vitest';
import { analyzeFunction } from './analyze-function.ts';
import type { FunctionAnalysis } from './analyze-function.ts';

function analyze(text: string): FunctionAnalysis {
  const analysis = analyzeFunction(text);
  if (analysis.kind === 'unparsable') throw new Error(analysis.reason);
  return analysis;
}
const freeNames = (text: string): string[] => [...analyze(text).free.keys()].toSorted((a, b) => (a < b ? -1 : 1));

const cases: readonly (readonly [text: string, ...names: string[]])[] = [
  ['(a) => a + b', 'b'],
  ['({ a, b: [c = d], ...e }) => a + c + e + f', 'd', 'f'],
  ['(x = y, y) => x'],
  ['function f() { return f + g; }', 'g'],
  ['function f() { return arguments.length; }'],
  ['() => arguments.length', 'arguments'],
  ['() => { var a = 1; { let b = a; var c = b; } return c + b; }', 'b'],
  ['() => { try { x(); } catch { y; } finally { z; } }', 'x', 'y', 'z'],
  ['() => { try {} catch ({ message }) { return message; } }'],
  ['() => { for (const i of list) use(i); return i; }', 'i', 'list', 'use'],
  ['() => { for (let i = 0; i < n; i++); }', 'n'],
  ['() => { switch (a) { case b: let c = 1; default: return c; } }', 'a', 'b'],
  ['() => { label: for (;;) break label; }'],
  ['() => ({ a, b: c, [d]: e, f() { return g; } })', 'a', 'c', 'd', 'e', 'g'],
  ['() => a.b.c[d]?.e', 'a', 'd'],
  ['() => class A extends B { x = y; static [k] = A; static { z; } m() { return new A(); } }', 'B', 'k', 'y', 'z'],
  ['class A extends B { #p = q; m() { return this.#p; } }', 'B', 'q'],
  ['async function* f() { for await (const x of y) yield* x; }', 'y'],
  ['() => { function inner() { return later; } const later = 1; return inner; }'],
  ['() => typeof maybe === "undefined"', 'maybe'],
  ['() => `${a}${tag`x${b}`}`', 'a', 'b', 'tag'],
  ['method(a) { return super.x + a + b; }', 'b'],
  ['get x() { return y; }', 'y'],
  ['async *[Symbol.iterator]() { yield z; }', 'z'],
  ['() => { [a, b.c] = d; ({ e, f: g } = h); }', 'a', 'b', 'd', 'e', 'g', 'h'],
];

describe('free variables of', () => {
  it.each(cases)('%s', (text, ...names) => {
    expect(freeNames(text)).toEqual(names);
  });
});

describe('a function text', () => {
  it('says what it assigns and where it writes', () => {
    const { free } = analyze(
      '(x) => { a = x; b++; c.d.e = x; delete f.g; h.push(x); i[x].set(1, 2); [j.k] = x; let l; l = 1; }',
    );
    expect(['a', 'b'].map((name) => free.get(name)?.isAssigned)).toEqual([true, true]);
    const writes = Object.fromEntries(
      [...free].flatMap(([name, { memberWrites }]) => memberWrites.map(({ path, method }) => [name, [path, method]])),
    );
    expect(writes).toEqual({
      c: [['d'], undefined],
      f: [[], undefined],
      h: [[], 'push'],
      i: [[null], 'set'],
      j: [[], undefined],
    });
  });

  it('says what it needs of the code around it', () => {
    expect(analyze('() => this.x').lexicalThis).toBe(true);
    expect(analyze('() => function () { return this; }').lexicalThis).toBe(false);
    expect(analyze('function () { return () => this; }').lexicalThis).toBe(false);
    expect(analyze('m() { return super.m(); }').usesSuper).toBe(true);
    expect([...analyze('(o) => #x in o || o.#y').privateNames]).toEqual(['x', 'y']);
    expect(analyze('() => eval("1")').directEval).toBe(true);
    expect(analyze('(eval_) => (0, eval)("1")').directEval).toBe(false);
    expect(analyze('() => [import.meta.url, import("x")]')).toMatchObject({
      importMeta: [{ start: 7, end: 18 }],
      dynamicImport: [{ start: 24, end: 30 }],
    });
  });

  it('keeps positions of references, also in shorthand', () => {
    const text = '() => ({ a, b: a })';
    expect(analyze(text).free.get('a')?.references).toEqual([
      { start: 9, end: 10, shorthand: true },
      { start: 15, end: 16, shorthand: false },
    ]);
  });

  it('that is none is named as such', () => {
    expect(analyzeFunction('function () { [native code] }')).toMatchObject({ kind: 'unparsable' });
    expect(analyzeFunction('() => new.target')).toMatchObject({
      reason: expect.stringContaining('new.target') as unknown,
    });
  });
});
