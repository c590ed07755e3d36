import { webAssembly } from '../core/web-assembly.ts';
import type { WasmExport, WasmMemory, WasmModule } from '../core/web-assembly.ts';
import type { Chunk, JobBoard } from './job-board.ts';

/** A function of a module together with its memories: what a job names by number. */
export interface ComputeKernel {
  readonly id: number;
  readonly module: WasmModule;
  /** Name of the export: called with the address of the parameters, the first unit and the one after the last, and scratch memory. */
  readonly entry: string;
  /** Address of the scratch memory of thread 0, and the distance to that of the next thread. */
  readonly scratch: number;
  readonly scratchStride: number;
  /** Imports of the module, by their names. */
  readonly imports: { readonly [namespace: string]: { readonly [name: string]: WasmMemory } };
}

/** A kernel's function in this thread: called with the address of the parameters, the first unit and the one after the last, and scratch memory. */
// oxlint-disable-next-line max-params -- the four numbers that a WebAssembly export takes
export type RunHere = (parameters: number, begin: number, end: number, scratch: number) => unknown;

interface Instance {
  readonly entry: WasmExport;
  readonly scratch: number;
}

/** The kernels of one thread. Modules are compiled once, on the main thread, and instantiated in each thread that runs them. */
export class ComputeKernels {
  readonly #thread: number;
  readonly #known = new Map<number, ComputeKernel>();
  readonly #functions = new Map<number, Instance>();

  /** @param thread - Number of the thread, for its scratch memory; the caller's own comes after all others. */
  constructor(thread: number) {
    this.#thread = thread;
  }

  add(kernel: ComputeKernel): void {
    this.#known.set(kernel.id, kernel);
  }

  delete(id: number): void {
    this.#known.delete(id);
    this.#functions.delete(id);
  }

  has(id: number): boolean {
    return this.#known.has(id);
  }

  run({ kernel, parameters, begin, end }: Chunk): void {
    const { entry, scratch } = this.#functions.get(kernel) ?? this.#instantiate(kernel);
    entry(parameters, begin, end, scratch);
  }

  /** The function of a kernel in this thread, for who calls it very often. */
  functionOf(id: number): RunHere {
    return (this.#functions.get(id) ?? this.#instantiate(id)).entry;
  }

  #instantiate(id: number): Instance {
    const kernel = this.#known.get(id);
    if (kernel === undefined) throw new TypeError(`kernel ${id} did not reach this thread`);
    const entry = new webAssembly.Instance(kernel.module, kernel.imports).exports[kernel.entry];
    if (entry === undefined) throw new TypeError(`the module of kernel ${id} has no export ${kernel.entry}`);
    const instance = { entry, scratch: kernel.scratch + this.#thread * kernel.scratchStride };
    this.#functions.set(id, instance);
    return instance;
  }
}

/** Runs a claimed chunk and reports it, whatever happens in it. */
export function runChunk(board: JobBoard, chunk: Chunk, run: (chunk: Chunk) => void): void {
  try {
    run(chunk);
  } catch (error) {
    board.fail(error instanceof Error ? error.message : String(error));
  }
  board.finish();
}
