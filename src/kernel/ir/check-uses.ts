/** What instructions name: it has to exist where they stand, and be used as it may be. For `verify`. */

import { when } from './problem.ts';
import type {
  AtomicValue,
  Barrier,
  FillArray,
  GetLocalValue,
  IndexValue,
  Instruction,
  Kernel,
  LengthValue,
  LoadArrayValue,
  LoadValue,
  Local,
  LocalArray,
  ScalarValue,
  SetLocal,
  Store,
  StoreArray,
} from './types.ts';

/** What the code of a kernel or function may name. */
export interface Owner {
  readonly name: string;
  readonly locals: ReadonlySet<Local>;
  readonly arrays: ReadonlySet<LocalArray>;
  /** Null for functions. */
  readonly kernel: Kernel | null;
}

const notOwned = <T>(list: readonly T[] | undefined, item: T, what: string): string | null =>
  when(list?.includes(item) !== true, () => `uses a ${what} that it does not own`);

const arrayNotOwned = (arrays: ReadonlySet<LocalArray>, array: LocalArray): string | null =>
  when(!arrays.has(array), () => `uses an array that it does not own: ${array.name}`);

/** Locals and arrays of the kernel or function itself. */
function ownMemoryProblem(
  one: GetLocalValue | SetLocal | LoadArrayValue | StoreArray | FillArray,
  { locals, arrays }: Owner,
): string | null {
  switch (one.kind) {
    case 'getLocal':
    case 'setLocal':
      return when(!locals.has(one.local), () => `uses a local that it does not own: ${one.local.name}`);
    case 'loadArray':
      return arrayNotOwned(arrays, one.array);
    case 'storeArray':
      return (
        arrayNotOwned(arrays, one.array) ??
        when(one.array.scope === 'constant', () => `writes the constant array ${one.array.name}`)
      );
    case 'fillArray':
      return (
        arrayNotOwned(arrays, one.array) ??
        when(one.array.scope !== 'private', () => `fills the array ${one.array.name}, which is not private`)
      );
    default:
      return one satisfies never;
  }
}

/** What a dispatch gives: scalars and buffers. */
function givenProblem(one: ScalarValue | LengthValue | LoadValue | Store, kernel: Kernel | null): string | null {
  if (one.kind === 'scalar') return notOwned(kernel?.scalars, one.scalar, 'scalar');
  const { buffer } = one;
  const missing = notOwned(kernel?.buffers, buffer, 'buffer');
  if (missing !== null || one.kind === 'length') return missing;
  const [way, other] = one.kind === 'load' ? (['load from', 'write'] as const) : (['store to', 'read'] as const);
  return when(buffer.access === other || buffer.atomic, () => `may not ${way} ${buffer.name}`);
}

function atomicProblem({ target }: AtomicValue, { arrays, kernel }: Owner): string | null {
  if (!('element' in target)) {
    const fits = arrays.has(target) && target.scope === 'workgroup';
    return when(!fits, () => `no atomics on array ${target.name}`);
  }
  const fits = target.atomic && target.access === 'readwrite';
  return notOwned(kernel?.buffers, target, 'buffer') ?? when(!fits, () => `no atomics on buffer ${target.name}`);
}

function indexProblem({ axis, space }: IndexValue, kernel: Kernel | null, inFinish: boolean): string | null {
  const axes = kernel === null ? 0 : inFinish ? kernel.rank - kernel.reduced : kernel.rank;
  return (
    when(axis < 0 || axis >= axes, () => `has no axis ${axis} here`) ??
    when(space !== 'global' && kernel?.workgroup === null, () => 'an index in the workgroup needs a workgroup')
  );
}

function barrierProblem(_: Barrier, kernel: Kernel | null, inFinish: boolean): string | null {
  const fits = kernel !== null && kernel.workgroup !== null && !inFinish;
  return when(!fits, () => 'a barrier needs a workgroup');
}

/** What is wrong with the use of what an instruction names; null when nothing is. */
export function useProblem(one: Instruction, owner: Owner, inFinish: boolean): string | null {
  const { kernel } = owner;
  switch (one.kind) {
    case 'getLocal':
    case 'setLocal':
    case 'loadArray':
    case 'storeArray':
    case 'fillArray':
      return ownMemoryProblem(one, owner);
    case 'scalar':
    case 'length':
    case 'load':
    case 'store':
      return givenProblem(one, kernel);
    case 'atomic':
      return atomicProblem(one, owner);
    case 'accumulate':
      if (inFinish) return 'accumulates in finish';
      return notOwned(kernel?.accumulators, one.accumulator, 'accumulator');
    case 'total':
      if (!inFinish) return 'reads a total before finish';
      return notOwned(kernel?.accumulators, one.accumulator, 'accumulator');
    case 'index':
      return indexProblem(one, kernel, inFinish);
    case 'size':
      return when(kernel === null || one.axis < 0 || one.axis >= kernel.rank, () => `has no axis ${one.axis}`);
    case 'argument':
      return when(kernel !== null, () => 'a kernel has no arguments');
    case 'barrier':
      return barrierProblem(one, kernel, inFinish);
    default:
      return null;
  }
}
