/** Runs one fused kernel: finds it, makes room for its results, dispatches it, and turns its nodes into stored ones. */

import type { BufferId, KernelBackend } from '../../core/kernel.ts';
import { invariant } from '../../core/errors.ts';
import { itemSize } from '../dtype/dtype.ts';
import { type Node, packedStrides, settle } from '../graph/node.ts';
import { currentBackend, newStorage, type Storage } from '../graph/storage.ts';
import { clear, constantScalar, Description } from './description.ts';
import { markInlined } from './expand.ts';
import { kernelFor } from './kernels.ts';
import { launchSize, placeScalars } from './lower.ts';
import { numeric } from './numeric.ts';

const description = new Description();

/** The backend that has the inputs of a kernel. */
function backendOf(leaves: readonly Node[]): KernelBackend {
  if (leaves.length === 0) return currentBackend();
  const { backend } = leaves[0]!.storage!;
  for (let at = 1; at < leaves.length; at++) {
    invariant(leaves[at]!.storage!.backend === backend, 'an operation has arrays of different devices');
  }
  return backend;
}

/** Filled anew for each launch, which is over before the next one begins: small arrays are computed in very great numbers. */
const storages: Storage[] = [];
const buffers: BufferId[] = [];
const scalars: (number | bigint)[] = [];
/** The size of the last packed launch: most follow others of the same size. */
let packedSize: readonly number[] = [0];

function sizeOfLaunch(): readonly number[] {
  if (description.space !== null) return launchSize(description);
  if (packedSize[0] !== description.length) packedSize = [description.length];
  return packedSize;
}

/** Strides of a result: those of an array that is read where both are packed in one shape. */
function stridesOf(output: Node): readonly number[] {
  // Axes of length 1 may have any stride in what is read.
  if (description.space === null && output.reduction === null && !output.shape.includes(1)) {
    const { leaves } = description;
    for (let at = 0; at < leaves.length; at++) if (leaves[at]!.shape === output.shape) return leaves[at]!.strides;
  }
  return packedStrides(output);
}

/**
 * Computes nodes in one kernel: operations of one shape, or reductions of such over the same axes.
 *
 * @returns False when the graph below them has to be computed in parts first; nothing has happened then.
 */
export function runFused(outputs: readonly Node[]): boolean {
  if (!description.describe(outputs)) return false;
  const { leaves, ops } = description;
  const backend = backendOf(leaves);
  clear(storages);
  clear(buffers);
  for (let at = 0; at < leaves.length; at++) buffers.push(leaves[at]!.storage!.buffer);
  for (let at = 0; at < outputs.length; at++) {
    const storage = newStorage(outputs[at]!.size * itemSize(outputs[at]!.dtype), 'any', backend);
    storages.push(storage);
    buffers.push(storage.buffer);
  }
  dispatch(backend);
  for (let at = 0; at < ops.length; at++) ops[at]!.wasInlined = true;
  for (let at = 0; at < description.views.length; at++) markInlined(description.views[at]!);
  for (let at = 0; at < outputs.length; at++) {
    const output = outputs[at]!;
    settle(output, { storage: storages[at]!, offset: 0, strides: stridesOf(output) });
  }
  return true;
}

function dispatch(backend: KernelBackend): void {
  const { constants } = description;
  const artifact = kernelFor(description, backend, numeric.mode);
  clear(scalars);
  for (let at = 0; at < constants.length; at++) scalars.push(constantScalar(constants[at]!.value));
  placeScalars(description, scalars);
  backend.dispatch(artifact, buffers, { scalars, size: sizeOfLaunch() });
}
