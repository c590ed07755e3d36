import { totalmem } from 'node:os';
import process from 'node:process';
import { InvalidOptionError, PoolClosedError, invariant } from '../../core/errors.ts';
import type { Artifact, BufferId, KernelBackend, Launch, WgslArtifact } from '../../core/kernel.ts';
import { readEnvironment } from '../../platform/environment.ts';
import { openDevice } from './device.ts';
import type { Device } from './device.ts';
import { Dispatcher } from './dispatcher.ts';
import type { DispatchLimits } from './dispatcher.ts';
import { GpuBuffers } from './gpu-buffers.ts';
import { GpuMemory } from './gpu-memory.ts';
import { Timestamps } from './timestamps.ts';
import type { KernelTiming } from './timestamps.ts';
import { finishDownload, startDownload, upload } from './transfer-bytes.ts';

/** How the GPU is opened. */
export interface GpuOptions {
  /** A part of the name of the GPU, in capitals or not. Default: `MANYCORE_GPU_DEVICE`, else the one that the system prefers. */
  readonly device?: string;
  /** The most GPU memory to take, in bytes. Default: `MANYCORE_GPU_MEMORY`, else half of the machine's memory. */
  readonly memoryLimit?: number;
  /** Limits below those of the device, for tests. */
  readonly limits?: DispatchLimits;
}

/** How much of its memory a backend uses, in bytes. */
export interface GpuUse {
  readonly buffers: number;
  readonly usedBytes: number;
  readonly idleBytes: number;
  readonly limitBytes: number;
}

/** WebGPU does not tell how much memory a device has, and half of the main memory is what devices that share it may take. */
function defaultLimit(): number {
  const constrained = process.constrainedMemory();
  return Math.floor((constrained > 0 ? Math.min(totalmem(), constrained) : totalmem()) / 2);
}

function checkedLimit(limit: number | undefined): number {
  if (limit === undefined) return readEnvironment().gpuMemory ?? defaultLimit();
  if (!Number.isSafeInteger(limit) || limit <= 0) {
    throw new InvalidOptionError(`memoryLimit is a positive whole number of bytes, got ${limit}`);
  }
  return limit;
}

function ours(artifact: Artifact): WgslArtifact {
  invariant(artifact.target === 'wgsl', `the GPU backend got a kernel for ${artifact.target}`);
  return artifact;
}

/** Runs kernels on the GPU. Calls are sent in order; only reading waits. */
export class GpuBackend implements KernelBackend {
  readonly name = 'gpu';
  readonly target = 'wgsl';
  readonly device: Device;
  readonly #memory: GpuMemory;
  readonly #buffers: GpuBuffers;
  readonly #dispatcher: Dispatcher;
  readonly #timestamps: Timestamps;
  readonly #reads = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(device: Device, options: GpuOptions) {
    this.device = device;
    this.#memory = new GpuMemory(device, checkedLimit(options.memoryLimit));
    this.#buffers = new GpuBuffers(this.#memory);
    this.#timestamps = new Timestamps(device);
    this.#dispatcher = new Dispatcher(
      { device, memory: this.#memory, timestamps: this.#timestamps },
      options.limits ?? {},
    );
  }

  /** What of its memory is in use. */
  get use(): GpuUse {
    const { usedBytes, idleBytes, limit } = this.#memory;
    return { buffers: this.#buffers.count, usedBytes, idleBytes, limitBytes: limit };
  }

  /** Whether the GPU was reset or removed: the next one that is opened is another. */
  get isLost(): boolean {
    return this.device.lost !== undefined;
  }

  /**
   * Makes a buffer of zeros.
   *
   * @throws GpuOutOfMemoryError when the limit is reached.
   */
  alloc(byteLength: number): BufferId {
    this.#check();
    return this.#buffers.alloc(byteLength);
  }

  /** Frees a buffer; calls that were sent before still see it. */
  free(buffer: BufferId): void {
    this.#buffers.free(buffer);
  }

  /** Writes the beginning of a buffer, or all of it. Bytes that end within a word of four have to end with the buffer. */
  write(buffer: BufferId, bytes: Uint8Array): void {
    this.#check();
    const entry = this.#buffers.get(buffer);
    if (bytes.byteLength > entry.byteLength || (bytes.byteLength % 4 !== 0 && bytes.byteLength < entry.byteLength)) {
      throw new InvalidOptionError(
        `cannot write ${bytes.byteLength} bytes to a GPU buffer of ${entry.byteLength}: write all of it, or a multiple of 4 bytes`,
      );
    }
    const isWhole = bytes.byteLength === entry.byteLength;
    const { accepted } = this.device.send('a write', () => {
      if (entry.isStale && !isWhole) this.#clear(entry.block.raw);
      upload(this.device, entry.block, bytes);
    });
    entry.isStale = false;
    entry.contents = Promise.all(isWhole ? [entry.block.accepted, accepted] : [entry.contents, accepted]);
    entry.contents.catch(() => undefined);
  }

  /**
   * Reads a buffer as it is after all that was sent before.
   *
   * @throws GpuLostError, GpuOutOfMemoryError or ShaderError when something failed that its contents depend on.
   */
  async read(buffer: BufferId): Promise<Uint8Array> {
    this.#check();
    const entry = this.#buffers.get(buffer);
    if (entry.isStale) this.device.send('a read', () => this.#clear(entry.block.raw));
    entry.isStale = false;
    if (entry.byteLength === 0) {
      await entry.contents;
      return new Uint8Array(0);
    }
    const { contents, byteLength } = entry;
    const download = startDownload(this.device, this.#memory, { raw: entry.block.raw, byteLength });
    const reading = finishDownload(this.device, this.#memory, { ...download, byteLength });
    const result = Promise.all([contents, reading]).then(([, bytes]) => bytes);
    this.#follow(Promise.allSettled([contents, reading]));
    return await result;
  }

  /** Compiles a kernel ahead of its first call, beside the main thread. */
  async prepare(artifact: Artifact): Promise<void> {
    this.#check();
    await this.#dispatcher.prepare(ours(artifact));
  }

  /** Sends one call. What goes wrong on the device shows when a buffer is read that it writes. */
  dispatch(artifact: Artifact, buffers: readonly BufferId[], launch: Launch): void {
    this.#check();
    this.#dispatcher.dispatch({
      ...launch,
      artifact: ours(artifact),
      buffers: buffers.map((id) => this.#buffers.get(id)),
    });
  }

  /** Measures each kernel from now on, until `stopTiming`. */
  startTiming(): void {
    this.#check();
    this.#timestamps.start();
  }

  /** Ends the measuring and tells how long each kernel ran, in the order of the calls. */
  stopTiming(): Promise<KernelTiming[]> {
    return this.#timestamps.stop();
  }

  /** Waits for reads under way and destroys all buffers. The device itself stays open: it is one for the process. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    await Promise.all(this.#reads);
    await this.#timestamps.stop().catch(() => []); // nobody asked for the times
    this.#dispatcher.close();
    this.#buffers.freeAll();
    this.#memory.trim();
  }

  #check(): void {
    if (this.#closing !== undefined) throw new PoolClosedError('this GPU backend is closed; open a new one');
    this.device.check();
  }

  #clear(raw: GPUBuffer): void {
    const encoder = this.device.raw.createCommandEncoder();
    encoder.clearBuffer(raw);
    this.device.raw.queue.submit([encoder.finish()]);
  }

  #follow(reading: Promise<unknown>): void {
    this.#reads.add(reading);
    void reading.then(() => this.#reads.delete(reading));
  }
}

/**
 * Opens the GPU for kernels.
 *
 * @throws GpuUnavailableError with what is missing and the remedy.
 */
export async function openGpu(options: GpuOptions = {}): Promise<GpuBackend> {
  return new GpuBackend(await openDevice(options.device ?? readEnvironment().gpuDevice), options);
}
