import { GpuOutOfMemoryError } from '../../core/errors.ts';
import { capacityFor } from './buffer-sizes.ts';
import type { Device } from './device.ts';
import { usage } from './dawn.ts';
import { countBuffer } from './live-buffers.ts';

/** What a buffer is for: data of kernels, or the way back to the program. */
export type BufferKind = 'storage' | 'staging' | 'uniform';

const usageOf: { readonly [K in BufferKind]: number } = {
  // Uniform as well: programs of the user's own may bind their data so.
  storage: usage.storage | usage.copySource | usage.copyTarget | usage.uniform,
  staging: usage.mapRead | usage.copyTarget,
  uniform: usage.uniform | usage.copyTarget,
};

/** A buffer that is in use. */
export interface Block {
  readonly raw: GPUBuffer;
  readonly kind: BufferKind;
  /** Bytes it takes. */
  readonly capacity: number;
  /** Whether it was used before, so that it holds old data; a new one holds zeros. */
  readonly isReused: boolean;
  /** Rejects when the driver has no memory for it, which it tells later. */
  readonly accepted: Promise<void>;
}

const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(bytes < 2 ** 20 ? 3 : 0)} MiB`;

/**
 * The buffers of one backend: freed ones are kept for the next, and all count against a limit of our own, because drivers differ:
 * some report that memory is out, some let the system kill the process.
 */
export class GpuMemory {
  readonly limit: number;
  readonly #device: Device;
  readonly #idle = new Map<string, Block[]>();
  /** Buffers that the driver had no memory for. */
  readonly #refused = new WeakSet<GPUBuffer>();
  #usedBytes = 0;
  #idleBytes = 0;

  constructor(device: Device, limit: number) {
    this.#device = device;
    this.limit = limit;
  }

  /** Bytes in use. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Bytes of freed buffers that are kept for the next. */
  get idleBytes(): number {
    return this.#idleBytes;
  }

  /**
   * Takes a buffer of at least so many bytes.
   *
   * @throws GpuOutOfMemoryError when the device cannot hold it, or the limit would be exceeded.
   */
  take(kind: BufferKind, byteLength: number): Block {
    const largest = this.#device.limits.maxBufferSize;
    if (byteLength > largest) {
      throw new GpuOutOfMemoryError(
        `one GPU buffer of ${mib(byteLength)} is too large: the device allows ${mib(largest)}; split the data into parts`,
      );
    }
    const capacity = capacityFor(byteLength, largest);
    const block = this.#reuse(kind, capacity) ?? this.#make(kind, capacity);
    this.#usedBytes += capacity;
    return block;
  }

  /** Gives a buffer back. Work on it that was sent before is not disturbed: the device runs in order. */
  give(block: Block): void {
    this.#usedBytes -= block.capacity;
    if (this.#device.lost !== undefined || this.#refused.has(block.raw)) {
      this.#destroy(block);
      return;
    }
    const key = `${block.kind} ${block.capacity}`;
    const list = this.#idle.get(key) ?? [];
    list.push(block.isReused ? block : { ...block, isReused: true });
    this.#idle.set(key, list);
    this.#idleBytes += block.capacity;
  }

  /** Destroys a buffer that is in no state to be used again. */
  drop(block: Block): void {
    this.#usedBytes -= block.capacity;
    this.#destroy(block);
  }

  /** Destroys the freed buffers that are kept. */
  trim(): void {
    for (const list of this.#idle.values()) list.forEach((block) => this.#destroy(block));
    this.#idle.clear();
    this.#idleBytes = 0;
  }

  #reuse(kind: BufferKind, capacity: number): Block | undefined {
    const block = this.#idle.get(`${kind} ${capacity}`)?.pop();
    if (block !== undefined) this.#idleBytes -= capacity;
    return block;
  }

  #make(kind: BufferKind, capacity: number): Block {
    if (this.#usedBytes + this.#idleBytes + capacity > this.limit) this.trim();
    if (this.#usedBytes + capacity > this.limit) {
      throw new GpuOutOfMemoryError(
        `the GPU memory limit of ${mib(this.limit)} is reached: ${mib(this.#usedBytes)} are in use and ${mib(capacity)} more are ` +
          'needed; free buffers, or raise the limit (MANYCORE_GPU_MEMORY)',
      );
    }
    const { value, accepted } = this.#device.send(`a buffer of ${mib(capacity)}`, () =>
      this.#device.raw.createBuffer({ size: capacity, usage: usageOf[kind] }),
    );
    countBuffer(1);
    accepted.catch(() => this.#refused.add(value));
    return { raw: value, kind, capacity, isReused: false, accepted };
  }

  #destroy(block: Block): void {
    block.raw.destroy();
    countBuffer(-1);
  }
}
