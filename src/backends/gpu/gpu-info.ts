import { InvalidOptionError } from '../../core/errors.ts';
import { readEnvironment } from '../../platform/environment.ts';
import { listAdapters } from './adapter.ts';
import { loadDawn } from './dawn.ts';
import { openDevice } from './device.ts';

/** What is known about the GPU that kernels run on. */
export interface GpuInfo {
  /** Its name; `device` options take a part of it. */
  readonly name: string;
  /** Its maker, such as `nvidia`; empty where it is not told. */
  readonly vendor: string;
  /** Its family, such as `hopper`; empty where it is not told. */
  readonly architecture: string;
  /** The driver and its version, in the driver's own words. */
  readonly description: string;
  /** Whether it is a driver that runs on the processor: right, but slower than kernels on threads. */
  readonly isSoftware: boolean;
  /** What it has beyond the standard, of what kernels can use: `shader-f16`, `subgroups`, `timestamp-query`. */
  readonly features: readonly string[];
  /** The largest buffer, in bytes. */
  readonly maxBufferBytes: number;
  /** The largest part of a buffer that a kernel sees through one binding, in bytes; larger arrays take several. */
  readonly maxBindingBytes: number;
  /** How many bindings a kernel can have. */
  readonly maxBindings: number;
  /** Workgroup memory, in bytes. */
  readonly workgroupBytes: number;
  /** The most invocations in a workgroup. */
  readonly workgroupSize: number;
  /** The names of all GPUs here. */
  readonly devices: readonly string[];
}

const slug = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

/** The name that `device` takes: the driver tells that of the preferred GPU in small letters and dashes. */
const nameAmong = (devices: readonly string[], name: string): string =>
  devices.find((one) => slug(one) === slug(name)) ?? name;

/**
 * Tells which GPU kernels run on, and what it can do. Opens the GPU where it is not open yet, which takes some milliseconds.
 *
 * @param options - `device`: a part of the name of the GPU to ask about.
 * @throws GpuUnavailableError (`ERR_GPU_UNAVAILABLE`) with what is missing and the remedy; InvalidOptionError for another option.
 */
export async function gpuInfo(options: { readonly device?: string } = {}): Promise<GpuInfo> {
  const unknown = Object.keys(options).find((key) => key !== 'device');
  if (unknown !== undefined) throw new InvalidOptionError(`gpuInfo has no option "${unknown}"; it has device`);
  const { name, info, limits, features } = await openDevice(options.device ?? readEnvironment().gpuDevice);
  const devices = await listAdapters(await loadDawn());
  return {
    name: nameAmong(devices, name),
    vendor: info.vendor,
    architecture: info.architecture,
    description: info.description,
    isSoftware: info.isFallbackAdapter,
    features: [...features].filter((feature) => /^(?:shader-f16|subgroups|timestamp-query)$/.test(feature)),
    maxBufferBytes: limits.maxBufferSize,
    maxBindingBytes: limits.maxStorageBufferBindingSize,
    maxBindings: limits.maxStorageBuffersPerShaderStage,
    workgroupBytes: limits.maxComputeWorkgroupStorageSize,
    workgroupSize: limits.maxComputeInvocationsPerWorkgroup,
    devices,
  };
}
