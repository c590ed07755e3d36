/** Launches over arrays of the program, piece by piece through windows in a memory of the caller's thread. */

import { elementBytes, type Launch, type StreamedArray, type WasmArtifact } from '../../core/kernel.ts';
import { bufferOffset, parameterBytes, scratchStride } from '../../core/wasm-layout.ts';
import { type OwnMemory, type WasmExport, webAssembly } from '../../core/web-assembly.ts';
import { writeParameters } from './launch.ts';

/**
 * All windows together, in bytes: they stay in the second-level cache. Copying 120 MB through windows of 16, 64 and 256 KiB took 7.9, 6.3 and 4.0 ms, and
 * through shared memory of the same sizes 11.4, 10.1 and 9.1: V8 copies shared memory word by word.
 */
const WINDOW_BYTES = 262_144;

/** Iterations of a piece are a multiple of this: whole vectors. */
const PIECE_STEP = 64;

const PAGE = 65_536;
/** The memory may be no larger than windows, tables and scratch memory of one kernel, in pages. */
const MAX_PAGES = 256;

const whole = (byteLength: number): number => Math.ceil(byteLength / 64) * 64;

/** A launch all of whose arrays are streamed. */
export interface StreamedLaunch {
  readonly kernel: WasmArtifact;
  readonly arrays: readonly StreamedArray[];
  readonly launch: Launch;
}

/** An array and its window: where the first element of a piece goes. */
class Window {
  readonly #array: StreamedArray;
  readonly #width: number;
  readonly #memory: Uint8Array;
  readonly address: number;

  constructor(array: StreamedArray, parts: { width: number; memory: Uint8Array; address: number }) {
    this.#array = array;
    this.#width = parts.width;
    this.#memory = parts.memory;
    this.address = parts.address;
  }

  /** Bytes of the whole array. */
  get byteLength(): number {
    return this.#array.bytes.byteLength;
  }

  /**
   * Where the array would have to begin for the elements of a piece to lie in the window: code adds what the place of an element is, and addresses wrap.
   */
  baseOf(begin: number): number {
    return this.address - (begin + this.#array.touched.low) * this.#width;
  }

  /** Copies in what a piece touches. */
  bring(begin: number, end: number): void {
    const { bytes, touched, isFilled } = this.#array;
    if (isFilled) return;
    const [from, to] = this.#span(begin + touched.low, end + touched.high);
    if (to > from) this.#memory.set(bytes.subarray(from, to), this.baseOf(begin) + from);
  }

  /** Copies out what a piece wrote. */
  take(begin: number, end: number): void {
    const { bytes, written } = this.#array;
    if (written === null) return;
    const [from, to] = this.#span(begin + written.low, end + written.high);
    const base = this.baseOf(begin);
    if (to > from) bytes.set(this.#memory.subarray(base + from, base + to), from);
  }

  /** Bytes of the elements of a range that the array has. */
  #span(first: number, end: number): readonly [number, number] {
    const width = this.#width;
    const length = Math.floor(this.#array.bytes.byteLength / width);
    return [Math.max(0, first) * width, Math.min(length, end) * width];
  }
}

/** Where things are in the memory of a kernel. */
interface Layout {
  readonly piece: number;
  readonly scratch: number;
  readonly parameters: number;
  readonly windows: readonly number[];
  readonly byteLength: number;
}

const widthOf = ({ buffers }: WasmArtifact, at: number): number => elementBytes[buffers[at]!.element];

/** Tables come first, then scratch memory, parameters and windows. */
function layOut({ kernel, arrays }: StreamedLaunch): Layout {
  const perIteration = arrays.reduce((sum, _, at) => sum + widthOf(kernel, at), 0);
  const piece = Math.max(1, Math.floor(WINDOW_BYTES / perIteration / PIECE_STEP)) * PIECE_STEP;
  const scratch = whole(kernel.tables.length);
  const parameters = scratch + scratchStride(kernel.scratchBytes);
  let end = parameters + whole(parameterBytes(kernel.scalars.length, arrays.length));
  const windows = arrays.map(({ touched }, at) => {
    const address = end;
    end += whole((piece + touched.high - touched.low) * widthOf(kernel, at));
    return address;
  });
  return { piece, scratch, parameters, windows, byteLength: end };
}

/** Runs such launches, one at a time, in one memory. Kernels are compiled once for it. */
export class StreamedLaunches {
  readonly #functions = new WeakMap<WasmArtifact, WasmExport>();
  #memory: OwnMemory | undefined;

  /**
   * Runs it on the caller's thread, which alone sees the arrays.
   *
   * @returns False where the kernel has no code for this, or needs too much memory; nothing has happened then.
   */
  run(all: StreamedLaunch): boolean {
    const { kernel, arrays, launch } = all;
    const layout = layOut(all);
    if (kernel.ownCode === undefined || layout.byteLength > MAX_PAGES * PAGE) return false;
    const memory = this.#memoryOf(layout.byteLength);
    const run = this.#functionOf(kernel, memory);
    const bytes = new Uint8Array(memory.buffer);
    bytes.set(kernel.tables);
    const windows = arrays.map(
      (array, at) => new Window(array, { width: widthOf(kernel, at), memory: bytes, address: layout.windows[at]! }),
    );
    const view = new DataView(memory.buffer, layout.parameters);
    writeParameters(view, kernel, { launch, buffers: windows, tables: 0, partials: 0, blocks: 0, tiles: 0 });
    const size = launch.size[0]!;
    for (let begin = 0; begin < size; begin += layout.piece) {
      const end = Math.min(size, begin + layout.piece);
      for (const [at, window] of windows.entries()) {
        window.bring(begin, end);
        view.setUint32(bufferOffset(kernel.scalars.length, at), window.baseOf(begin), true);
      }
      run(layout.parameters, begin, end, layout.scratch);
      for (const window of windows) window.take(begin, end);
    }
    return true;
  }

  #memoryOf(byteLength: number): OwnMemory {
    const pages = Math.ceil(byteLength / PAGE);
    const memory = (this.#memory ??= new webAssembly.Memory({ initial: pages, maximum: MAX_PAGES }));
    const missing = pages - memory.buffer.byteLength / PAGE;
    if (missing > 0) memory.grow(missing);
    return memory;
  }

  #functionOf(kernel: WasmArtifact, memory: OwnMemory): WasmExport {
    let run = this.#functions.get(kernel);
    if (run === undefined) {
      const module = new webAssembly.Module(kernel.ownCode!());
      run = new webAssembly.Instance(module, { memory: { 0: memory } }).exports['run']!;
      this.#functions.set(kernel, run);
    }
    return run;
  }
}
