/** Computes nodes that are asked for: in one kernel where that is possible, else in steps. */

import { invariant } from '../../core/errors.ts';
import { itemSize } from '../dtype/dtype.ts';
import { dataOfBytes } from '../dtype/typed-array.ts';
import { numberToHalf } from '../dtype/float16.ts';
import { planGraph } from '../schedule/plan.ts';
import { runFused } from '../schedule/run.ts';
import { type RowStep, runRows } from '../schedule/run-rows.ts';
import type { Step } from '../schedule/step.ts';
import { detach, disposedError, dropStored, type Node, packedStrides, revive, settle, settleView } from './node.ts';
import { newStorage, type Storage } from './storage.ts';

/** Stores the one value of a constant in every place. */
function fill(node: Node): void {
  const storage = newStorage(node.size * itemSize(node.dtype), 'any');
  const { value } = node;
  const data = dataOfBytes(node.dtype, storage.bytes());
  if (typeof value === 'bigint') (data as BigInt64Array).fill(value);
  else (data as Float64Array).fill(node.dtype === 'float16' ? numberToHalf(Number(value)) : Number(value));
  settle(node, { storage, offset: 0, strides: packedStrides(node) });
}

/** Gives empty arrays their storage. Whatever reads them is empty too, or a reduction that knows what that means. */
function settleEmpty(node: Node): void {
  settle(node, { storage: newStorage(0, 'any'), offset: 0, strides: packedStrides(node) });
}

function runOpaque(node: Node): void {
  const made = node.compute!(node.inputs);
  settle(node, { storage: made.storage!, offset: made.offset, strides: made.strides });
  dropStored(made);
}

/**
 * Several results in one kernel, or in two where that is too much: results that an earlier kernel stored are operands by now, which the plan
 * did not count.
 */
function runOutputs(outputs: readonly Node[]): void {
  if (runFused(outputs)) return;
  invariant(outputs.length > 1, 'a graph was cut in a way that cannot run');
  const half = outputs.length >> 1;
  runOutputs(outputs.slice(0, half));
  runOutputs(outputs.slice(half));
}

function runStep(step: Step): void {
  const { kind, outputs } = step;
  const [node] = outputs;
  if (kind === 'opaque') runOpaque(node!);
  else if (kind === 'fill') fill(node!);
  else if (kind === 'view') settleView(node!);
  else if (kind === 'rows') runRowStep(step as RowStep);
  else {
    const full = outputs.filter((output) => output.size > 0);
    for (const output of outputs) if (output.size === 0) settleEmpty(output);
    if (full.length > 0) runOutputs(full);
  }
}

function runRowStep(step: RowStep): void {
  if (!runRows(step)) for (const part of step.parts) runStep(part);
}

function evaluateInSteps(nodes: readonly Node[]): void {
  for (const step of planGraph(nodes).steps) runStep(step);
}

/** Notes that the elements of a node are wanted. @throws DisposedError */
function ask(node: Node): void {
  if (node.kind === 'disposed' || node.isOrphan) throw disposedError();
  if (node.isReleased) revive(node);
  node.isAsked = true;
}

/** Computes one node, unless it is stored already. @returns The node itself, which is stored now. */
export function stored(node: Node): Node {
  if (node.kind === 'stored') return node;
  ask(node);
  if (node.kind === 'view' && node.inputs[0]!.kind === 'stored') {
    settleView(node);
    return node;
  }
  if ((node.kind === 'elementwise' || node.kind === 'reduce') && node.size > 0 && runFused([node])) return node;
  // A function of arrays that are there needs no plan.
  if (node.kind === 'opaque' && node.inputs.every(({ kind }) => kind === 'stored')) runOpaque(node);
  else evaluateInSteps([node]);
  return node;
}

/** Computes several nodes, sharing what they have in common. */
export function evaluateNodes(nodes: readonly Node[]): void {
  if (nodes.length === 1) {
    stored(nodes[0]!);
    return;
  }
  const pending = nodes.filter((node) => node.kind !== 'stored');
  for (const node of pending) ask(node);
  if (pending.length === 1) stored(pending[0]!);
  else if (pending.length > 1) evaluateInSteps(pending);
}

/** Waits until the storages of these nodes are written, without blocking the thread. */
async function whenWritten(nodes: readonly Node[]): Promise<void> {
  for (const backend of new Set(nodes.map((node) => node.storage!.backend))) {
    const marker = backend.alloc(0);
    try {
      // Reading waits for what was dispatched before, and rejects if that failed.
      // oxlint-disable-next-line no-await-in-loop -- there is one backend, or few
      await backend.read(marker);
    } finally {
      backend.free(marker);
    }
  }
}

/** As {@link evaluateNodes}; the event loop turns while kernels run. */
export async function evaluateNodesAsync(nodes: readonly Node[]): Promise<void> {
  evaluateNodes(nodes);
  await whenWritten(nodes);
}

/** The nodes that still have to read a storage. */
function takeReaders(storage: Storage): readonly Node[] {
  const readers = storage.takeReaders() as readonly Node[];
  return readers.length === 0 ? readers : readers.filter((node) => node.isPending && !node.isOrphan);
}

/** Computes everything that still has to read a storage: to be called before its bytes change. */
export function beforeWrite(storage: Storage): void {
  // A view that is computed shows the same memory: what reads it has to be computed, too.
  for (let readers = takeReaders(storage); readers.length > 0; readers = takeReaders(storage)) evaluateNodes(readers);
  storage.version++;
}

/** Ends an array of the user; its memory is freed as soon as nothing that can still be computed needs it. */
export function releaseHandle(node: Node): void {
  if (--node.handles > 0) return;
  node.isEnded = true;
  if (node.kind === 'stored') endStored(node);
  else if (node.consumers === 0 && node.isPending) {
    detach(node);
    node.kind = 'disposed';
  } else if (node.kind === 'constant' && node.consumers === 0) node.kind = 'disposed';
}

/** Whether a node is not only a step to something that is computed. */
const isNeeded = (node: Node): boolean =>
  node.isPending && (!node.wasInlined || (node.readers?.some(isNeeded) ?? false));

/** The memory goes: results that are not computed yet are computed first, unless they were only steps to a computed one. */
function endStored(node: Node): void {
  const storage = node.storage!;
  if (storage.nodes === 1) {
    const readers = takeReaders(storage);
    if (readers.length > 0) {
      evaluateNodes(readers.filter(isNeeded));
      for (const reader of readers) if (reader.isPending) reader.isOrphan = true;
    }
  } else if (node.consumers > 0) {
    // Other views keep the memory anyway: this one stays until what reads it is computed, or gone too.
    return;
  }
  // Computing the last reader has ended it already.
  if (node.kind === 'stored') dropStored(node);
}
