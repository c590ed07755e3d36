import { InvalidOptionError } from '../../core/errors.ts';
import { elementBytes } from '../../core/kernel.ts';
import type { Launch, Schedule, WasmArtifact, WasmSchedule } from '../../core/kernel.ts';
import type { Cut } from '../../worker/chunks.ts';
import { bufferOffset, parameterOffsets, PARTIAL_BYTES, SLOT_BYTES, TALLY_ELEMENTS } from '../../core/wasm-layout.ts';

/** Iterations in a block of the reduction tree (docs/ir.md). */
const REDUCTION_BLOCK = 4096;

/** The most iterations of a dispatch: coordinates are 32-bit integers. */
const MAX_ITERATIONS = 2 ** 31 - 1;

/** Work of a chunk, in instructions of the IR: some 20 to 50 us, so that claiming it costs nothing. Bench: kernels, saxpy and mandelbrot. */
const CHUNK_WORK = 200_000;

/** Least work of a chunk that is made smaller only so that there are more of them. */
const LEAST_CHUNK_WORK = 20_000;

/** So many chunks keep some 16 threads evenly busy. */
const ENOUGH_CHUNKS = 64;

/** Fewer neighbouring points than this are not worth a tile: most of its vectors would be empty. */
const LEAST_TILE = 16;

/** Chunks are multiples of this many iterations: whole vectors, and whole cache lines of what is written. */
const CHUNK_STEP = 64;

/** What a dispatch amounts to. */
export interface LaunchPlan {
  /** Iterations, or blocks of the reduction tree. */
  readonly run: Cut;
  /** Points of the axes that are not reduced; size 0 when the kernel reduces nothing. */
  readonly finish: Cut;
  readonly blocks: number;
  /** Tiles of the last axis that is kept; 0 when units are points in blocks. */
  readonly tiles: number;
  readonly partialBytes: number;
  /** Rough number of instructions. */
  readonly work: number;
}

const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);

/** Cuts a range by work alone. */
function cut(size: number, cost: number, step: number): Cut {
  const even = Math.ceil(size / ENOUGH_CHUNKS);
  const wanted = Math.min(CHUNK_WORK / cost, Math.max(even, LEAST_CHUNK_WORK / cost));
  return { size, chunkSize: Math.max(1, Math.ceil(wanted / step)) * step, guided: 0 };
}

/** How a caller wants units to be handed out. Blocks of the reduction tree are units as they are, so the results are the same bits. */
interface Wanted {
  readonly schedule: Schedule | undefined;
  /** Threads that compute. */
  readonly cores: number;
}

/** Cuts a range as the caller wants it. @param perUnit - Iterations of a unit. */
function cutAs(own: Cut, { schedule, cores }: Wanted, { perUnit, step }: { perUnit: number; step: number }): Cut {
  if (schedule === undefined) return own;
  const { kind, chunkSize } = schedule;
  const units = chunkSize === undefined ? undefined : Math.max(1, Math.round(chunkSize / perUnit));
  switch (kind) {
    case 'static':
      return { ...own, chunkSize: units ?? Math.max(1, Math.ceil(own.size / cores / step)) * step };
    case 'dynamic':
      return { ...own, chunkSize: units ?? own.chunkSize };
    case 'guided':
      return { ...own, chunkSize: units ?? Math.max(1, Math.ceil(own.chunkSize / 4 / step)) * step, guided: cores };
    default:
      return kind satisfies never;
  }
}

/** Fewer iterations than so many for each counter are not worth adding up copies of them. */
const LEAST_TALLY_ROUNDS = 4;

/**
 * How many counters there are in the longest array of them, where threads are to have copies; 0 where they are not.
 *
 * @param lengths - Elements of each buffer.
 */
export function tallyLength({ tallies }: WasmArtifact, lengths: readonly number[], { run }: LaunchPlan): number {
  const counters = tallies.map((at) => lengths[at] as number);
  const longest = Math.max(0, ...counters);
  return longest <= TALLY_ELEMENTS && run.size >= LEAST_TALLY_ROUNDS * longest ? longest : 0;
}

/** The plan of a kernel that has a schedule of its own. */
function planScheduled({ plan }: WasmSchedule, launch: Launch): LaunchPlan {
  const { run, finish, blocks, tiles, partialBytes } = plan(launch);
  return {
    run: cut(run.size, run.cost, 1),
    finish: cut(finish.size, finish.cost, 1),
    blocks,
    tiles,
    partialBytes,
    work: run.size * run.cost + finish.size * finish.cost,
  };
}

const NOTHING: Cut = { size: 0, chunkSize: 1, guided: 0 };

/**
 * Plans a dispatch.
 *
 * @param cores - Threads that compute; schedules of the launch depend on it.
 * @throws InvalidOptionError for a size that does not fit the kernel.
 */
export function planLaunch(artifact: WasmArtifact, launch: Launch, cores = 1): LaunchPlan {
  const { rank, reduced, name, cost, schedule } = artifact;
  const { size } = launch;
  const wanted = { schedule: launch.schedule, cores };
  if (size.length !== rank || !size.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw new InvalidOptionError(
      `the kernel ${name} runs over ${rank} axes of whole numbers, got [${size.join(', ')}]`,
    );
  }
  const iterations = product(size);
  if (iterations > MAX_ITERATIONS) {
    throw new InvalidOptionError(
      `the kernel ${name} runs at most ${MAX_ITERATIONS} times at once, got ${iterations}; work in parts`,
    );
  }
  if (schedule !== undefined) return planScheduled(schedule, launch);
  const work = iterations * cost;
  if (artifact.accumulators === 0) {
    const units = product(size.slice(0, rank - reduced));
    // A unit is an iteration, or all those below a point, which are no reason to cut where cache lines end.
    const own = reduced === 0 ? cut(iterations, cost, CHUNK_STEP) : cut(units, work / (units || 1) + 100, 1);
    const perUnit = Math.max(1, iterations / (units || 1));
    const run = cutAs(own, wanted, { perUnit: reduced === 0 ? 1 : perUnit, step: reduced === 0 ? CHUNK_STEP : 1 });
    return { run, finish: NOTHING, blocks: 0, tiles: 0, partialBytes: 0, work };
  }
  const points = product(size.slice(0, rank - reduced));
  const below = product(size.slice(rank - reduced));
  const blocks = Math.ceil(below / REDUCTION_BLOCK);
  const along = size[rank - reduced - 1] ?? 0;
  const tiles = artifact.tilePoints > 0 && along >= LEAST_TILE ? Math.ceil(along / artifact.tilePoints) : 0;
  const units = tiles > 0 ? (points / along) * tiles * blocks : points * blocks;
  const unitPoints = tiles > 0 ? Math.min(along, artifact.tilePoints) : 1;
  const perUnit = unitPoints * Math.min(below, REDUCTION_BLOCK);
  return {
    run: cutAs(cut(units, cost * perUnit + 100, 1), wanted, { perUnit, step: 1 }),
    finish: cut(points, 50 + 10 * blocks, 1),
    blocks,
    tiles,
    partialBytes: points * blocks * artifact.accumulators * PARTIAL_BYTES,
    work,
  };
}

/** What the parameters of a dispatch are made from. */
export interface ParameterValues {
  readonly launch: Launch;
  readonly buffers: readonly { readonly address: number; readonly byteLength: number }[];
  readonly tables: number;
  readonly partials: number;
  readonly blocks: number;
  readonly tiles: number;
}

/** Writes the block that the code reads (core/wasm-layout.ts). */
export function writeParameters(view: DataView, { buffers, scalars }: WasmArtifact, values: ParameterValues): void {
  for (let axis = 0; axis < 3; axis++)
    view.setInt32(parameterOffsets.size + 4 * axis, values.launch.size[axis] ?? 1, true);
  view.setUint32(parameterOffsets.tables, values.tables, true);
  view.setUint32(parameterOffsets.partials, values.partials, true);
  view.setUint32(parameterOffsets.blocks, values.blocks, true);
  view.setUint32(parameterOffsets.tiles, values.tiles, true);
  for (const [at, { type }] of scalars.entries()) {
    const offset = parameterOffsets.scalars + SLOT_BYTES * at;
    const value = values.launch.scalars[at] ?? 0;
    if (type === 'f32') view.setFloat32(offset, Number(value), true);
    else if (type === 'f64') view.setFloat64(offset, Number(value), true);
    else if (type === 'i64' || type === 'u64') view.setBigInt64(offset, BigInt.asIntN(64, BigInt(value)), true);
    else view.setInt32(offset, Number(value), true);
  }
  for (const [at, { element }] of buffers.entries()) {
    const { address, byteLength } = values.buffers[at] as ParameterValues['buffers'][number];
    const offset = bufferOffset(scalars.length, at);
    view.setUint32(offset, address, true);
    view.setUint32(offset + 4, Math.floor(byteLength / elementBytes[element]), true);
  }
}
