/**
 * Tallies: small arrays of counters that a kernel only adds to. Each thread adds to a copy of its own, without atomic instructions, and the
 * copies are added up at the end. Sums of integers do not depend on the order.
 */

import type { BufferParam, Kernel, Value } from '../../ir/types.ts';
import { isValue, operandsOf, walkKernel } from '../../ir/walk.ts';
import { parameterOffsets, TALLY_ELEMENTS } from '../../../core/wasm-layout.ts';
import type { CodeWriter } from './code-writer.ts';
import { argument, type Environment } from './environment.ts';

/** 16 KiB, which stay in the fastest cache. */
const TALLY_BYTES = TALLY_ELEMENTS * 4;

/** Where the copies of a thread are in its scratch memory, by buffer. */
export type TallyPlan = ReadonlyMap<BufferParam, number>;

const NONE: TallyPlan = new Map();

/** Buffers of 32-bit integers of which no atomic but additions is made, and nobody looks at the old element. */
function findTallies(kernel: Kernel): ReadonlySet<BufferParam> {
  const found = new Set(
    kernel.buffers.filter(({ atomic, element }) => atomic && (element === 'i32' || element === 'u32')),
  );
  if (found.size === 0) return found;
  const used = new Set<Value>();
  walkKernel(kernel, (one) => {
    for (const operand of operandsOf(one)) used.add(operand);
  });
  walkKernel(kernel, (one) => {
    if (!isValue(one) || one.kind !== 'atomic' || !('element' in one.target)) return;
    if ((one.op !== 'add' && one.op !== 'sub') || used.has(one)) found.delete(one.target);
  });
  return found;
}

/**
 * Plans the copies of a kernel that has no other memory of its own: none for most kernels.
 *
 * @param scratchBytes - Where they begin in the scratch memory.
 */
export function planTallies(kernel: Kernel, scratchBytes: number): TallyPlan {
  if (kernel.accumulators.length > 0 || kernel.arrays.some(({ scope }) => scope !== 'constant')) return NONE;
  return new Map([...findTallies(kernel)].map((buffer, at) => [buffer, scratchBytes + at * TALLY_BYTES]));
}

/** Bytes of scratch memory that the copies take. */
export const tallyBytes = (plan: TallyPlan): number => plan.size * TALLY_BYTES;

/** Adds to an element, whose address is on the stack, in a thread's own copy. @param push - Pushes what is added. */
export function addToCopy(
  code: CodeWriter,
  { address, op, push }: { address: number; op: 'add' | 'sub'; push: () => void },
): void {
  code.get(address).get(address).memory('i32.load');
  push();
  code.op(`i32.${op}`).memory('i32.store');
}

/**
 * Writes the function that adds the copies of all threads to the elements from `begin` to `end`, and clears them for the next time. The first
 * scratch memory and the number of threads are where other kernels have the partial results of accumulators.
 *
 * @param stride - Bytes from the scratch memory of a thread to that of the next.
 */
export function writeMerge(env: Environment, plan: TallyPlan, stride: number): void {
  const { code } = env;
  const [at, threads, copy, sum] = [code.local('i32'), code.local('i32'), code.local('i32'), code.local('i32')];
  const word = (offset: number): CodeWriter => code.get(argument.parameters).memory('i32.load', { offset });
  for (const [buffer, offset] of plan) {
    code.get(argument.begin).set(at);
    code.block((done) =>
      code.loop((again) => {
        code.get(at).get(argument.end).op('i32.ge_u').branchIf(done);
        code.get(at).get(env.lengthOf(buffer)).op('i32.ge_u').branchIf(done);
        code.i32(0).set(sum);
        word(parameterOffsets.blocks).set(threads);
        word(parameterOffsets.partials).i32(offset).op('i32.add').get(at).i32(2).op('i32.shl', 'i32.add').set(copy);
        code.loop((next) => {
          code.get(sum).get(copy).memory('i32.load').op('i32.add').set(sum);
          code.get(copy).i32(0).memory('i32.store');
          code.get(copy).i32(stride).op('i32.add').set(copy);
          code.get(threads).i32(1).op('i32.sub').tee(threads).branchIf(next);
        });
        const place = { memory: env.memoryOf(buffer) };
        code.get(env.addressOf(buffer)).get(at).i32(2).op('i32.shl', 'i32.add').tee(copy);
        code.get(copy).memory('i32.load', place).get(sum).op('i32.add').memory('i32.store', place);
        code.get(at).i32(1).op('i32.add').set(at).branch(again);
      }),
    );
  }
}
