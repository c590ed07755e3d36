import { afterAll, describe, expect, it } from 'vitest';
import { Dice, firstDifference } from '../../../../test/support/random-kernel.ts';
import { openWasm } from '../../../backends/threads/kernels.ts';
import { elementBytes, type ElementType, loadedType } from '../../../core/kernel.ts';
import { KernelBuilder } from '../../ir/builder.ts';
import type { AccumulateOp, Kernel, Value } from '../../ir/types.ts';
import { verify } from '../../ir/verify.ts';
import { interpret } from '../interpret/interpret.ts';
import { compileWasm } from './compile-wasm.ts';

const backend = openWasm({ cores: 2 });
afterAll(() => backend.close());

interface Case {
  readonly element: ElementType;
  readonly op: AccumulateOp;
  /** Axes that are kept, then those that are reduced. */
  readonly kept: readonly number[];
  readonly reduced: readonly number[];
  readonly lanes?: number;
}

/** Reduces axes that lie before the last kept one in memory: sums of columns, for example. */
function outerReduction({ element, op, kept, reduced, lanes = 16 }: Case): Kernel {
  const b = new KernelBuilder({ name: 'outer', rank: kept.length + reduced.length, reduced: reduced.length });
  const [x, out] = [b.buffer('x', element, 'read'), b.buffer('out', element, 'write')];
  const order = [...kept.keys()].slice(0, -1);
  for (const axis of reduced.keys()) order.push(kept.length + axis);
  order.push(kept.length - 1);
  const flat = order.reduce<Value | null>(
    (sum, axis) => (sum === null ? b.index(axis) : b.add(b.mul(sum, b.size(axis)), b.index(axis))),
    null,
  )!;
  const total = b.accumulator({ name: 'total', type: loadedType[element], op, lanes });
  b.accumulate(total, b.load(x, flat));
  b.finish(() => {
    let point = b.index(0);
    for (let axis = 1; axis < kept.length; axis++) point = b.add(b.mul(point, b.size(axis)), b.index(axis));
    b.store(out, point, b.total(total));
  });
  return b.build();
}

function randomBytes(element: ElementType, length: number): Uint8Array {
  const dice = new Dice(length);
  if (element === 'f32') return new Uint8Array(Float32Array.from({ length }, () => dice.unit() * 4 - 2).buffer);
  if (element === 'f64') return new Uint8Array(Float64Array.from({ length }, () => dice.unit() * 4 - 2).buffer);
  return Uint8Array.from({ length: length * elementBytes[element] }, () => dice.below(element === 'bool' ? 2 : 256));
}

async function expectSame(one: Case): Promise<void> {
  const kernel = outerReduction(one);
  verify(kernel);
  const size = [...one.kept, ...one.reduced];
  const points = one.kept.reduce((all, length) => all * length, 1);
  const input = randomBytes(
    one.element,
    size.reduce((all, length) => all * length, 1),
  );
  const expected = new Uint8Array(points * elementBytes[one.element]);
  interpret(kernel).run([input, expected], { scalars: [], size });
  const ids = [backend.alloc(input.length), backend.alloc(expected.length)];
  backend.write(ids[0]!, input);
  const artifact = compileWasm(kernel);
  expect(artifact.tilePoints).toBeGreaterThan(0);
  backend.dispatch(artifact, ids, { scalars: [], size });
  const actual = await backend.read(ids[1]!);
  for (const id of ids) backend.free(id);
  expect(firstDifference(one.element, expected, actual), JSON.stringify(one)).toBe(-1);
}

describe('reductions over outer axes, in tiles of neighbouring points', () => {
  const elements = ['f32', 'f64', 'i32', 'i64', 'u8', 'i16', 'bool'] as const;
  it.each(elements)('of %s give what the interpreter gives, bit for bit', async (element) => {
    const ops: readonly AccumulateOp[] = element === 'bool' ? ['and', 'or', 'xor'] : ['add', 'min', 'max'];
    for (const op of ops) {
      await expectSame({ element, op, kept: [300], reduced: [37] });
      await expectSame({ element, op, kept: [2, 19], reduced: [5] });
    }
  });

  it.each([1, 2, 3, 7, 8, 15, 16, 17, 100, 4095, 4096, 4097, 9000])('of %i rows', async (rows) => {
    await expectSame({ element: 'f32', op: 'add', kept: [21], reduced: [rows] });
  });

  it.each([1, 15, 16, 17, 255, 256, 257, 600])('of %i columns', async (columns) => {
    await expectSame({ element: 'f32', op: 'add', kept: [columns], reduced: [50] });
    await expectSame({ element: 'f64', op: 'add', kept: [3, columns], reduced: [50] });
  });

  it('over two axes, with 1 to 32 chains, and over nothing', async () => {
    for (const lanes of [1, 4, 32])
      await expectSame({ element: 'f32', op: 'add', kept: [40], reduced: [90, 70], lanes });
    await expectSame({ element: 'f32', op: 'add', kept: [40], reduced: [0] });
  });

  it('reductions over the last axis, whose neighbours are reduced, are made as before', () => {
    const b = new KernelBuilder({ name: 'rows', rank: 2, reduced: 1 });
    const [x, out] = [b.buffer('x', 'f32', 'read'), b.buffer('out', 'f32', 'write')];
    const total = b.accumulator({ name: 'total', type: 'f32', op: 'add' });
    b.accumulate(total, b.load(x, b.add(b.mul(b.index(0), b.size(1)), b.index(1))));
    b.finish(() => b.store(out, b.index(0), b.total(total)));
    expect(compileWasm(b.build()).tilePoints).toBe(0);
  });
});
