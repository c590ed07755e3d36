/** Runs several kernels over the same rows as one. */

import type { BufferId, KernelBackend, WasmArtifact } from '../../core/kernel.ts';
import {
  joinRows,
  type RowBuffer,
  type RowSpace,
  type RowStage,
  STAGE_SIZES,
} from '../../kernel/codegen/wasm/join-rows.ts';
import { type CompiledWasm, compileWasm } from '../../kernel/codegen/wasm/compile-wasm.ts';
import { preparedFor } from '../../kernel/compile-kernel.ts';
import { itemSize } from '../dtype/dtype.ts';
import { type Node, type NodeKind, packedStrides, settle, settleView } from '../graph/node.ts';
import { newStorage, type Storage } from '../graph/storage.ts';
import { constantScalar, Description } from './description.ts';
import { markInlined } from './expand.ts';
import { launchSize, lowerKernel, placeScalars } from './lower.ts';
import { numeric } from './numeric.ts';
import { spaceOf } from './rows.ts';
import type { Step } from './step.ts';

/** Steps over the same rows. */
export type RowStep = Step & Required<Pick<Step, 'parts' | 'temporaries' | 'rows'>>;

/** The most joined kernels that are remembered. */
const MAX_KERNELS = 200;

const known = new Map<string, WasmArtifact>();

const description = new Description();

/** What is known of a result while its kernels are put together: later ones see it as a stored array. */
interface Made {
  readonly node: Node;
  readonly kind: NodeKind;
  readonly storage: Storage | null;
}

/** Puts one launch together. */
class RowLaunch {
  readonly #step: RowStep;
  readonly #backend: KernelBackend;
  readonly #made: Made[] = [];
  readonly #temporaries: Node[] = [];
  readonly #ops: Node[] = [];
  readonly #views: Node[] = [];
  readonly #buffers: BufferId[] = [];
  readonly #scalars: (number | bigint)[] = [];
  readonly #key: (number | string)[] = [];
  readonly #places: (readonly RowBuffer[])[] = [];
  readonly #spaces: RowSpace[] = [];

  constructor(step: RowStep, backend: KernelBackend) {
    this.#step = step;
    this.#backend = backend;
  }

  /** @returns False when a kernel has to be cut further; nothing has happened then. */
  run(): boolean {
    const { parts, rows } = this.#step;
    try {
      for (const part of parts) if (!this.#add(part)) return this.#undo();
      this.#backend.dispatch(this.#kernel(), this.#buffers, {
        scalars: this.#scalars,
        size: [rows.count, rows.length],
      });
    } catch (error) {
      this.#undo();
      throw error;
    }
    this.#finish();
    return true;
  }

  /** Describes a kernel, and shows its results as stored to those that follow. */
  #add({ kind, outputs }: Step): boolean {
    if (kind === 'view') return this.#addView(outputs[0]!);
    if (!description.describe(outputs)) return false;
    for (const leaf of description.leaves)
      if (leaf.storage !== null && leaf.storage.backend !== this.#backend) return false;
    const size = launchSize(description);
    for (let axis = 0; axis < STAGE_SIZES; axis++) this.#scalars.push(size[axis] ?? 1);
    for (const constant of description.constants) this.#scalars.push(constantScalar(constant.value));
    placeScalars(description, this.#scalars);
    this.#ops.push(...description.ops);
    this.#views.push(...description.views);
    this.#key.push(...description.key.subarray(0, description.keyLength), '|');
    // Before its results look like stored arrays.
    const space = spaceOf(outputs[0]!, this.#step.rows)!;
    this.#spaces.push(space);
    const leaves = description.leaves.map((leaf) => this.#placeOf(leaf));
    for (const node of outputs) this.#make(node);
    const places = [...leaves, ...outputs.map((node) => this.#placeOf(node))];
    for (const place of places) this.#key.push('buffer' in place ? place.buffer : -1 - place.temporary);
    this.#key.push(space);
    this.#places.push(places);
    return true;
  }

  /** A view of a result, which is stored by then. */
  #addView(node: Node): boolean {
    this.#made.push({ node, kind: node.kind, storage: null });
    node.kind = 'stored';
    node.storage = node.inputs[0]!.storage;
    return true;
  }

  #make(node: Node): void {
    const isTemporary = this.#step.temporaries.has(node);
    const bytes = node.size * itemSize(node.dtype);
    const storage = isTemporary ? null : newStorage(bytes, 'any', this.#backend);
    this.#made.push({ node, kind: node.kind, storage });
    if (isTemporary) this.#temporaries.push(node);
    node.kind = 'stored';
    node.storage = storage;
    node.strides = packedStrides(node);
  }

  #placeOf(node: Node): RowBuffer {
    const temporary = this.#temporaries.indexOf(node);
    if (temporary >= 0) return { temporary };
    const { buffer } = node.storage!;
    const at = this.#buffers.indexOf(buffer);
    return { buffer: at >= 0 ? at : this.#buffers.push(buffer) - 1 };
  }

  #kernel(): WasmArtifact {
    const key = `${numeric.mode} ${this.#key.join(' ')}`;
    let kernel = known.get(key);
    if (kernel === undefined) {
      known.set(key, (kernel = this.#compile()));
      const [oldest] = known.keys();
      if (known.size > MAX_KERNELS) known.delete(oldest!);
    }
    return kernel;
  }

  #compile(): WasmArtifact {
    const stages = this.#step.parts
      .filter(({ kind }) => kind === 'fused')
      .map(({ outputs }, at): RowStage => ({
        kernel: this.#compilePart(outputs),
        space: this.#spaces[at]!,
        buffers: this.#places[at]!,
      }));
    const temporaryBytes = this.#temporaries.map((node) => itemSize(node.dtype));
    return joinRows({ stages, bufferCount: this.#buffers.length, temporaryBytes });
  }

  /** As it was described before: what its kernel and later ones make is not there yet. */
  #compilePart(outputs: readonly Node[]): CompiledWasm {
    const first = this.#made.findIndex(({ node }) => node === outputs[0]);
    const pending = this.#made.slice(first);
    for (const { node, kind } of pending) node.kind = kind;
    description.describe(outputs);
    const compiled = compileWasm(preparedFor(lowerKernel(description), 'wasm'), { mode: numeric.mode });
    for (const { node } of pending) node.kind = 'stored';
    return compiled;
  }

  #restore(): void {
    for (const { node, kind } of this.#made) {
      node.kind = kind;
      node.storage = null;
    }
  }

  #undo(): false {
    this.#restore();
    for (const { storage } of this.#made) storage?.free();
    return false;
  }

  #finish(): void {
    this.#restore();
    for (const op of this.#ops) op.wasInlined = true;
    for (const view of this.#views) markInlined(view);
    for (const { node, storage } of this.#made) {
      if (node.kind === 'view') settleView(node);
      else if (storage !== null) settle(node, { storage, offset: 0, strides: packedStrides(node) });
    }
  }
}

/** The backend that has the arrays that are read; undefined where there are none. */
function backendOf({ parts }: RowStep): KernelBackend | undefined {
  const stack = parts.flatMap(({ outputs }) => outputs);
  const seen = new Set<Node>();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.storage !== null) return node.storage.backend;
    if (seen.has(node)) continue;
    seen.add(node);
    stack.push(...node.inputs);
  }
  return undefined;
}

/**
 * Runs kernels row by row.
 *
 * @returns False where they have to run one after the other; nothing has happened then.
 */
export function runRows(step: RowStep): boolean {
  const backend = backendOf(step);
  return backend?.target === 'wasm' && new RowLaunch(step, backend).run();
}
