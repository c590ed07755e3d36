/** Computes a math function of kernels by the interpreter, for the test of the definitions and for the table of their errors. */

import { interpret } from '../../src/kernel/codegen/interpret/interpret.ts';
import { KernelBuilder } from '../../src/kernel/ir/builder.ts';
import type { MathName } from '../../src/kernel/ir/math-names.ts';
import { verify } from '../../src/kernel/ir/verify.ts';
import { mathFunction } from '../../src/kernel/math/definitions.ts';

export type Floats = Float32Array | Float64Array;

const bytes = (array: Floats): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** The function at these arguments: one list for each parameter. */
export function compute(fn: MathName, type: 'f32' | 'f64', columns: readonly Floats[]): Floats {
  const b = new KernelBuilder({ name: fn });
  const inputs = columns.map((_, i) => b.buffer(`x${i}`, type, 'read'));
  const out = b.buffer('out', type, 'readwrite');
  const i = b.index(0);
  b.store(out, i, b.call(mathFunction(fn, type), ...inputs.map((input) => b.load(input, i))));
  const kernel = b.build();
  verify(kernel, fn);
  const count = (columns[0] as Floats).length;
  const result = type === 'f32' ? new Float32Array(count) : new Float64Array(count);
  interpret(kernel).run([...columns, result].map(bytes), { scalars: [], size: [count] });
  return result;
}
