import { totalmem } from 'node:os';
import process from 'node:process';
import { invariant, KernelMemoryError, ParallelError, PoolClosedError } from '../../core/errors.ts';
import { elementBytes } from '../../core/kernel.ts';
import type {
  AllocOptions,
  Artifact,
  BufferId,
  KernelBackend,
  Launch,
  Schedule,
  StreamedArray,
  WasmArtifact,
} from '../../core/kernel.ts';
import { parameterBytes } from '../../core/wasm-layout.ts';
import { type Arenas, commonArenas } from '../../memory/arenas.ts';
import { cpuCount } from '../../platform/cpu-count.ts';
import { readEnvironment } from '../../platform/environment.ts';
import { whereAmI } from '../../platform/nesting.ts';
import { ComputePool } from './compute-pool.ts';
import type { Ticket } from './compute-pool.ts';
import { KernelCache } from './kernel-cache.ts';
import type { ReadyKernel } from './kernel-cache.ts';
import { allocateIn, KernelMemory } from './kernel-memory.ts';
import type { PlacedBuffer } from './kernel-memory.ts';
import { planLaunch, tallyLength, writeParameters } from './launch.ts';
import type { Job } from '../../worker/job-board.ts';
import type { LaunchPlan } from './launch.ts';
import { SmallLaunches } from './small-launches.ts';
import { StreamedLaunches } from './streamed-launch.ts';
import { WideTrials } from './wide-trials.ts';

/** How kernels run on threads. */
export interface WasmBackendOptions {
  /** The most threads that compute at a time, the caller's included. Default: all usable cores; 1 inside a worker. */
  readonly cores?: number;
  /** The most memory for buffers, in bytes. Default: three quarters of the machine's or container's memory. */
  readonly memoryLimit?: number;
  /** Where buffers are cut from. Default: the arenas that all backends and arrays of this thread share. */
  readonly arenas?: Arenas;
  /** Whether V8's 256-bit mode may be used, for kernels that a child process has proved to be the same and faster in it. */
  readonly wide?: boolean;
}

/**
 * Less work than this (in instructions of the IR, some 3 per nanosecond) is done on the spot: waking a thread takes 30 us. Bench:
 * kernels, saxpy of 1e3 to 1e6 elements.
 */
const LOCAL_WORK = 150_000;

function defaultLimit(): number {
  const constrained = process.constrainedMemory();
  const bytes = constrained > 0 ? Math.min(totalmem(), constrained) : totalmem();
  return Math.floor(bytes * 0.75);
}

function ours(artifact: Artifact): WasmArtifact {
  invariant(artifact.target === 'wasm', `the threads backend got a kernel for ${artifact.target}`);
  return artifact;
}

/**
 * Runs kernels as WebAssembly on compute threads. Small dispatches run at once; large ones are under way when `dispatch` returns, in the
 * order in which they were made. What looks at memory waits: `read` without blocking, `view` and `write` blocking and helping.
 */
export class WasmBackend implements KernelBackend {
  readonly name = 'threads';
  readonly target = 'wasm';
  readonly #pool: ComputePool;
  readonly #memory: KernelMemory;
  readonly #cache: KernelCache;
  readonly #wide: WideTrials;
  readonly #small: SmallLaunches;
  readonly #streamed = new StreamedLaunches();
  /** What is let go when its job is done, in the order of jobs. */
  readonly #parting: { readonly what: Parting; readonly after: Ticket }[] = [];
  #failure: string | undefined;
  #isClosed = false;
  #closing: Promise<void> = Promise.resolve();

  constructor({
    cores = defaultCores(),
    memoryLimit = defaultLimit(),
    arenas = commonArenas,
    wide = defaultWide(),
  }: WasmBackendOptions = {}) {
    this.#pool = new ComputePool(cores);
    this.#memory = new KernelMemory(memoryLimit, arenas);
    this.#wide = new WideTrials(wide);
    this.#cache = new KernelCache(this.#pool, this.#wide);
    this.#small = new SmallLaunches({
      pool: this.#pool,
      cache: this.#cache,
      memory: this.#memory,
      wide: this.#wide,
      most: LOCAL_WORK,
    });
  }

  /** Bytes of all blocks in use, and the number of buffers. */
  get use(): { readonly usedBytes: number; readonly buffers: number } {
    this.#part();
    return { usedBytes: this.#memory.usedBytes, buffers: this.#memory.bufferCount };
  }

  alloc(byteLength: number, { zeroed = true }: AllocOptions = {}): BufferId {
    this.#checkOpen();
    this.#part();
    return this.#memory.alloc(byteLength, { zeroed });
  }

  adopt(bytes: Uint8Array): BufferId | undefined {
    this.#checkOpen();
    this.#part();
    return this.#memory.adopt(bytes);
  }

  partOf(buffer: BufferId, byteOffset: number, byteLength: number): BufferId {
    this.#checkOpen();
    this.#part();
    return this.#memory.partOf(buffer, byteOffset, byteLength);
  }

  free(buffer: BufferId): void {
    if (this.#isClosed) return;
    this.#release(this.#memory.forget(buffer));
  }

  write(buffer: BufferId, bytes: Uint8Array): void {
    this.#settle(buffer);
    this.#memory.view(buffer).set(bytes);
  }

  async read(buffer: BufferId): Promise<Uint8Array> {
    this.#checkOpen();
    const ticket = this.#pool.lastTicket;
    const block = this.#memory.get(buffer);
    await this.#pool.whenDone(ticket);
    this.#throwFailure();
    return new Uint8Array(block.arena.memory.buffer, block.address, block.byteLength).slice();
  }

  view(buffer: BufferId): Uint8Array {
    this.#settle(buffer);
    return this.#memory.view(buffer);
  }

  prepare(artifact: Artifact): void {
    this.#cache.prepare(ours(artifact));
  }

  dispatch(artifact: Artifact, buffers: readonly BufferId[], launch: Launch): void {
    this.#checkOpen();
    const kernel = ours(artifact);
    const { schedule } = launch;
    // Who says how iterations are handed out knows that they are worth it.
    if (schedule === undefined && this.#small.run(kernel, buffers, launch)) return;
    const plan = planLaunch(kernel, launch, this.#pool.cores);
    invariant(buffers.length === kernel.buffers.length, `${kernel.name} takes ${kernel.buffers.length} buffers`);
    invariant(launch.scalars.length === kernel.scalars.length, `${kernel.name} takes ${kernel.scalars.length} scalars`);
    if (plan.run.size === 0 && plan.finish.size === 0) return;
    this.#part();
    const placed = buffers.map((buffer) => this.#memory.get(buffer));
    const lengths = placed.map(({ byteLength }, at) => byteLength / elementBytes[kernel.buffers[at]!.element]);
    const counters = tallyLength(kernel, lengths, plan);
    const { ready, blocks } = this.#prepareLaunch({ kernel, plan, launch, placed, counters });
    this.#run(jobsOf(ready, plan, counters), { plan, schedule }, blocks[0] as number);
    for (const { whole } of placed) whole.lastUse = this.#pool.lastTicket;
    this.#wide.note(kernel, plan.work);
    for (const address of blocks) this.#release({ letGo: () => ready.home.free(address) });
  }

  stream(artifact: Artifact, arrays: readonly StreamedArray[], launch: Launch): boolean {
    this.#checkOpen();
    return this.#streamed.run({ kernel: ours(artifact), arrays, launch });
  }

  close(): Promise<void> {
    if (this.#isClosed) return this.#closing;
    this.#isClosed = true;
    this.#closing = this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    await Promise.all([this.#pool.close(), this.#wide.close()]);
    // No thread is left that could write to it: what others have in the same arenas stays whole.
    for (const { what } of this.#parting.splice(0)) what.letGo();
    this.#cache.close();
    this.#memory.close();
  }

  /** Waits for what was dispatched with a buffer, and tells failures. Others may go on: their buffers are others. */
  #settle(buffer: BufferId): void {
    this.#checkOpen();
    const { lastUse } = this.#memory.get(buffer).whole;
    if (lastUse !== undefined) this.#pool.join(lastUse);
    this.#throwFailure();
    this.#part();
  }

  #run(
    jobs: readonly Omit<Job, 'parameters'>[],
    { plan, schedule }: { readonly plan: LaunchPlan; readonly schedule: Schedule | undefined },
    parameters: number,
  ): void {
    const isSmall = schedule === undefined && plan.work < LOCAL_WORK;
    for (const job of jobs) {
      if (job.size === 0) continue;
      if (this.#pool.isIdle && isSmall) this.#pool.runHere({ ...job, parameters });
      else this.#pool.submit({ ...job, parameters });
    }
  }

  /** Finds the code of a dispatch and writes its parameters: in the memory of its first buffer, or where there is room. */
  #prepareLaunch(parts: LaunchParts): { readonly ready: ReadyKernel; readonly blocks: readonly number[] } {
    const { arenas } = this.#memory;
    const { kernel, placed } = parts;
    const homes = placed.map((buffer) => buffer.arena);
    if (placed.length > 0) {
      try {
        const ready = this.#cache.get(kernel, homes);
        return { ready, blocks: this.#writeLaunch(parts, ready) };
      } catch (error) {
        if (!(error instanceof KernelMemoryError)) throw error;
      }
    }
    const ready = this.#cache.get(kernel, homes, placed.length > 0 ? arenas.spare : arenas.main);
    return { ready, blocks: this.#writeLaunch(parts, ready) };
  }

  /** Writes the parameters of a dispatch. @returns Blocks to free after it, that of the parameters first. */
  #writeLaunch({ kernel, plan, launch, placed, counters }: LaunchParts, ready: ReadyKernel): readonly number[] {
    const length = parameterBytes(kernel.scalars.length, kernel.buffers.length);
    const room = Math.ceil(length / 64) * 64;
    // One block: there is room for all of it, or for nothing.
    const parameters = allocateIn(ready.home, room + plan.partialBytes);
    const partials = plan.partialBytes === 0 ? 0 : parameters + room;
    const view = new DataView(ready.home.memory.buffer, parameters, length);
    const ofThreads =
      counters > 0 ? { partials: ready.scratch, blocks: ready.threads } : { partials, blocks: plan.blocks };
    const { tiles } = plan;
    writeParameters(view, kernel, { launch, buffers: placed, tables: ready.tables, tiles, ...ofThreads });
    return [parameters];
  }

  /** Lets go of memory when what uses it is done. */
  #release(what: Parting): void {
    if (this.#pool.isIdle) what.letGo();
    else this.#parting.push({ what, after: this.#pool.lastTicket });
  }

  /** Frees the blocks whose jobs are done. */
  #part(): void {
    if (this.#parting.length === 0) return;
    let count = 0;
    for (const { what, after } of this.#parting) {
      if (!this.#pool.isDone(after)) break;
      what.letGo();
      count++;
    }
    if (count > 0) this.#parting.splice(0, count);
  }

  #throwFailure(): void {
    this.#failure ??= this.#pool.takeFailure();
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw new ParallelError('ERR_INTERNAL', `a kernel failed: ${failure}; please report it`);
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new PoolClosedError('the threads backend for kernels is closed');
  }
}

/** Memory that is given back when what uses it is done. */
interface Parting {
  letGo(): void;
}

interface LaunchParts {
  readonly kernel: WasmArtifact;
  readonly plan: LaunchPlan;
  readonly launch: Launch;
  readonly placed: readonly PlacedBuffer[];
  /** Counters of the longest array of which threads have copies; 0 when they have none. */
  readonly counters: number;
}

/** The jobs of a dispatch, in order. */
const jobsOf = (
  ready: ReadyKernel,
  { run, finish }: LaunchPlan,
  counters: number,
): readonly Omit<Job, 'parameters'>[] =>
  counters > 0
    ? [
        { kernel: ready.tally, ...run },
        { kernel: ready.merge, size: counters, chunkSize: counters },
      ]
    : [
        { kernel: ready.run, ...run },
        { kernel: ready.finish, ...finish },
      ];

/** All usable cores; inside a worker the others are somebody else's. */
const defaultCores = (): number => (whereAmI().level === 0 ? cpuCount() : 1);

/** As the environment says; not inside workers, where a trial would be for this worker alone. */
const defaultWide = (): boolean => whereAmI().level === 0 && readEnvironment().wideVectors;

/** Opens the threads backend for kernels. No thread starts before there is work for it. */
export const openWasm = (options?: WasmBackendOptions): WasmBackend => new WasmBackend(options);
