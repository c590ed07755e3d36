import { KernelUnsupportedError } from '../../../core/errors.ts';
import { elementBytes } from '../../../core/kernel.ts';
import type { ElementType } from '../../../core/kernel.ts';
import { functionsOf } from '../../ir/print.ts';
import type { Kernel, SourcePlace } from '../../ir/types.ts';
import { isValue, walk, walkKernel } from '../../ir/walk.ts';

const hints: { readonly [E in ElementType]?: string } = {
  f64: "GPUs compute with 32 bit floats; use f32 data (Float32Array, or dtype: 'float32'), or a CPU backend",
  i64: "GPUs have no 64 bit integers; use i32 data (Int32Array, or dtype: 'int32'), or a CPU backend",
  u64: "GPUs have no 64 bit integers; use u32 data (Uint32Array, or dtype: 'uint32'), or a CPU backend",
};

function refuse(kernel: Kernel, what: string, place?: SourcePlace): never {
  const at = place === undefined ? '' : ` (line ${place.line}, column ${place.column})`;
  throw new KernelUnsupportedError(`kernel "${kernel.name}" cannot run on a GPU: ${what}${at}`);
}

/**
 * Refuses what no GPU can do.
 *
 * @throws KernelUnsupportedError naming what is in the way, and what to use instead.
 */
export function checkSupported(kernel: Kernel): void {
  const check = (what: string, type: ElementType, place?: SourcePlace): void => {
    if (hints[type] !== undefined) refuse(kernel, `${what} is ${type}. ${hints[type]}`, place);
  };
  for (const buffer of kernel.buffers) {
    check(`the array "${buffer.name}"`, buffer.element);
    if (buffer.atomic && elementBytes[buffer.element] < 4) {
      refuse(
        kernel,
        `it changes "${buffer.name}" atomically, which is ${buffer.element}; GPUs do so with i32, u32 and f32`,
      );
    }
  }
  for (const scalar of kernel.scalars) check(`the number "${scalar.name}"`, scalar.type);
  if (kernel.accumulators.length > 0 && kernel.workgroup !== null) {
    refuse(kernel, 'it reduces, and has a workgroup of its own; write one or the other');
  }
  walkKernel(kernel, (one) => isValue(one) && check('a value in it', one.type, one.place));
  for (const fn of functionsOf(kernel)) {
    walk(fn.body, (one) => isValue(one) && check(`a value in the function "${fn.name}"`, one.type, one.place));
  }
}
