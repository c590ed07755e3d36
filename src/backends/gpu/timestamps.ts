import { BackendUnavailableError } from '../../core/errors.ts';
import type { Device } from './device.ts';
import { MAP_READ, usage } from './dawn.ts';
import { countBuffer } from './live-buffers.ts';

/** How long one kernel ran on the device. */
export interface KernelTiming {
  readonly name: string;
  /** Milliseconds, by the clock of the device. */
  readonly elapsedMs: number;
}

/** The most kernels that one recording holds: the standard allows 4096 timestamps in a set. */
const MOST_KERNELS = 2048;
const STAMP_BYTES = 8;

interface Recording {
  readonly stamps: GPUQuerySet;
  readonly names: string[];
}

/** Records how long kernels take, while it is told to. */
export class Timestamps {
  readonly #device: Device;
  #recording: Recording | undefined;

  constructor(device: Device) {
    this.#device = device;
  }

  /** @throws BackendUnavailableError when the device has no timestamps. */
  start(): void {
    if (!this.#device.features.has('timestamp-query')) {
      throw new BackendUnavailableError(`the GPU "${this.#device.name}" cannot measure how long a kernel runs`);
    }
    this.#recording ??= {
      stamps: this.#device.raw.createQuerySet({ type: 'timestamp', count: 2 * MOST_KERNELS }),
      names: [],
    };
  }

  /** Where the next kernel writes its two timestamps; undefined when nothing is recorded, or the recording is full. */
  next(name: string): GPUComputePassTimestampWrites | undefined {
    const recording = this.#recording;
    if (recording === undefined || recording.names.length === MOST_KERNELS) return undefined;
    const first = 2 * (recording.names.push(name) - 1);
    return { querySet: recording.stamps, beginningOfPassWriteIndex: first, endOfPassWriteIndex: first + 1 };
  }

  /** Ends the recording, waits for its kernels, and tells how long each took, in order. Empty when nothing was recorded. */
  async stop(): Promise<KernelTiming[]> {
    const recording = this.#recording;
    this.#recording = undefined;
    if (recording === undefined) return [];
    try {
      return recording.names.length === 0 ? [] : await this.#read(recording);
    } finally {
      recording.stamps.destroy();
    }
  }

  async #read({ stamps, names }: Recording): Promise<KernelTiming[]> {
    const { raw } = this.#device;
    const size = 2 * names.length * STAMP_BYTES;
    const resolved = raw.createBuffer({ size, usage: usage.queryResolve | usage.copySource });
    const staging = raw.createBuffer({ size, usage: usage.mapRead | usage.copyTarget });
    countBuffer(1);
    countBuffer(1);
    try {
      const encoder = raw.createCommandEncoder();
      encoder.resolveQuerySet(stamps, 0, 2 * names.length, resolved, 0);
      encoder.copyBufferToBuffer(resolved, 0, staging, 0, size);
      raw.queue.submit([encoder.finish()]);
      await staging.mapAsync(MAP_READ);
      const times = new BigInt64Array(staging.getMappedRange());
      return names.map((name, index) => ({ name, elapsedMs: Number(times[2 * index + 1]! - times[2 * index]!) / 1e6 }));
    } catch (error) {
      throw await this.#device.explainRejection('the timing of kernels', error);
    } finally {
      resolved.destroy();
      staging.destroy();
      countBuffer(-1);
      countBuffer(-1);
    }
  }
}
