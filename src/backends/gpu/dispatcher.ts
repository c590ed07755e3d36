import { InvalidOptionError } from '../../core/errors.ts';
import type { Launch, WgslArtifact, WgslWindows } from '../../core/kernel.ts';
import { WORD, wholeWords } from './buffer-sizes.ts';
import { inOrder } from './device.ts';
import type { Device } from './device.ts';
import type { GpuBufferEntry } from './gpu-buffers.ts';
import type { Block, GpuMemory } from './gpu-memory.ts';
import { gridOf } from './grid.ts';
import type { Grid } from './grid.ts';
import { parameterBlock } from './parameters.ts';
import { Pipelines } from './pipelines.ts';
import type { Pipeline } from './pipelines.ts';
import { bindingNumbers } from './shader.ts';
import type { Timestamps } from './timestamps.ts';
import { windowBytes, windowsFor } from './windows.ts';

/** Largest block of parameters, in bytes: more than any kernel has. */
const PARAMETER_BYTES = 4096;

/** Kernels number their iterations with 32 bit integers. */
const MOST_ITERATIONS = 2 ** 31 - 1;

/** One call of a kernel. */
export interface GpuCall extends Launch {
  readonly artifact: WgslArtifact;
  readonly buffers: readonly GpuBufferEntry[];
}

/** One step of a call, with all that it is bound to. */
interface Step {
  readonly title: string;
  readonly pipeline: Pipeline;
  readonly grid: Grid;
  readonly entries: GPUBindGroupEntry[];
}

/** Limits that tests lower. */
export interface DispatchLimits {
  /** Most bytes of one binding. */
  readonly bindingBytes?: number;
  /** Most groups along an axis. */
  readonly groupsPerAxis?: number;
}

/** Sends calls to the device, in order. */
export class Dispatcher {
  readonly #device: Device;
  readonly #memory: GpuMemory;
  readonly #pipelines: Pipelines;
  readonly #timestamps: Timestamps;
  readonly #bindingBytes: number;
  readonly #groupsPerAxis: number;
  #parameters: Block | undefined;

  constructor(parts: { device: Device; memory: GpuMemory; timestamps: Timestamps }, limits: DispatchLimits) {
    this.#device = parts.device;
    this.#memory = parts.memory;
    this.#timestamps = parts.timestamps;
    this.#pipelines = new Pipelines(parts.device);
    this.#bindingBytes = limits.bindingBytes ?? parts.device.limits.maxStorageBufferBindingSize;
    this.#groupsPerAxis = limits.groupsPerAxis ?? parts.device.limits.maxComputeWorkgroupsPerDimension;
  }

  /** Compiles for arrays that need one binding each, as nearly all do. */
  async prepare(artifact: WgslArtifact): Promise<void> {
    const counts = artifact.buffers.map(() => 1);
    await this.#pipelines.prepare(artifact, { counts, byteLength: windowBytes(this.#bindingBytes) });
  }

  /** Sends one call. What the device finds wrong shows in the contents of the buffers that were to be written. */
  dispatch(call: GpuCall): void {
    const { artifact, buffers } = call;
    checkCall(call);
    const plan = artifact.plan(call.size);
    const grids = plan.steps.map((step) => gridOf(step, this.#groupsPerAxis));
    if (grids.every((grid) => grid.includes(0))) return;
    const byteLengths = buffers.map(({ byteLength }) => byteLength);
    const windows = windowsFor(byteLengths, this.#bindingBytes);
    const pipelines = plan.steps.map(({ entryPoint }) => this.#pipelines.get(artifact, windows, entryPoint));
    const block = artifact.bindings ? undefined : parameterBlock(artifact, { ...call, parts: plan.parts, byteLengths });
    const scratch = artifact.hasScratch ? this.#memory.take('storage', plan.scratchBytes) : undefined;
    try {
      const { accepted } = this.#device.send(`kernel "${artifact.name}"`, () => {
        const encoder = this.#device.raw.createCommandEncoder({ label: artifact.name });
        clearStale(encoder, call);
        const bound = this.#separate(encoder, call);
        const entries = [...this.#parameterEntry(block), ...bufferEntries(call, bound.buffers, windows)];
        if (scratch !== undefined) entries.push(scratchEntry(artifact, windows, scratch));
        pipelines.forEach((pipeline, index) => {
          this.#encode(encoder, { title: artifact.name, pipeline, grid: grids[index]!, entries });
        });
        this.#device.raw.queue.submit([encoder.finish()]);
        bound.copies.forEach((copy) => this.#memory.give(copy));
      });
      noteContents(call, Promise.all(pipelines.map((pipeline) => pipeline.accepted)), accepted);
    } finally {
      if (scratch !== undefined) this.#memory.give(scratch);
    }
  }

  close(): void {
    if (this.#parameters !== undefined) this.#memory.give(this.#parameters);
    this.#parameters = undefined;
  }

  /** A pass of its own for each step, because a pass is what timestamps measure. */
  #encode(encoder: GPUCommandEncoder, { title, pipeline, grid, entries }: Step): void {
    const timestampWrites = this.#timestamps.next(title);
    const pass = encoder.beginComputePass({ label: title, ...(timestampWrites && { timestampWrites }) });
    pass.setPipeline(pipeline.raw);
    pass.setBindGroup(0, this.#device.raw.createBindGroup({ layout: pipeline.shader.layout, entries }));
    pass.dispatchWorkgroups(...grid);
    pass.end();
  }

  /** One buffer of parameters is enough: it is written in order with the calls that read it. */
  #parameterEntry(block: Uint32Array<ArrayBuffer> | undefined): GPUBindGroupEntry[] {
    if (block === undefined) return [];
    this.#parameters ??= this.#memory.take('uniform', PARAMETER_BYTES);
    this.#device.raw.queue.writeBuffer(this.#parameters.raw, 0, block);
    return [{ binding: 0, resource: { buffer: this.#parameters.raw, size: block.byteLength } }];
  }

  /**
   * WebGPU refuses a call that reads and writes one buffer through two bindings. Those that read get a copy, so they see what was
   * there before the call.
   */
  #separate(encoder: GPUCommandEncoder, { artifact, buffers }: GpuCall): { buffers: GPUBuffer[]; copies: Block[] } {
    const written = new Set(buffers.filter((_, index) => writes(artifact, index)).map(({ id }) => id));
    const copies = new Map<GpuBufferEntry, Block>();
    const bound = buffers.map((entry, index) => {
      if (writes(artifact, index) || !written.has(entry.id)) return entry.block.raw;
      const copy = copies.get(entry) ?? this.#memory.take('storage', entry.byteLength);
      if (!copies.has(entry)) encoder.copyBufferToBuffer(entry.block.raw, 0, copy.raw, 0, boundBytes(entry));
      copies.set(entry, copy);
      return copy.raw;
    });
    return { buffers: bound, copies: [...copies.values()] };
  }
}

const writes = ({ buffers }: WgslArtifact, index: number): boolean => /write/.test(buffers[index]!.access);

/** Bytes of a buffer that kernels see: whole words, and at least one. */
const boundBytes = ({ byteLength }: GpuBufferEntry): number => Math.max(WORD, wholeWords(byteLength));

/** @throws InvalidOptionError when the buffers or the size do not fit the kernel. */
function checkCall({ artifact, buffers, size }: GpuCall): void {
  const bad = size.find((length) => !Number.isSafeInteger(length) || length < 0);
  if (bad !== undefined) throw new InvalidOptionError(`a size is a whole number from 0, got ${bad}`);
  const iterations = size.reduce((product, length) => product * length, 1);
  if (iterations > MOST_ITERATIONS && artifact.bindings === undefined) {
    throw new InvalidOptionError(
      `a kernel can run ${MOST_ITERATIONS} times in one call, not ${iterations}; split the range`,
    );
  }
  if (buffers.length !== artifact.buffers.length) {
    throw new InvalidOptionError(`"${artifact.name}" takes ${artifact.buffers.length} buffers, got ${buffers.length}`);
  }
  const written = buffers.filter((_, index) => writes(artifact, index)).map(({ id }) => id);
  if (new Set(written).size < written.length) {
    throw new InvalidOptionError(
      `"${artifact.name}" got one array for two that it writes to; give it two arrays, or use one parameter for both`,
    );
  }
}

/** Clears what a buffer shows of its earlier owner, unless the program writes all of it anyway. */
function clearStale(encoder: GPUCommandEncoder, { artifact, buffers }: GpuCall): void {
  buffers.forEach((entry, index) => {
    if (entry.isStale && artifact.buffers[index]!.access !== 'write') {
      encoder.clearBuffer(entry.block.raw, 0, boundBytes(entry));
    }
    entry.isStale = false;
  });
}

function bufferEntries(call: GpuCall, bound: readonly GPUBuffer[], windows: WgslWindows): GPUBindGroupEntry[] {
  const numbers = bindingNumbers(call.artifact, windows.counts).buffers;
  return call.buffers.flatMap((entry, index) =>
    numbers[index]!.map((binding, window) => {
      const offset = window * windows.byteLength;
      const size = Math.min(windows.byteLength, boundBytes(entry) - offset);
      return { binding, resource: { buffer: bound[index]!, offset, size } };
    }),
  );
}

function scratchEntry(artifact: WgslArtifact, { counts }: WgslWindows, scratch: Block): GPUBindGroupEntry {
  return { binding: bindingNumbers(artifact, counts).scratch, resource: { buffer: scratch.raw } };
}

/** From now on the written buffers are right only if this call, its program, and all that it read, was. */
function noteContents({ artifact, buffers }: GpuCall, compiled: Promise<unknown>, accepted: Promise<void>): void {
  const read = buffers.filter((_, index) => artifact.buffers[index]!.access !== 'write');
  const before = Promise.all([compiled, ...read.map(({ contents }) => contents)]);
  const contents = inOrder(before, accepted);
  contents.catch(() => undefined); // for whoever reads one of the buffers
  buffers.forEach((entry, index) => {
    if (writes(artifact, index)) entry.contents = contents;
  });
}
