/** Code as minifiers write it: several statements in one expression, calls without values, arrays of holes. */

import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { barrier, i64, localIndex, workgroupArray } from '../intrinsics.ts';
import { explicitSource, type Captures } from './explicit-source.ts';
import { lowerFunction } from './lower.ts';
import type { LoweredKernel } from './request.ts';
import { runLowered } from '../../../test/support/run-lowered.ts';

type Body = (i: number, o: Float64Array) => unknown;

function lower(fn: Body, captures: Captures, workgroup?: readonly number[]): LoweredKernel {
  return lowerFunction({
    name: 'kernel',
    source: explicitSource(fn, captures),
    sourceOf: (inner) => explicitSource(inner, captures),
    rank: 1,
    parameters: [
      { kind: 'index', axis: 0 },
      { kind: 'array', element: 'f64', rank: 1 },
    ],
    result: { kind: 'none' },
    ...(workgroup === undefined ? {} : { workgroup }),
  });
}

/** Runs `(i, o) => ...` in JavaScript and compiled, over the same array. */
function same(text: string, captures: Captures = {}): void {
  const fn = vm.runInThisContext(`(${text})`) as Body;
  const [expected, actual] = [new Float64Array(8), new Float64Array(8)];
  for (let i = 0; i < 8; i++) fn(i, expected);
  runLowered(lower(fn, captures), { size: [8], parameters: [undefined, actual] });
  expect([...actual], text).toEqual([...expected]);
}

describe('minified code', () => {
  it.each([
    ['fills an array in the test of an if', '(i,o)=>{const t=Array(3);if(t.fill(i),t[1]>2){o[i]=t[2]}}'],
    ['makes arrays of holes', '(i,o)=>{let t=[,,,].fill(0);for(let k=0;k<3;k++)t[k]+=k*i;o[i]=t[0]+t[1]+t[2]}'],
    ['calls Array', '(i,o)=>{let t=Array(3).fill(2);t[i%3]=i,o[i]=t[0]*100+t[1]*10+t[2]}'],
    ['returns the void of an effect', '(i,o)=>{if(i&1)return void(o[i]=7);o[i]=9}'],
    ['has helpers that return the void of an effect', '(i,o)=>{const p=(k,v)=>void(o[k]=v),q=k=>p(k,k*2);q(i)}'],
    ['chooses between calls without values', '(i,o)=>{const p=v=>{o[i]=v},q=v=>{o[i]=1-v};return i>3?p(i):q(i),0}'],
    ['ands calls without values into a test', '(i,o)=>{const p=v=>{o[i]+=v};if(i>3&&p(2),i>5||p(1),o[i]>0)o[i]*=10}'],
    ['has one argument of Math.max, evaluated once', '(i,o)=>{let k=i;o[i]=Math.max(k++)+k+Math.min(++k)}'],
  ])('%s', (_, text) => {
    same(text);
  });

  it('has barriers and arrays of the group in expressions, and strings as templates', () => {
    const text = '(i,o)=>{let t=w(`f32`,4),a=l();if(t[a]=i,b(),a===0){let s=0;for(let k=0;k<4;k++)s+=t[k];o[i]=s}}';
    const fn = vm.runInThisContext(`(${text})`) as Body;
    const o = new Float64Array(8);
    const captures = { w: workgroupArray, l: localIndex, b: barrier };
    runLowered(lower(fn, captures, [4]), { size: [8], parameters: [undefined, o] });
    expect([...o]).toEqual([6, 0, 0, 0, 22, 0, 0, 0]);
  });

  it('reaches the tools of kernels through a namespace', () => {
    const text = '(i,o)=>{const t=K.workgroupArray("f32",4),a=K.localIndex();t[a]=i*2;K.barrier();o[i]=t[3-a]}';
    const fn = vm.runInThisContext(`(${text})`) as Body;
    const o = new Float64Array(4);
    runLowered(lower(fn, { K: { workgroupArray, localIndex, barrier } }, [4]), {
      size: [4],
      parameters: [undefined, o],
    });
    expect([...o]).toEqual([6, 4, 2, 0]);
  });
});

describe('indices from the end', () => {
  it.each([
    ['of captured arrays', '(i,o)=>{o[i]=x.at(-1)+x.at(i-4)*10+x.at(i)*100}'],
    ['of local arrays, evaluated once', '(i,o)=>{const t=[1,2,i];let k=-3;o[i]=t.at(-1)+t.at(k++)*10+k}'],
  ])('count as .at() counts, %s', (_, text) => {
    const x = Float64Array.from({ length: 8 }, (__, i) => i * i);
    vm.runInThisContext('globalThis').x = x;
    same(text, { x });
  });
});

describe('bigints', () => {
  it.each([
    '(i,o)=>{let n=0;let b=BigInt(i)*3n;n=Number(b&5n)|0;o[i]=n}',
    '(i,o)=>{let n=0;let b;let c;c=b=BigInt(i);b=-c;c=~b;n=Number(c%4n);o[i]=n+Number(b)}',
    '(i,o)=>{let n=1n,m=2n;for(let k=0;k<i;k++){[n,m]=[m,BigInt.asIntN(64,n+m)]}o[i]=Number(n)}',
  ])('have their types wherever they are declared: %s', (text) => {
    same(text);
  });

  it('come from numbers and are cut to 64 bits as in JavaScript', () => {
    const from = BigInt64Array.of(2n ** 62n, -5n, 7n);
    const to = new BigInt64Array(3);
    const all = new BigUint64Array(3);
    const body = (i: number): void => {
      to[i] = BigInt.asIntN(64, from[i]! * 3n + BigInt(i) * i64(2));
      all[i] = BigInt.asUintN(64, from[i]!) / 2n;
    };
    runLowered(lower(body as Body, { from, to, all, i64 }), {
      size: [3],
      parameters: [undefined, new Float64Array(1)],
    });
    const [signed, unsigned] = [to.slice(), all.slice()];
    for (let i = 0; i < 3; i++) body(i);
    expect([signed, unsigned]).toEqual([to, all]);
  });
});
