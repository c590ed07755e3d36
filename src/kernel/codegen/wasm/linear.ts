import type { Kernel, Value } from '../../ir/types.ts';
import { eachOperand, isValue, walk } from '../../ir/walk.ts';
import type { Lanes } from './analyze-lanes.ts';

/** How 32-bit integers step from lane to lane, where that is a constant. */
export interface Linear {
  /** Difference between neighbouring lanes, modulo 2 ** 32; undefined when there is none. */
  strideOf(value: Value): number | undefined;
  /** Whether something uses the value in all lanes, not just as a place in memory. */
  needsVector(value: Value): boolean;
}

export const notLinear: Linear = { strideOf: () => undefined, needsVector: () => true };

/** Kernels with more lanes than one: finds what steps like the last axis. */
export function findLinear(kernel: Kernel, lanes: Lanes): Linear {
  const strides = new Map<Value, number>();
  const vectors = new Set<Value>();
  const strideOf = (value: Value): number | undefined => (lanes.isVarying(value) ? strides.get(value) : 0);
  walk(kernel.body, (instruction) => {
    if (isValue(instruction) && lanes.isVarying(instruction)) {
      const stride = stepOf(instruction, strideOf);
      if (stride !== undefined) {
        strides.set(instruction, stride);
        return;
      }
    }
    const isAccess = instruction.kind === 'load' || instruction.kind === 'store';
    eachOperand(instruction, (operand) => {
      if (!(isAccess && operand === instruction.index && strides.get(operand) === 1)) vectors.add(operand);
    });
  });
  return { strideOf: (value) => strides.get(value), needsVector: (value) => vectors.has(value) };
}

function stepOf(value: Value, strideOf: (value: Value) => number | undefined): number | undefined {
  if (value.kind === 'index') return 1;
  if (value.type !== 'i32' && value.type !== 'u32') return undefined;
  if (value.kind === 'convert' || value.kind === 'bitcast') {
    return value.a.type === 'i32' || value.a.type === 'u32' ? strideOf(value.a) : undefined;
  }
  if (value.kind !== 'binary') return undefined;
  const [a, b] = [strideOf(value.a), strideOf(value.b)];
  if (a === undefined || b === undefined) return undefined;
  if (value.op === 'add') return (a + b) | 0;
  if (value.op === 'sub') return (a - b) | 0;
  if (value.op === 'mul' && value.b.kind === 'const') return Math.imul(a, Number(value.b.value));
  if (value.op === 'mul' && value.a.kind === 'const') return Math.imul(b, Number(value.a.value));
  if (value.op === 'shl' && value.b.kind === 'const') return a << Number(value.b.value);
  return undefined;
}
