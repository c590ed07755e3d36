/** Runs a kernel of the front end in the interpreter, with the arrays and numbers it names. */

import { invariant } from '../../src/core/errors.ts';
import { interpret } from '../../src/kernel/codegen/interpret/interpret.ts';
import type { Kernel } from '../../src/kernel/ir/types.ts';
import type { ScalarSource } from '../../src/kernel/frontend/hir.ts';
import { asScalar } from '../../src/kernel/frontend/uniform.ts';
import type { LoweredKernel } from '../../src/kernel/frontend/request.ts';

/** What a run needs besides the captured arrays. */
export interface RunInputs {
  readonly size: readonly number[];
  /** Arguments of the function, by position. */
  readonly parameters?: readonly unknown[];
  readonly uniforms?: { readonly [name: string]: number | bigint };
  readonly seed?: readonly [number, number];
  /** Arrays for the results, by name. */
  readonly results?: { readonly [name: string]: ArrayBufferView };
  readonly start?: readonly number[];
  readonly step?: readonly number[];
}

/** Lengths of the axes of an array that is given as rows. */
export interface ShapedArray {
  readonly data: ArrayBufferView;
  readonly shape: readonly number[];
  readonly strides?: readonly number[];
}

const isShaped = (value: unknown): value is ShapedArray =>
  typeof value === 'object' && value !== null && 'shape' in value;

const rowMajor = (shape: readonly number[]): number[] =>
  shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));

function scalarValue(source: ScalarSource, inputs: RunInputs, lowered: LoweredKernel): number | bigint {
  switch (source.kind) {
    case 'parameter':
      return inputs.parameters?.[source.index] as number;
    case 'uniform':
      return asScalar(
        source.uniform.compute((id) => inputs.uniforms![id]!),
        source.type,
      );
    case 'seed':
      return inputs.seed![source.word];
    case 'start':
      return inputs.start![source.axis]!;
    case 'step':
      return inputs.step![source.axis]!;
    case 'loop':
      return invariant(false, 'slices are tested with guvectorize') as never;
    case 'shape':
    case 'stride': {
      const { buffer, axis } = source;
      const array =
        buffer.kind === 'parameter'
          ? inputs.parameters?.[buffer.index]
          : buffer.kind === 'captured'
            ? lowered.dependencies.reads[buffer.read]!.value
            : null;
      invariant(isShaped(array), 'an array of several axes has no shape');
      return (source.kind === 'shape' ? array.shape : (array.strides ?? rowMajor(array.shape)))[axis]!;
    }
    default:
      return source satisfies never;
  }
}

function viewOf(value: unknown): Uint8Array {
  const view = isShaped(value) ? value.data : value;
  invariant(ArrayBuffer.isView(view), 'a kernel was given something that is no array');
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/** Runs it; writes into the arrays. `kernel` may be what passes made of it. */
export function runLowered(lowered: LoweredKernel, inputs: RunInputs, kernel: Kernel = lowered.kernel): void {
  const buffers = lowered.buffers.map((source) =>
    viewOf(
      source.kind === 'parameter'
        ? inputs.parameters?.[source.index]
        : source.kind === 'captured'
          ? lowered.dependencies.reads[source.read]!.value
          : inputs.results?.[source.name],
    ),
  );
  const scalars = lowered.scalars.map((source) => scalarValue(source, inputs, lowered));
  interpret(kernel).run(buffers, { scalars, size: inputs.size });
}
