/** Kernels on the main thread through the interpreter: slow, and the definition of what they compute. */

import { invariant, ParallelError } from '../../core/errors.ts';
import type { Artifact, BufferId, KernelBackend, Launch } from '../../core/kernel.ts';

class SequentialKernels implements KernelBackend {
  readonly name = 'sequential';
  readonly target = 'interpret';
  readonly #buffers = new Map<BufferId, Uint8Array>();
  #nextId = 1;

  alloc(byteLength: number): BufferId {
    const id = this.#nextId++ as BufferId;
    this.#buffers.set(id, new Uint8Array(byteLength));
    return id;
  }

  free(buffer: BufferId): void {
    this.#buffers.delete(buffer);
  }

  view(buffer: BufferId): Uint8Array {
    const bytes = this.#buffers.get(buffer);
    if (bytes === undefined)
      throw new ParallelError('ERR_DISPOSED', `buffer ${buffer} of the sequential backend is freed`);
    return bytes;
  }

  write(buffer: BufferId, bytes: Uint8Array): void {
    this.view(buffer).set(bytes);
  }

  read(buffer: BufferId): Promise<Uint8Array> {
    // Rejects instead of throwing, as on backends that have to wait.
    return Promise.resolve().then(() => this.view(buffer).slice());
  }

  prepare(artifact: Artifact): void {
    invariant(artifact.target === this.target, `the sequential backend got a kernel for ${artifact.target}`);
  }

  dispatch(artifact: Artifact, buffers: readonly BufferId[], launch: Launch): void {
    invariant(artifact.target === this.target, `the sequential backend got a kernel for ${artifact.target}`);
    artifact.run(
      buffers.map((buffer) => this.view(buffer)),
      launch,
    );
  }

  close(): Promise<void> {
    this.#buffers.clear();
    return Promise.resolve();
  }
}

/** The kernel side of the sequential backend. */
export const sequentialKernels = (): KernelBackend => new SequentialKernels();
