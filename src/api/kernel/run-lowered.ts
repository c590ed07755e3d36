/** Runs a lowered kernel on a backend: arrays in, one dispatch, arrays out. */

import { InvalidOptionError, invariant } from '../../core/errors.ts';
import { type BufferId, elementBytes, type KernelBackend, type Schedule } from '../../core/kernel.ts';
import type { BufferSource, ScalarSource } from '../../kernel/frontend/hir.ts';
import { asScalar } from '../../kernel/frontend/uniform.ts';
import type { DispatchFacts } from '../../kernel/analysis/index-range.ts';
import { type ElementLayout, kernelElements, offersElements } from '../../core/kernel-elements.ts';
import { arenaBytes, isInArena } from '../../memory/arena-arrays.ts';
import { streamedIn } from './streaming.ts';
import { ArrayView, rowMajor } from './array-view.ts';
import { elementOf } from './element-of.ts';
import { copyAlong } from './packed-copy.ts';
import { compiledFor, type NumericMode } from './artifacts.ts';
import { type BoundBuffer, CallBuffer } from './bound-buffer.ts';
import type { LoweredCall } from './kernel-template.ts';

/** A view of any memory. */
export type KernelArray = ArrayBufferView<ArrayBufferLike>;

/** What a run needs besides the kernel. */
export interface RunParts {
  readonly backend: KernelBackend;
  readonly mode: NumericMode;
  readonly size: readonly number[];
  /** Values of the parameters of the function, by position. */
  readonly values: readonly unknown[];
  /** Where ranges start and how far they step, by axis. */
  readonly ranges: readonly { readonly start: number; readonly step: number }[];
  readonly seed: readonly [number, number];
  /** Lengths of the axes of the arrays of a stencil. */
  readonly shape?: readonly number[];
  /** Of parameters that are slices of arrays, by position. */
  readonly slices?: readonly (Geometry | undefined)[];
  readonly schedule?: Schedule | undefined;
  /** How arrays among the values have to lie, where they can lie otherwise. Default: as the kernel indexes them. */
  readonly layout?: ElementLayout;
  /** Elements of each result buffer. */
  readonly resultLength: number;
  /** Where a single result goes; default: to new memory. */
  readonly result?: Uint8Array | undefined;
}

/** Lengths and strides of an array, in elements. */
export interface Geometry {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** How far its slices are apart along each axis of the iteration space. */
  readonly loops?: readonly number[];
}

/** An array of a call: its bytes, and how they lie where it has several axes. */
interface FoundArray {
  readonly bytes: Uint8Array;
  readonly geometry?: Geometry;
  /** Whose memory it is, where something else than the bytes keeps it in use. */
  readonly owner?: unknown;
}

function bytesOf(array: KernelArray): Uint8Array {
  if ((array.buffer as ArrayBuffer).detached)
    throw new InvalidOptionError('an array of a kernel was moved away (its buffer is detached); use it where it went');
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** The array that a value stands for. */
function arrayOf(value: unknown, isWritten: boolean, layout: ElementLayout = 'indexed'): FoundArray {
  if (offersElements(value)) {
    const { bytes, shape, strides } = value[kernelElements](isWritten ? 'write' : 'read', layout);
    return { owner: value, bytes: bytes!, geometry: { shape, strides } };
  }
  if (value instanceof ArrayView) return viewIn(value, layout);
  return { bytes: bytesOf(value as KernelArray) };
}

function viewIn(view: ArrayView, layout: ElementLayout): FoundArray {
  const { data, shape, strides } = view;
  const packed = rowMajor(shape);
  const isPacked = packed.every((stride, axis) => shape[axis] === 1 || stride === strides[axis]);
  if (layout !== 'packed' || isPacked) return { bytes: bytesOf(data), geometry: view };
  return { bytes: copyAlong(view, { ...elementOf(data)!, shape, strides }), geometry: { shape, strides: packed } };
}

/** The arrays of a call by their sources; results are not there. */
function findArrays(
  { buffers, kernel, captured }: LoweredCall,
  { values, layout }: RunParts,
): Map<BufferSource, FoundArray> {
  const found = new Map<BufferSource, FoundArray>();
  for (const [at, source] of buffers.entries()) {
    if (source.kind === 'result') continue;
    const isWritten = kernel.buffers[at]!.access !== 'read';
    found.set(
      source,
      source.kind === 'captured'
        ? arrayOf(captured[source.read], isWritten)
        : arrayOf(values[source.index], isWritten, layout),
    );
  }
  return found;
}

type FoundArrays = ReadonlyMap<BufferSource, FoundArray>;

/** Whether an argument lies in the memory of kernels. */
export const isKernelMemory = (value: unknown): boolean =>
  value instanceof ArrayView ? isInArena(value.data) : ArrayBuffer.isView(value) && isInArena(value);

/** Lengths and strides of the array behind a buffer. */
function geometryOf(source: BufferSource, arrays: FoundArrays, { slices, shape }: RunParts): Geometry {
  const at = source.kind === 'parameter' ? source.index : -1;
  const found =
    slices?.[at] ?? arrays.get(source)?.geometry ?? (shape === undefined ? undefined : { shape, strides: [] });
  invariant(found !== undefined, 'a kernel asks for a shape that nothing gives');
  return found;
}

function scalarValue(
  source: ScalarSource,
  { lowered, arrays }: { readonly lowered: LoweredCall; readonly arrays: FoundArrays },
  parts: RunParts,
): number | bigint {
  const { values, ranges, seed } = parts;
  switch (source.kind) {
    case 'parameter':
      return values[source.index] as number | bigint;
    case 'start':
    case 'step':
      return ranges[source.axis]![source.kind];
    case 'seed':
      return seed[source.word];
    case 'shape':
      return geometryOf(source.buffer, arrays, parts).shape[source.axis]!;
    case 'stride':
      return geometryOf(source.buffer, arrays, parts).strides[source.axis]!;
    case 'loop':
      return geometryOf(source.buffer, arrays, parts).loops![source.axis]!;
    case 'uniform':
      return asScalar(source.uniform.compute(lowered.valueOf), source.type);
    default:
      return source satisfies never;
  }
}

/** Bytes for a result: in the memory of kernels when the call has arrays there. */
export const resultBytes = (byteLength: number, isKept: boolean, zeroed = true): Uint8Array =>
  isKept ? arenaBytes(byteLength, { zeroed }) : new Uint8Array(byteLength);

function bind(lowered: LoweredCall, arrays: FoundArrays, parts: RunParts): BoundBuffer[] {
  const isKept = parts.resultLength > 1 && parts.values.some(isKernelMemory);
  return lowered.buffers.map((source: BufferSource, at) => {
    const { name, access, element } = lowered.kernel.buffers[at]!;
    if (source.kind === 'result') {
      const bytes = parts.result ?? resultBytes(parts.resultLength * elementBytes[element], isKept, false);
      return { name: source.name, element, isWritten: true, isResult: true, bytes };
    }
    const { bytes, owner } = arrays.get(source)!;
    return { name, element, isWritten: access !== 'read', isResult: false, bytes, owner };
  });
}

/** Two views of the same bytes, one of them written, would each be copied and overwrite each other. */
function checkOverlaps(bound: readonly BoundBuffer[]): void {
  for (const [at, one] of bound.entries()) {
    for (const other of bound.slice(at + 1)) {
      const [a, b] = [one.bytes, other.bytes];
      const overlaps =
        a.buffer === b.buffer &&
        a.byteOffset < b.byteOffset + b.byteLength &&
        b.byteOffset < a.byteOffset + a.byteLength;
      if (overlaps && (one.isWritten || other.isWritten)) {
        const isOne = a.byteOffset === b.byteOffset && a.byteLength === b.byteLength;
        throw new InvalidOptionError(
          isOne
            ? `${one.name} and ${other.name} of a kernel are the same array, and it is written; use one parameter for it, or pass a copy`
            : `the arrays ${one.name} and ${other.name} of a kernel share memory, and one of them is written; pass copies`,
        );
      }
    }
  }
}

/** The bytes of buffers after the last dispatch: where they are in our memory, without a copy of large ones. */
async function contentsOf(backend: KernelBackend, ids: readonly BufferId[]): Promise<readonly Uint8Array[]> {
  if (backend.view === undefined) return Promise.all(ids.map((id) => backend.read(id)));
  const marker = backend.alloc(0);
  try {
    // `view` would block until the dispatch is done; reading does not, and rejects if it failed.
    await backend.read(marker);
  } finally {
    backend.free(marker);
  }
  return ids.map((id) => backend.view!(id));
}

/** What is known of a call before it runs. */
function factsOf(
  { kernel }: LoweredCall,
  {
    bound,
    scalars,
    size,
  }: { bound: readonly BoundBuffer[]; scalars: readonly (number | bigint)[]; size: readonly number[] },
): DispatchFacts {
  const lengths = new Map(
    bound.map(({ bytes, element }, at) => [
      kernel.buffers[at]!.name,
      Math.floor(bytes.byteLength / elementBytes[element]),
    ]),
  );
  const numbers = new Map(kernel.scalars.map(({ name }, at) => [name, scalars[at]]));
  return {
    size,
    scalarOf: (name) => {
      const value = numbers.get(name);
      return typeof value === 'number' ? value : undefined;
    },
    lengthOf: (name) => lengths.get(name) ?? 0,
  };
}

/**
 * Runs it once; what it wrote is in the arrays when the promise is fulfilled. Arrays in memory of the backend are used in place; of
 * others, what the kernel touches is copied in and what it writes is copied out.
 *
 * @returns The bytes of the result buffers, by name.
 */
export async function runLowered(lowered: LoweredCall, parts: RunParts): Promise<Map<string, Uint8Array>> {
  const { backend, mode, size, schedule } = parts;
  const compiled = compiledFor(lowered.kernel, backend.target, mode);
  const arrays = findArrays(lowered, parts);
  const bound = bind(lowered, arrays, parts);
  checkOverlaps(bound);
  const scalars = lowered.scalars.map((source, at) => {
    const value = scalarValue(source, { lowered, arrays }, parts);
    return lowered.kernel.scalars[at]!.type === 'f32' ? Math.fround(Number(value)) : value;
  });
  const facts = factsOf(lowered, { bound, scalars, size });
  const reach = compiled.reachOf(facts);
  const artifact = compiled.artifactFor(facts);
  const preparing = backend.prepare(artifact);
  if (preparing !== undefined) await preparing;
  const reaches = lowered.kernel.buffers.map(({ name }) => reach.get(name)!);
  const launch = { scalars, size, ...(schedule === undefined ? {} : { schedule }) };
  const results = (): Map<string, Uint8Array> =>
    new Map(bound.filter((one) => one.isResult).map(({ name, bytes }) => [name, bytes]));
  const streamed =
    backend.stream === undefined || schedule !== undefined ? undefined : streamedIn(artifact, bound, reaches);
  if (streamed !== undefined && backend.stream!(artifact, streamed, launch)) return results();
  const buffers: CallBuffer[] = [];
  try {
    for (const [at, one] of bound.entries()) buffers.push(new CallBuffer(backend, one, reaches[at]!));
    const ids = buffers.map(({ id }) => id);
    backend.dispatch(artifact, ids, launch);
    const changed = buffers.filter(({ hasNews }) => hasNews);
    // All are read before any is copied out: a failure must not leave half of them changed.
    const contents = await contentsOf(
      backend,
      changed.map(({ id }) => id),
    );
    for (const [at, buffer] of changed.entries()) buffer.bring(contents[at]!);
    return results();
  } finally {
    for (const buffer of buffers) buffer.free();
  }
}
