import { InvalidOptionError, PoolClosedError } from '../core/errors.ts';
import { getKernelBackend } from '../core/kernel-registry.ts';
import type { BufferId, KernelBackend } from '../core/kernel.ts';
import { rawShader } from './codegen/wgsl/raw.ts';
import type { RawBinding, RawShader } from './codegen/wgsl/raw.ts';

/** Data of one binding: any typed array, over memory of any kind. */
export type RawKernelArray = ArrayBufferView<ArrayBufferLike>;

/** How a raw kernel is made. */
export interface RawKernelOptions {
  /** The function to run, where the shader has several entry points. */
  readonly entryPoint?: string;
  /** A part of the name of the GPU. */
  readonly device?: string;
}

/** How often a raw kernel runs: one or the other. */
export interface RawKernelLaunch {
  /** Invocations along each axis, rounded up to whole workgroups: the shader leaves out what is past the end. */
  readonly size?: number | readonly number[];
  /** Workgroups along each axis. */
  readonly groups?: number | readonly number[];
}

/** A shader that can be run on arrays. */
export interface RawKernel extends AsyncDisposable {
  /**
   * Runs the shader once on a copy of the arrays, in the order of the numbers of their bindings. Arrays of `read_write` bindings
   * have what the shader wrote when the promise is fulfilled.
   */
  (arrays: readonly RawKernelArray[], launch: RawKernelLaunch): Promise<void>;
  /** Frees what it holds on the GPU; calls under way end first. */
  close(): Promise<void>;
}

/** Arrays that fit elements of some type; any array fits a structure. */
const arrayOf: Readonly<Record<string, string>> = { f32: 'Float32Array', i32: 'Int32Array', u32: 'Uint32Array' };

const axesOf = (axes: number | readonly number[]): readonly number[] => (typeof axes === 'number' ? [axes] : axes);

function groupsOf({ workgroupSize }: RawShader, { size, groups }: RawKernelLaunch): number[] {
  const given = axesOf(groups ?? size ?? []);
  if ((size === undefined) === (groups === undefined) || given.length === 0 || given.length > 3) {
    throw new InvalidOptionError(
      'a raw kernel needs either size (invocations) or groups (workgroups), along one to three axes',
    );
  }
  const bad = given.find((count) => !Number.isSafeInteger(count) || count < 0);
  if (bad !== undefined) throw new InvalidOptionError(`a raw kernel runs a whole number of times from 0, got ${bad}`);
  if (groups !== undefined) return [...given];
  if (workgroupSize === undefined) {
    throw new InvalidOptionError(
      'the workgroup size of the shader is not given in plain numbers; say how many groups to run',
    );
  }
  return given.map((count, axis) => Math.ceil(count / workgroupSize[axis]!));
}

function checkArrays(bindings: readonly RawBinding[], arrays: readonly RawKernelArray[]): void {
  if (arrays.length !== bindings.length) {
    const names = bindings.map(({ name, type }) => `${name}: ${type}`).join(', ');
    throw new InvalidOptionError(`the shader takes ${bindings.length} arrays (${names}), got ${arrays.length}`);
  }
  bindings.forEach(({ name, type, element }, index) => {
    const array = arrays[index];
    if (!ArrayBuffer.isView(array)) throw new InvalidOptionError(`"${name}" takes a typed array, got ${typeof array}`);
    const wanted = /^(?:array|vec|atomic|[fiu]32)/.test(type) ? arrayOf[element] : undefined;
    const kind = array.constructor.name;
    if (wanted !== undefined && Object.values(arrayOf).includes(kind) && kind !== wanted) {
      throw new InvalidOptionError(`"${name}" is ${type} and takes a ${wanted}, got a ${kind}`);
    }
  });
}

/** Two copies of the same memory that are both written would overwrite each other on their way back. */
function checkOverlaps(bindings: readonly RawBinding[], arrays: readonly RawKernelArray[]): void {
  const written = arrays.flatMap((array, at) =>
    bindings[at]!.access === 'readwrite' ? [{ ...bindings[at]!, bytes: bytesOf(array) }] : [],
  );
  for (const [at, one] of written.entries()) {
    for (const other of written.slice(at + 1)) {
      const [a, b] = [one.bytes, other.bytes];
      const isApart =
        a.buffer !== b.buffer ||
        a.byteOffset >= b.byteOffset + b.byteLength ||
        b.byteOffset >= a.byteOffset + a.byteLength;
      if (!isApart)
        throw new InvalidOptionError(
          `the arrays for "${one.name}" and "${other.name}" share memory, and the shader may write to both; pass a copy`,
        );
    }
  }
}

const bytesOf = (array: RawKernelArray): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** Runs calls of one shader on one backend. */
class RawRunner {
  readonly #shader: RawShader;
  readonly #options: RawKernelOptions;
  readonly #calls = new Set<Promise<unknown>>();
  #backend: Promise<KernelBackend> | undefined;
  #closing: Promise<void> | undefined;

  constructor(shader: RawShader, options: RawKernelOptions) {
    this.#shader = shader;
    this.#options = options;
  }

  async run(arrays: readonly RawKernelArray[], launch: RawKernelLaunch): Promise<void> {
    if (this.#closing !== undefined) throw new PoolClosedError('this raw kernel is closed; make a new one');
    const groups = groupsOf(this.#shader, launch);
    checkArrays(this.#shader.bindings, arrays);
    checkOverlaps(this.#shader.bindings, arrays);
    const call = this.#run(arrays, groups);
    const settled = call.catch(() => undefined);
    this.#calls.add(settled);
    void settled.then(() => this.#calls.delete(settled));
    await call;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all(this.#calls);
    const backend = await this.#backend?.catch(() => undefined); // whoever called it knows
    await backend?.close();
  }

  async #open(): Promise<KernelBackend> {
    this.#backend ??= getKernelBackend('gpu').open({ device: this.#options.device });
    try {
      return await this.#backend;
    } catch (error) {
      this.#backend = undefined;
      throw error;
    }
  }

  async #run(arrays: readonly RawKernelArray[], size: readonly number[]): Promise<void> {
    const { artifact, bindings } = this.#shader;
    const backend = await this.#open();
    await backend.prepare(artifact);
    const buffers: BufferId[] = [];
    try {
      for (const array of arrays) {
        const id = backend.alloc(array.byteLength);
        buffers.push(id);
        backend.write(id, bytesOf(array));
      }
      backend.dispatch(artifact, buffers, { scalars: [], size });
      const written = buffers.flatMap((id, index) => (bindings[index]!.access === 'readwrite' ? [{ id, index }] : []));
      await Promise.all(written.map(async ({ id, index }) => bytesOf(arrays[index]!).set(await backend.read(id))));
    } finally {
      buffers.forEach((id) => backend.free(id));
    }
  }
}

/**
 * Makes a kernel of a shader in WGSL, for what the kernel compiler does not offer: workgroup memory of your own layout, subgroups,
 * half floats.
 *
 * @param code - WGSL with one compute entry point. Its variables are in `@group(0)`, storage or uniform.
 * @param options - `entryPoint` where the shader has several; `device`, a part of the name of the GPU.
 * @returns A function of arrays, in the order of the numbers of their bindings. It holds GPU memory until it is closed.
 * @throws InvalidOptionError (`ERR_INVALID_OPTION`) when the text has no such entry point; calls reject with `ERR_SHADER` and the
 *   place when it does not compile, and with `ERR_GPU_UNAVAILABLE` where there is no GPU.
 * @example
 * ```ts
 * import { rawKernel } from 'manycore/kernel';
 *
 * await using double = rawKernel(`
 *   @group(0) @binding(0) var<storage, read_write> x: array<f32>;
 *   @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
 *     if (id.x < arrayLength(&x)) { x[id.x] = 2 * x[id.x]; }
 *   }`);
 * const x = new Float32Array([1, 2, 3]);
 * await double([x], { size: 3 });
 * console.log(x); // Float32Array(3) [ 2, 4, 6 ]
 * ```
 */
export function rawKernel(code: string, options: RawKernelOptions = {}): RawKernel {
  if (typeof code !== 'string') throw new InvalidOptionError(`a raw kernel is made of WGSL text, got ${typeof code}`);
  const unknown = Object.keys(options).find((key) => key !== 'entryPoint' && key !== 'device');
  if (unknown !== undefined) {
    throw new InvalidOptionError(`rawKernel has no option "${unknown}"; it has entryPoint and device`);
  }
  const runner = new RawRunner(rawShader(code, options), options);
  const call = (arrays: readonly RawKernelArray[], launch: RawKernelLaunch): Promise<void> =>
    runner.run(arrays, launch);
  return Object.assign(call, { close: () => runner.close(), [Symbol.asyncDispose]: () => runner.close() });
}
