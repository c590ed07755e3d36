import { GpuUnavailableError } from '../../core/errors.ts';

/** The part of the package `webgpu` that we use. */
export interface DawnModule {
  /** Makes an instance; the options are names with values, such as `adapter=SwiftShader`. */
  readonly create: (options: string[]) => GPU;
}

/** Flags of buffers; the numbers are fixed by the WebGPU standard. */
export const usage = {
  mapRead: 0x1,
  copySource: 0x4,
  copyTarget: 0x8,
  uniform: 0x40,
  storage: 0x80,
  queryResolve: 0x200,
} as const;

/** Flag of `mapAsync`. */
export const MAP_READ = 1;

/**
 * Every GPU object, for the life of the process. Dawn crashes the process when one is collected while its device is in use or
 * a promise of it is pending; holding the device does not help.
 */
const held: GPU[] = [];

/** Options of every instance: exact times for the recorder of timestamps. */
const instanceOptions = ['disable-dawn-features=timestamp_quantization'];

function explainFailure(error: unknown): GpuUnavailableError {
  const { code } = error as { readonly code?: unknown };
  const text = error instanceof Error ? error.message : String(error);
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    const missing = text.includes('dawn.node');
    const why = missing
      ? `the package "webgpu" has no binary for ${process.platform} on ${process.arch}`
      : 'the package "webgpu" is not installed; install it: npm install webgpu';
    return new GpuUnavailableError(`the GPU cannot be used: ${why}`, { cause: error });
  }
  return new GpuUnavailableError(
    `the GPU cannot be used: the package "webgpu" does not load (${text.split('\n')[0]}); it needs glibc 2.34 or later on Linux`,
    { cause: error },
  );
}

/** Loads Dawn when it is first needed: it is an optional package of 20 MB per platform. */
export async function loadDawn(load: () => Promise<DawnModule> = () => import('webgpu')): Promise<DawnModule> {
  try {
    return await load();
  } catch (error) {
    throw explainFailure(error);
  }
}

/** Makes an instance and holds it until the process ends. */
export function holdInstance(dawn: DawnModule, options: readonly string[]): GPU {
  const gpu = dawn.create([...instanceOptions, ...options]);
  held.push(gpu);
  return gpu;
}
