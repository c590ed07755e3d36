import type { WasmArtifact } from '../../core/kernel.ts';
import { parameterBytes, scratchStride } from '../../core/wasm-layout.ts';
import type { Arena } from '../../memory/arena.ts';
import { webAssembly } from '../../core/web-assembly.ts';
import type { WasmModule } from '../../core/web-assembly.ts';
import { compileWide } from '../../platform/wide-module.ts';
import type { ComputePool } from './compute-pool.ts';
import { allocateIn } from './kernel-memory.ts';
import type { WideTrials } from './wide-trials.ts';

/** A kernel that is ready for buffers in certain arenas. */
export interface ReadyKernel {
  /** Numbers for jobs. */
  readonly run: number;
  readonly finish: number;
  /** Instead of `run` with copies of counters, and what adds them up; 0 when there are none. */
  readonly tally: number;
  readonly merge: number;
  /** Scratch memory of the first thread. */
  readonly scratch: number;
  /** How many threads there may be. */
  readonly threads: number;
  /** Where parameters and partial results go: the first of its memories. */
  readonly home: Arena;
  /** Address of the constant tables. */
  readonly tables: number;
  /** Room for the parameters and some partial results of launches on the spot. */
  readonly block: number;
  /** It was taken out of the cache, and its memory freed. */
  readonly isDropped: boolean;
}

/** How many kernels are kept. One takes some tens of kilobytes. */
const MAX_KERNELS = 512;

/** Room for partial results in the block of a kernel. */
const PARTIAL_ROOM = 1024;

type Entry = Omit<ReadyKernel, 'isDropped'> & {
  isDropped: boolean;
  /** The block in which tables, scratch memory and the block of parameters are. */
  readonly region: number;
};

const isNothing = 0;

/** Which memory each buffer is in, numbered in the order in which they are met. @param first - The memory 0, where it is not the first buffer's. */
function numberMemories(
  arenas: readonly Arena[],
  first: readonly Arena[] = [],
): { memories: readonly number[]; distinct: readonly Arena[] } {
  const distinct = [...first];
  const memories = arenas.map((arena) => {
    if (!distinct.includes(arena)) distinct.push(arena);
    return distinct.indexOf(arena);
  });
  return { memories, distinct };
}

/** Offset of the partial results in the block of a kernel, behind the parameters. */
export const partialOffset = ({ scalars, buffers }: WasmArtifact): number =>
  Math.ceil(parameterBytes(scalars.length, buffers.length) / 64) * 64;

/** Room for partial results of launches on the spot. */
export const partialRoom = ({ accumulators, schedule }: WasmArtifact): number =>
  schedule?.roomBytes ?? (accumulators > 0 ? PARTIAL_ROOM : 0);

/** Whether a kernel runs in two halves, one after the other. */
export const hasFinish = ({ accumulators, schedule }: WasmArtifact): boolean =>
  accumulators > 0 || schedule !== undefined;

const smallBlockBytes = (artifact: WasmArtifact): number => partialOffset(artifact) + partialRoom(artifact);

function drop(entry: Entry): void {
  entry.isDropped = true;
  entry.home.free(entry.region);
}

/** Modules by the text of their kernel and the pattern of their memories; instances by the arenas themselves. */
export class KernelCache {
  readonly #pool: ComputePool;
  readonly #wide: WideTrials;
  readonly #modules = new Map<string, WasmModule>();
  readonly #entries = new Map<string, Entry>();
  readonly #arenaNumbers = new Map<Arena, number>();
  readonly #patterns = new WeakMap<WasmArtifact, Map<string, string>>();

  constructor(pool: ComputePool, wide: WideTrials) {
    this.#pool = pool;
    this.#wide = wide;
  }

  /** Trials are of kernels whose buffers are all in one memory. */
  #modeOf(artifact: WasmArtifact, memories: readonly number[]): 'wide' | 'plain' {
    return memories.every((memory) => memory === 0) && this.#wide.isProven(artifact) ? 'wide' : 'plain';
  }

  /** Number of kernels that are ready. */
  get size(): number {
    return this.#entries.size;
  }

  /** Compiles for buffers that are all in one arena, the usual case. */
  prepare(artifact: WasmArtifact): void {
    if (this.#patterns.has(artifact)) return; // it has run before
    this.#module(
      artifact,
      artifact.buffers.map(() => 0),
    );
  }

  /** @param home - Where parameters and scratch memory go; the arena of the first buffer unless given. */
  get(artifact: WasmArtifact, arenas: readonly Arena[], home?: Arena): ReadyKernel {
    const { memories, distinct } = numberMemories(arenas, home === undefined ? [] : [home]);
    const numbers = distinct.map((arena) => this.#numberOf(arena)).join();
    const pattern = `${this.#modeOf(artifact, memories)} ${numbers} ${memories.join()}`;
    const mine = this.#patternsOf(artifact);
    // The text of a kernel is long: looking it up anew would take longer than a small dispatch.
    const key = mine.get(pattern) ?? `${pattern}\n${artifact.key}`;
    const known = this.#entries.get(key);
    if (known !== undefined) {
      mine.set(pattern, key);
      // Put last again: the first one is the next to go.
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known;
    }
    const made = this.#make(artifact, this.#module(artifact, memories), distinct);
    this.#entries.set(key, made);
    mine.set(pattern, key);
    if (this.#entries.size > MAX_KERNELS) this.#dropOldest();
    return made;
  }

  /** The keys of an artifact's entries, the very strings: V8 keeps the hash of each. */
  #patternsOf(artifact: WasmArtifact): Map<string, string> {
    let patterns = this.#patterns.get(artifact);
    if (patterns === undefined) this.#patterns.set(artifact, (patterns = new Map()));
    return patterns;
  }

  #numberOf(arena: Arena): number {
    const number = this.#arenaNumbers.get(arena) ?? this.#arenaNumbers.size;
    this.#arenaNumbers.set(arena, number);
    return number;
  }

  #module(artifact: WasmArtifact, memories: readonly number[]): WasmModule {
    const mode = this.#modeOf(artifact, memories);
    const key = `${mode} ${memories.join()}\n${artifact.key}`;
    let module = this.#modules.get(key);
    if (module === undefined) {
      const isWide = mode === 'wide';
      module = isWide ? compileWide(artifact.code(memories, 256)) : new webAssembly.Module(artifact.code(memories));
      this.#modules.set(key, module);
      const [oldest] = this.#modules.keys();
      if (this.#modules.size > MAX_KERNELS) this.#modules.delete(oldest as string);
    }
    return module;
  }

  #make(artifact: WasmArtifact, module: WasmModule, arenas: readonly Arena[]): Entry {
    const home = arenas[0] as Arena;
    const { tables: table, scratchBytes } = artifact;
    const stride = scratchStride(scratchBytes);
    const threads = this.#pool.threadNumbers;
    // One block: there is room for all of it, or for nothing. Its parts begin at cache lines.
    const tableBytes = Math.ceil(table.length / 64) * 64;
    const region = allocateIn(home, tableBytes + stride * threads + smallBlockBytes(artifact));
    const tables = table.length === 0 ? isNothing : region;
    if (table.length > 0) new Uint8Array(home.memory.buffer, tables, table.length).set(table);
    const scratch = stride === 0 ? isNothing : region + tableBytes;
    // Copies of counters are clear before and after each use.
    if (artifact.tallies.length > 0) new Uint8Array(home.memory.buffer, scratch, stride * threads).fill(0);
    const imports = { memory: Object.fromEntries(arenas.map((arena, at) => [at, arena.memory])) };
    const add = (entry: string): number =>
      this.#pool.addKernel({ module, entry, scratch, scratchStride: stride, imports });
    const addIf = (isThere: boolean, entry: string): number => (isThere ? add(entry) : isNothing);
    const hasTallies = artifact.tallies.length > 0;
    return {
      run: add('run'),
      finish: addIf(hasFinish(artifact), 'finish'),
      tally: addIf(hasTallies, 'tally'),
      merge: addIf(hasTallies, 'merge'),
      home,
      tables,
      scratch,
      threads,
      block: region + tableBytes + stride * threads,
      region,
      isDropped: false,
    };
  }

  /** Frees what kernels hold of arenas. No thread may run any more. */
  close(): void {
    for (const entry of this.#entries.values()) drop(entry);
    this.#entries.clear();
    this.#modules.clear();
  }

  #dropOldest(): void {
    const [oldest] = this.#entries;
    if (oldest === undefined) return;
    const [key, entry] = oldest;
    this.#entries.delete(key);
    this.#pool.join(this.#pool.lastTicket); // its jobs have to be done
    for (const kernel of [entry.run, entry.finish, entry.tally, entry.merge])
      if (kernel !== isNothing) this.#pool.forgetKernel(kernel);
    drop(entry);
  }
}
