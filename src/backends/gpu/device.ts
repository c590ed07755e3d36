import { isMainThread } from 'node:worker_threads';
import { GpuLostError, GpuOutOfMemoryError, GpuUnavailableError, ShaderError } from '../../core/errors.ts';
import type { ParallelError } from '../../core/errors.ts';
import { findAdapter } from './adapter.ts';
import type { FoundAdapter } from './adapter.ts';

/** Limits that we ask for as high as the adapter allows; the standard's defaults are those of a telephone. */
const raisedLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
] as const;

/** Features that kernels may use where the adapter has them. */
const wantedFeatures = ['shader-f16', 'subgroups', 'timestamp-query'] as const;

/** The result of something sent to the device, and whether the device accepted it. */
export interface Sent<T> {
  readonly value: T;
  /** Rejects when the device refused it. Always handled somewhere, so it never counts as unhandled. */
  readonly accepted: Promise<void>;
}

/**
 * Both, and when both fail, the failure of the first: it explains that of the second, though it may be told later.
 */
export async function inOrder(first: Promise<unknown>, second: Promise<unknown>): Promise<void> {
  const [one, two] = await Promise.allSettled([first, second]);
  if (one.status === 'rejected') throw one.reason;
  if (two.status === 'rejected') throw two.reason;
}

/** A device that stays open for the life of the process. */
export class Device {
  readonly name: string;
  readonly raw: GPUDevice;
  readonly info: GPUAdapterInfo;
  readonly limits: GPUSupportedLimits;
  readonly features: ReadonlySet<string>;
  #lost: GpuLostError | undefined;
  #failure: ParallelError | undefined;

  constructor({ adapter, name }: FoundAdapter, raw: GPUDevice) {
    this.name = name;
    this.raw = raw;
    this.info = adapter.info;
    this.limits = raw.limits;
    this.features = new Set(raw.features);
    void raw.lost.then(({ reason, message }) => this.#noteLoss(reason, message));
    // Everything is sent in error scopes, so this is something that no call of ours can be blamed for.
    raw.addEventListener('uncapturederror', (event) => {
      this.#failure ??= this.#explain('the GPU', (event as GPUUncapturedErrorEvent).error);
    });
  }

  /** Why nothing can be done with it any more; undefined while all is well. */
  get lost(): GpuLostError | undefined {
    return this.#lost;
  }

  /** @throws GpuLostError once the device is lost; any other error that came out of the blue, once. */
  check(): void {
    if (this.#lost !== undefined) throw this.#lost;
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
  }

  /**
   * Sends something to the device and catches what the device says about it, which comes later.
   *
   * @param what - For the message of an error, such as `kernel saxpy`.
   */
  send<T>(what: string, body: () => T): Sent<T> {
    this.check();
    this.raw.pushErrorScope('validation');
    this.raw.pushErrorScope('out-of-memory');
    const scopes: Promise<GPUError | null>[] = [];
    try {
      const value = body();
      return { value, accepted: this.#whenAccepted(what, scopes) };
    } finally {
      scopes.push(this.raw.popErrorScope(), this.raw.popErrorScope());
    }
  }

  /** What a rejected promise of the device means: the loss of the device is known only a little later than its effects. */
  async explainRejection(what: string, error: unknown): Promise<ParallelError> {
    await new Promise((resolve) => void setImmediate(resolve));
    return this.#lost ?? new GpuLostError(`${what} was given up by the GPU (${String(error)})`, { cause: error });
  }

  #whenAccepted(what: string, scopes: readonly Promise<GPUError | null>[]): Promise<void> {
    // In a later microtask: the scopes are closed when the body has returned.
    const accepted = Promise.resolve().then(async () => {
      const found = await Promise.all(scopes);
      // A lost device accepts everything and reports nothing.
      if (this.#lost !== undefined) throw this.#lost;
      const error = found.find((one) => one !== null);
      if (error) throw this.#explain(what, error);
    });
    accepted.catch(() => undefined); // whoever reads the result sees it; a result that nobody reads is nobody's error
    return accepted;
  }

  #explain(what: string, error: GPUError): ParallelError {
    if (error.constructor.name === 'GPUOutOfMemoryError') {
      return new GpuOutOfMemoryError(
        `${what}: the GPU has no memory left (${error.message}); free buffers, or work in smaller parts`,
        { cause: error },
      );
    }
    return new ShaderError(`${what} was refused by the GPU: ${error.message}`, { cause: error });
  }

  #noteLoss(reason: string, message: string): void {
    this.#lost = new GpuLostError(
      `the GPU "${this.name}" was lost (${reason}${message === '' ? '' : `: ${message}`}); what was in its memory is gone, ` +
        'run the work again from the data you have',
    );
  }
}

/** Devices by the name they were asked for; empty for the preferred one. */
const open = new Map<string, Promise<Device>>();

async function requestDevice(wanted: string | undefined): Promise<Device> {
  const found = await findAdapter(wanted);
  const { limits, features } = found.adapter;
  const raw = await found.adapter.requestDevice({
    label: 'manycore',
    requiredFeatures: wantedFeatures.filter((feature) => features.has(feature)),
    requiredLimits: Object.fromEntries(raisedLimits.map((name) => [name, limits[name]])),
  });
  return new Device(found, raw);
}

/**
 * Opens the GPU, or gives the one that is open.
 *
 * @param wanted - A part of the name of the GPU; without one, the one that the system prefers.
 * @throws GpuUnavailableError with what is missing and the remedy.
 */
export async function openDevice(wanted?: string): Promise<Device> {
  if (!isMainThread) {
    // Ending a worker thread while its GPU is busy aborts the whole process.
    throw new GpuUnavailableError(
      'the GPU can be used from the main thread of a process only; call it there, or use a child process (backend: "processes")',
    );
  }
  const key = wanted?.toLowerCase() ?? '';
  const opening = open.get(key) ?? requestDevice(wanted);
  open.set(key, opening);
  try {
    const device = await opening;
    if (device.lost === undefined) return device;
  } catch (error) {
    forget(key, opening); // a driver may be installed before the next call
    throw error;
  }
  forget(key, opening);
  return await openDevice(wanted);
}

/** Forgets what was opened, unless somebody has opened it anew meanwhile. */
function forget(key: string, opening: Promise<Device>): void {
  if (open.get(key) === opening) open.delete(key);
}
