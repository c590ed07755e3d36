import { KernelMemoryError } from '../../core/errors.ts';
import type { BufferId, Launch, WasmArtifact } from '../../core/kernel.ts';
import { elementBytes } from '../../core/kernel.ts';
import { bufferOffset, parameterBytes, parameterOffsets, SLOT_BYTES } from '../../core/wasm-layout.ts';
import type { Arena } from '../../memory/arena.ts';
import type { RunHere } from '../../worker/compute-kernels.ts';
import type { ComputePool } from './compute-pool.ts';
import { hasFinish, type KernelCache, partialOffset, partialRoom, type ReadyKernel } from './kernel-cache.ts';
import type { KernelMemory, PlacedBuffer } from './kernel-memory.ts';
import { type LaunchPlan, planLaunch } from './launch.ts';
import type { WideTrials } from './wide-trials.ts';

/** So many launches are counted together: a look at the book of trials takes as long as a launch. */
const NOTE_EVERY = 256;

/** Where a kernel writes parameters: a block of its own, and views of it in each type. */
interface Small {
  readonly ready: ReadyKernel;
  readonly address: number;
  readonly partials: number;
  readonly run: RunHere;
  readonly finish: RunHere | undefined;
  readonly words: Int32Array;
  readonly floats: Float32Array;
  readonly doubles: Float64Array;
  readonly bigs: BigInt64Array;
  /** The plan of the last launch, and the lengths it is for. */
  plan: LaunchPlan;
  size: readonly number[];
  launches: number;
}

/** What small launches share with the backend. */
export interface SmallParts {
  readonly pool: ComputePool;
  readonly cache: KernelCache;
  readonly memory: KernelMemory;
  readonly wide: WideTrials;
  /** Less work than this is done on the spot. */
  readonly most: number;
}

function isSameSize(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/**
 * Launches of a microsecond: on the caller's thread while nothing else runs, with parameters in a block that the kernel keeps, and
 * nothing made on the way. Everything that is not so simple is left to the backend.
 */
export class SmallLaunches {
  readonly #parts: SmallParts;
  readonly #known = new WeakMap<WasmArtifact, Small>();
  readonly #placed: PlacedBuffer[] = [];
  /** The last one of {@link #known}: most launches are one of many. */
  #lastArtifact: WasmArtifact | undefined;
  #last: Small | undefined;

  constructor(parts: SmallParts) {
    this.#parts = parts;
  }

  /** Runs a launch that is small and simple. @returns False when it is not; nothing has happened then. */
  run(artifact: WasmArtifact, buffers: readonly BufferId[], launch: Launch): boolean {
    const { pool, memory, most } = this.#parts;
    if (!pool.isIdle || buffers.length === 0 || artifact.tallies.length > 0) return false;
    if (buffers.length !== artifact.buffers.length || launch.scalars.length !== artifact.scalars.length) return false;
    const placed = this.#placed;
    for (let at = 0; at < buffers.length; at++) placed[at] = memory.get(buffers[at]!);
    const { arena } = placed[0]!;
    for (let at = 1; at < buffers.length; at++) if (placed[at]!.arena !== arena) return false;
    let small = artifact === this.#lastArtifact ? this.#last : this.#known.get(artifact);
    if (small === undefined || small.ready.home !== arena || small.ready.isDropped || small.launches >= NOTE_EVERY) {
      small = this.#tryPrepare(artifact, arena, launch);
      if (small === undefined) return false;
    } else if (artifact.schedule !== undefined || !isSameSize(small.size, launch.size)) {
      small.plan = planLaunch(artifact, launch);
      small.size = launch.size;
    }
    this.#lastArtifact = artifact;
    this.#last = small;
    const { plan } = small;
    if (plan.work >= most || plan.partialBytes > partialRoom(artifact) || plan.run.size === 0) return false;
    small.launches++;
    this.#write(small, artifact, launch);
    const { scratch } = small.ready;
    small.run(small.address, 0, plan.run.size, scratch);
    if (small.finish !== undefined) small.finish(small.address, 0, plan.finish.size, scratch);
    return true;
  }

  /** @returns undefined when the arena has no room for what the kernel needs. */
  #tryPrepare(artifact: WasmArtifact, arena: Arena, launch: Launch): Small | undefined {
    try {
      return this.#prepare(artifact, arena, launch);
    } catch (error) {
      if (error instanceof KernelMemoryError) return undefined;
      throw error;
    }
  }

  #prepare(artifact: WasmArtifact, arena: Arena, launch: Launch): Small {
    const { pool, cache, wide } = this.#parts;
    const before = this.#known.get(artifact);
    const plan = planLaunch(artifact, launch);
    const { size } = launch;
    if (before !== undefined) wide.note(artifact, plan.work * before.launches);
    const ready = cache.get(
      artifact,
      artifact.buffers.map(() => arena),
      arena,
    );
    if (before?.ready === ready && !ready.isDropped) {
      before.launches = 0;
      before.plan = plan;
      before.size = size;
      return before;
    }
    const length = parameterBytes(artifact.scalars.length, artifact.buffers.length);
    const { buffer } = arena.memory;
    const address = ready.block;
    const made: Small = {
      ready,
      address,
      partials: address + partialOffset(artifact),
      run: pool.functionOf(ready.run),
      finish: hasFinish(artifact) ? pool.functionOf(ready.finish) : undefined,
      words: new Int32Array(buffer, address, length / 4),
      floats: new Float32Array(buffer, address, length / 4),
      doubles: new Float64Array(buffer, address, length / 8),
      bigs: new BigInt64Array(buffer, address, length / 8),
      plan,
      size,
      launches: 0,
    };
    this.#known.set(artifact, made);
    return made;
  }

  /** As `writeParameters` of launch.ts, into views that are there already. */
  #write(small: Small, artifact: WasmArtifact, { scalars, size }: Launch): void {
    const { words, plan, ready } = small;
    const place = parameterOffsets.size >> 2;
    for (let axis = 0; axis < 3; axis++) words[place + axis] = size[axis] ?? 1;
    words[parameterOffsets.tables >> 2] = ready.tables;
    words[parameterOffsets.partials >> 2] = small.partials;
    words[parameterOffsets.blocks >> 2] = plan.blocks;
    words[parameterOffsets.tiles >> 2] = plan.tiles;
    const slot = parameterOffsets.scalars / SLOT_BYTES;
    for (let at = 0; at < scalars.length; at++) {
      const { type } = artifact.scalars[at]!;
      const value = scalars[at]!;
      if (type === 'f32') small.floats[2 * (slot + at)] = Number(value);
      else if (type === 'f64') small.doubles[slot + at] = Number(value);
      else if (type === 'i64' || type === 'u64') small.bigs[slot + at] = BigInt.asIntN(64, BigInt(value));
      else words[2 * (slot + at)] = Number(value);
    }
    const first = bufferOffset(artifact.scalars.length, 0) >> 2;
    for (let at = 0; at < artifact.buffers.length; at++) {
      const { address, byteLength } = this.#placed[at]!;
      words[first + 2 * at] = address;
      words[first + 2 * at + 1] = Math.floor(byteLength / elementBytes[artifact.buffers[at]!.element]);
    }
  }
}
