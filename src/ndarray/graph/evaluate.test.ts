import { afterAll, expect, test } from 'vitest';
import '../../backends/register-array-kernels.ts';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import type { DType } from '../dtype/dtype.ts';
import { type DataArrays, dataOfBytes } from '../dtype/typed-array.ts';
import { addOp, multiplyOp, negativeOp } from '../elementwise/arithmetic.ts';
import { expOp } from '../elementwise/functions.ts';
import { maxOp, sumOp } from '../reduce/reduce-op.ts';
import { newArray } from './elements.ts';
import { beforeWrite, evaluateNodes, releaseHandle, stored } from './evaluate.ts';
import { constantNode, elementwiseNode, type Node, opaqueNode, reduceNode, storedNode } from './node.ts';
import { memoryUsage } from './storage.ts';

afterAll(closeSharedKernelBackends);

/** An array of the user: it has a handle. */
function arrayOf<D extends DType>(dtype: D, shape: readonly number[], values: readonly number[]): Node {
  const { node, data } = newArray(dtype, shape);
  (data as Float64Array).set(values);
  node.handles++;
  return node;
}

const valuesOf = <D extends DType>(node: Node): DataArrays[D] =>
  dataOfBytes(node.dtype, stored(node).storage!.bytes()) as DataArrays[D];

const range = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);
const a = (): Node => arrayOf('float32', [3, 4], range(12));
const row = (): Node => arrayOf('float32', [4], [10, 20, 30, 40]);
const add = (x: Node, y: Node, shape = x.shape): Node => elementwiseNode(addOp, { dtype: 'float32', shape }, [x, y]);

test('a chain with a broadcast row and a constant is one kernel', () => {
  const sum = add(a(), row());
  const twice = elementwiseNode(multiplyOp, { dtype: 'float32', shape: [3, 4] }, [sum, constantNode('float32', [], 2)]);
  expect([...valuesOf<'float32'>(twice)]).toEqual([22, 44, 66, 88, 30, 52, 74, 96, 38, 60, 82, 104]);
  expect(sum.wasInlined).toBe(true);
  expect(sum.kind).toBe('elementwise');
});

test('reductions run over any axes, and what follows them in a later kernel', () => {
  const x = a();
  const columns = reduceNode({ op: sumOp, axes: [0] }, { dtype: 'float32', shape: [4] }, add(x, row()));
  expect([...valuesOf<'float32'>(columns)]).toEqual([45, 78, 111, 144]);
  const rows = reduceNode({ op: sumOp, axes: [1] }, { dtype: 'float32', shape: [3, 1] }, add(x, row()));
  expect([...valuesOf<'float32'>(add(x, rows))]).toEqual([111, 112, 113, 114, 131, 132, 133, 134, 151, 152, 153, 154]);
});

test('a softmax of rows is what it should be, and its steps leave no memory behind', () => {
  const x = a();
  const before = memoryUsage().storages;
  const largest = reduceNode({ op: maxOp, axes: [1] }, { dtype: 'float32', shape: [3, 1] }, x);
  const negated = elementwiseNode(negativeOp, { dtype: 'float32', shape: [3, 1] }, [largest]);
  const shifted = add(x, negated);
  const powers = elementwiseNode(expOp, { dtype: 'float32', shape: [3, 4] }, [shifted]);
  const total = reduceNode({ op: sumOp, axes: [1] }, { dtype: 'float32', shape: [3, 1] }, powers);
  const result = elementwiseNode(multiplyOp, { dtype: 'float32', shape: [3, 4] }, [powers, total]);
  result.handles++;
  const found = valuesOf<'float32'>(result);
  const exps = [0, 1, 2, 3].map((at) => Math.exp(at - 3));
  const sum = exps.reduce((all, one) => all + one);
  for (let at = 0; at < 12; at++) expect(found[at]).toBeCloseTo(exps[at % 4]! * sum, 5);
  expect(memoryUsage().storages).toBe(before + 1);
  releaseHandle(result);
  expect(memoryUsage().storages).toBe(before);
});

test('evaluating several arrays at once computes what they share once', () => {
  let calls = 0;
  const x = a();
  const shared = opaqueNode({
    label: 'count',
    dtype: 'float32',
    shape: [3, 4],
    inputs: [x],
    compute: ([input]) => {
      calls++;
      return storedNode({ storage: input!.storage!, offset: 0, strides: [4, 1] }, { dtype: 'float32', shape: [3, 4] });
    },
  });
  const results = [
    add(shared, x),
    add(shared, row()),
    reduceNode({ op: sumOp, axes: [0, 1] }, { dtype: 'float32', shape: [] }, shared),
  ];
  evaluateNodes(results);
  expect(calls).toBe(1);
  expect(results.map((node) => valuesOf<'float32'>(node)[0])).toEqual([2, 11, 78]);
});

test('results that are not computed yet do not see later writes', () => {
  const x = a();
  const sum = add(x, row());
  sum.handles++;
  const later = add(sum, row());
  beforeWrite(x.storage!);
  valuesOf<'float32'>(x).fill(0);
  expect([...valuesOf<'float32'>(sum)].slice(0, 4)).toEqual([11, 22, 33, 44]);
  beforeWrite(sum.storage!);
  valuesOf<'float32'>(sum).fill(0);
  expect([...valuesOf<'float32'>(later)].slice(0, 4)).toEqual([21, 42, 63, 84]);
});

test('disposing an input computes what still needs it, and its memory is free at once', () => {
  const before = memoryUsage().bytes;
  const x = a();
  const sum = add(x, x);
  sum.handles++;
  releaseHandle(x);
  expect(memoryUsage().bytes).toBe(before + 48);
  expect(valuesOf<'float32'>(sum)[11]).toBe(24);
  expect(() => add(x, x)).toThrow(expect.objectContaining({ code: 'ERR_DISPOSED' }));
  releaseHandle(sum);
  expect(memoryUsage().bytes).toBe(before);
});

test('a graph that is deeper than a stack is computed', () => {
  const x = arrayOf('float32', [2], [1, 2]);
  let sum = x;
  for (let at = 0; at < 20_000; at++) sum = add(sum, x);
  expect([...valuesOf<'float32'>(sum)]).toEqual([20_001, 40_002]);
});

test('a constant that is disposed stays for results that still need it', () => {
  const ones = constantNode('float32', [3], 1);
  ones.handles++;
  const values = arrayOf('float32', [3], [1, 2, 3]);
  const sum = elementwiseNode(addOp, { dtype: 'float32', shape: [3] }, [values, ones]);
  sum.handles++;
  releaseHandle(ones);
  releaseHandle(values);
  expect([...valuesOf<'float32'>(sum)]).toEqual([2, 3, 4]);
});

test('a view that is disposed while others keep its memory stays for results that still need it', () => {
  const values = arrayOf('float32', [3], [1, 2, 3]);
  const view = storedNode({ storage: values.storage!, offset: 0, strides: [1] }, { dtype: 'float32', shape: [3] });
  view.handles++;
  const twice = elementwiseNode(addOp, { dtype: 'float32', shape: [3] }, [view, view]);
  twice.handles++;
  releaseHandle(view);
  releaseHandle(values);
  expect([...valuesOf<'float32'>(twice)]).toEqual([2, 4, 6]);
});

test('code that made a node may read it again after what it made from it is computed', () => {
  const x = a();
  const first = add(x, row());
  const twice = add(first, first);
  expect(valuesOf<'float32'>(twice)[0]).toBe(22);
  // It was a part of a kernel: it is computed when it is wanted.
  expect(valuesOf<'float32'>(first)[0]).toBe(11);
  // It was wanted: it stays although what read it is computed.
  expect(valuesOf<'float32'>(add(first, row()))[0]).toBe(21);
  expect(valuesOf<'float32'>(first)[0]).toBe(11);
  expect(valuesOf<'float32'>(add(first, x))[0]).toBe(12);
});

test('a step whose inputs were written since does not come back', () => {
  const x = a();
  const step = add(x, row());
  expect(valuesOf<'float32'>(add(step, step))[0]).toBe(22);
  beforeWrite(x.storage!);
  expect(() => add(step, row())).toThrow(expect.objectContaining({ code: 'ERR_DISPOSED' }));
});

test('many results that read each other are computed at once, in as many kernels as it takes', () => {
  const values = arrayOf('float32', [3], [1, 2, 3]);
  const results: Node[] = [];
  for (let count = 0; count < 40; count++) {
    const sum = add(values, values);
    results.push(sum, add(sum, values));
  }
  evaluateNodes(results);
  for (const [at, node] of results.entries()) {
    expect([...valuesOf<'float32'>(node)]).toEqual(at % 2 === 0 ? [2, 4, 6] : [3, 6, 9]);
  }
});
