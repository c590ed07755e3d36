import { InvalidOptionError, PoolClosedError } from '../core/errors.ts';
import { getKernelBackend } from '../core/kernel-registry.ts';
import { holdElements, kernelElements, offersElements, type OffersElements } from '../core/kernel-elements.ts';
import type { BufferId, KernelBackend } from '../core/kernel.ts';
import { rawShader } from './codegen/wgsl/raw.ts';
import type { RawBinding, RawShader } from './codegen/wgsl/raw.ts';

/** Data of one binding: any typed array, over memory of any kind; or an array of `manycore/ndarray`, whose elements lie side by side. */
export type RawKernelArray = ArrayBufferView<ArrayBufferLike> | OffersElements;

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

/** What arrays call a type of elements. */
const dtypeOf = (element: string): string =>
  element.replace(/^[fiu](?=\d)/, (kind) => ({ f: 'float', i: 'int', u: 'uint' })[kind]!);

/** Which elements a binding wants; undefined for structures and others that take any. */
const wantedElement = ({ type, element }: RawBinding): string | undefined =>
  /^(?:array|vec|atomic|[fiu]32)/.test(type) && Object.hasOwn(arrayOf, element) ? element : undefined;

/** Refuses an array of another module that has no elements of a shader, or others than it wants, or not side by side. */
function checkElements(binding: RawBinding, array: OffersElements): void {
  const { name, type } = binding;
  const { element, shape, strides } = array[kernelElements]('type', 'strided');
  const wanted = wantedElement(binding);
  if (!Object.hasOwn(arrayOf, element) || (wanted !== undefined && wanted !== element)) {
    const fit = wanted === undefined ? 'float32, int32 or uint32' : dtypeOf(wanted);
    throw new InvalidOptionError(
      `"${name}" is ${type} and takes an array of ${fit}, got one of ${dtypeOf(element)}; convert it with astype`,
    );
  }
  let next = 1;
  const isPacked = shape.toReversed().every((length, at) => {
    const isNext = length < 2 || strides.at(-1 - at) === next;
    next *= length;
    return isNext;
  });
  if (!isPacked && !shape.includes(0))
    throw new InvalidOptionError(
      `"${name}" takes an array whose elements lie side by side in row-major order, got a view of shape [${shape.join(', ')}] that has others between; pass x.copy()`,
    );
}

function checkArrays(bindings: readonly RawBinding[], arrays: readonly RawKernelArray[]): void {
  if (arrays.length !== bindings.length) {
    const names = bindings.map(({ name, type }) => `${name}: ${type}`).join(', ');
    throw new InvalidOptionError(`the shader takes ${bindings.length} arrays (${names}), got ${arrays.length}`);
  }
  bindings.forEach((binding, index) => {
    const { name, type } = binding;
    const array = arrays[index];
    if (offersElements(array)) return checkElements(binding, array);
    if (!ArrayBuffer.isView(array)) throw new InvalidOptionError(`"${name}" takes a typed array, got ${typeof array}`);
    const element = wantedElement(binding);
    const wanted = element === undefined ? undefined : arrayOf[element];
    const kind = array.constructor.name;
    if (wanted !== undefined && Object.values(arrayOf).includes(kind) && kind !== wanted) {
      throw new InvalidOptionError(`"${name}" is ${type} and takes a ${wanted}, got a ${kind}`);
    }
  });
}

/** Two copies of the same memory that are both written would overwrite each other on their way back. */
function checkOverlaps(bindings: readonly RawBinding[], arrays: readonly Uint8Array[]): void {
  const written = arrays.flatMap((bytes, at) =>
    bindings[at]!.access === 'readwrite' ? [{ ...bindings[at]!, bytes }] : [],
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

/** The bytes of the arrays of a call, which are held until it is over. */
function bytesOf(
  bindings: readonly RawBinding[],
  arrays: readonly RawKernelArray[],
  releases: (() => void)[],
): readonly Uint8Array[] {
  return arrays.map((array, at) => {
    if (!offersElements(array)) {
      const { buffer, byteOffset, byteLength } = array;
      if ((buffer as ArrayBuffer).detached)
        throw new InvalidOptionError(
          `the array for "${bindings[at]!.name}" was moved away (its buffer is detached); use it where it went`,
        );
      return new Uint8Array(buffer, byteOffset, byteLength);
    }
    const use = bindings[at]!.access === 'readwrite' ? 'write' : 'read';
    const { bytes, release } = holdElements(array[kernelElements](use, 'packed'));
    releases.push(release);
    return bytes;
  });
}

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
    const { bindings } = this.#shader;
    checkArrays(bindings, arrays);
    const releases: (() => void)[] = [];
    try {
      const held = bytesOf(bindings, arrays, releases);
      checkOverlaps(bindings, held);
      const call = this.#run(held, groups);
      const settled = call.catch(() => undefined);
      this.#calls.add(settled);
      void settled.then(() => this.#calls.delete(settled));
      await call;
    } finally {
      for (const release of releases) release();
    }
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

  /** A GPU that was lost is opened anew, once: one that is lost again by then tells who uses it. */
  async #open(): Promise<KernelBackend> {
    const opening = this.#opening();
    const backend = await opening;
    if (backend.isLost !== true) return backend;
    this.#forget(opening);
    await backend.close();
    return await this.#opening();
  }

  /** What is open or being opened. What failed once may work later. */
  #opening(): Promise<KernelBackend> {
    if (this.#backend !== undefined) return this.#backend;
    const opening = getKernelBackend('gpu').open({ device: this.#options.device });
    this.#backend = opening;
    opening.catch(() => this.#forget(opening));
    return opening;
  }

  /** Forgets what was opened, unless another call has opened it anew meanwhile. */
  #forget(opening: Promise<KernelBackend>): void {
    if (this.#backend === opening) this.#backend = undefined;
  }

  async #run(arrays: readonly Uint8Array[], size: readonly number[]): Promise<void> {
    const { artifact, bindings } = this.#shader;
    const backend = await this.#open();
    await backend.prepare(artifact);
    const buffers: BufferId[] = [];
    try {
      for (const array of arrays) {
        const id = backend.alloc(array.byteLength);
        buffers.push(id);
        backend.write(id, array);
      }
      backend.dispatch(artifact, buffers, { scalars: [], size });
      const written = buffers.flatMap((id, index) => (bindings[index]!.access === 'readwrite' ? [{ id, index }] : []));
      await Promise.all(written.map(async ({ id, index }) => arrays[index]!.set(await backend.read(id))));
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
