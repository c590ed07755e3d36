/** Runs a lowered kernel on a backend: arrays in, one dispatch, arrays out. */

import { invariant } from '../../core/errors.ts';
import { type BufferId, elementBytes, type KernelBackend, type Schedule } from '../../core/kernel.ts';
import type { BufferSource, ScalarSource } from '../../kernel/frontend/hir.ts';
import { asScalar } from '../../kernel/frontend/uniform.ts';
import type { DispatchFacts } from '../../kernel/analysis/index-range.ts';
import { type ElementLayout, type KernelElements, offersElements } from '../../core/kernel-elements.ts';
import { arenaBytes } from '../../memory/arena-arrays.ts';
import { streamedIn } from './streaming.ts';
import { compiledFor, type NumericMode } from './artifacts.ts';
import { CallBuffer } from './bound-buffer.ts';
import {
  type BoundBuffer,
  type CallHome,
  checkOverlaps,
  findArrays,
  type FoundArray,
  type Geometry,
  isBytes,
  isKernelMemory,
  memoryOf,
} from './call-arrays.ts';
import type { LoweredCall } from './kernel-template.ts';

/** What a run needs besides the kernel. */
export interface RunParts {
  /** Where it runs. One that is open already runs the call when it is made. */
  readonly backend: KernelBackend | Promise<KernelBackend>;
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
  readonly result?: KernelElements | undefined;
}

type FoundArrays = ReadonlyMap<BufferSource, FoundArray>;

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

function bind(
  lowered: LoweredCall,
  arrays: FoundArrays,
  { parts, home }: { readonly parts: RunParts; readonly home: CallHome },
): BoundBuffer[] {
  const { resultLength, values, result } = parts;
  const isKept = resultLength > 1 && values.some((value) => isKernelMemory(value) || offersElements(value));
  return lowered.buffers.map((source: BufferSource, at) => {
    const { name, access, element } = lowered.kernel.buffers[at]!;
    if (source.kind === 'result') {
      const memory =
        result === undefined
          ? resultBytes(resultLength * elementBytes[element], isKept, false)
          : memoryOf(result, home);
      return { name: source.name, element, isWritten: true, isResult: true, memory };
    }
    const { memory, owner } = arrays.get(source)!;
    return { name, element, isWritten: access !== 'read', isResult: false, memory, owner };
  });
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
    bound.map(({ memory, element }, at) => [
      kernel.buffers[at]!.name,
      Math.floor(memory.byteLength / elementBytes[element]),
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
 * @returns The bytes of the result buffers, by name; not those of a result that went to a buffer of the backend.
 */
export async function runLowered(lowered: LoweredCall, parts: RunParts): Promise<Map<string, Uint8Array>> {
  const backend = parts.backend instanceof Promise ? await parts.backend : parts.backend;
  const releases: (() => void)[] = [];
  try {
    return await runOn({ backend, releases }, lowered, parts);
  } finally {
    for (const release of releases) release();
  }
}

async function runOn(home: CallHome, lowered: LoweredCall, parts: RunParts): Promise<Map<string, Uint8Array>> {
  const { backend } = home;
  const { mode, size, schedule } = parts;
  const compiled = compiledFor(lowered.kernel, backend.target, mode);
  const arrays = findArrays(lowered, { ...parts, ...home });
  const bound = bind(lowered, arrays, { parts, home });
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
    new Map(bound.flatMap(({ name, isResult, memory }) => (isResult && isBytes(memory) ? [[name, memory]] : [])));
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
