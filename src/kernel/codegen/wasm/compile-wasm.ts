import { KernelUnsupportedError } from '../../../core/errors.ts';
import type { WasmArtifact } from '../../../core/kernel.ts';
import { parameterOffsets, scratchStride } from '../../../core/wasm-layout.ts';
import { printKernel } from '../../ir/print.ts';
import { inlineCalls } from '../../passes/inline-calls.ts';
import type { Block, Kernel } from '../../ir/types.ts';
import { walkKernel } from '../../ir/walk.ts';
import { oneLane } from './analyze-lanes.ts';
import { CodeWriter } from './code-writer.ts';
import { emitBlock } from './emit-block.ts';
import { encodeModule } from './encode-module.ts';
import { argument, Environment } from './environment.ts';
import { fusedProducts, nothingFused } from './fused.ts';
import { findLevels, findSplats, Hoister } from './hoist.ts';
import { notLinear } from './linear.ts';
import { lowerForSimd, needsOwnWideCode } from './lower-for-simd.ts';
import { planVectors } from './plan.ts';
import type { VectorDecision } from './plan.ts';
import { ReductionWriter } from './reduce.ts';
import { RowWriter } from './rows.ts';
import { Scope } from './scope.ts';
import { planMemory } from './tables.ts';
import { planTallies, tallyBytes, type TallyPlan, writeMerge } from './tallies.ts';
import { launchAxes, planTiles, TileWriter } from './tiles.ts';
import type { TilePlan } from './tiles.ts';
import type { MemoryPlan } from './tables.ts';

/** What a kernel is compiled for. */
export interface WasmOptions {
  /** `strict` (default): bit for bit what the interpreter gives. `fast`: products and sums may be one instruction that rounds once. */
  readonly mode?: 'strict' | 'fast';
  /** Run neighbouring iterations together where that pays; default true. */
  readonly vectorize?: boolean;
  /** What tells this kernel from all others, where that is known already; by default its text is made. */
  readonly text?: string;
}

/** Parameters of exported functions: address of the parameters, begin, end, address of the scratch memory. */
const SIGNATURE = ['i32', 'i32', 'i32', 'i32'] as const;

/** A loop's instructions count as often as this in the cost: how often it runs is not known. */
const LOOP_COST = 16;

interface Compilation {
  readonly tiles: TilePlan | null;
  readonly kernel: Kernel;
  readonly decision: VectorDecision;
  readonly memory: MemoryPlan;
  readonly isFast: boolean;
  /** Arrays of counters that threads have copies of. */
  readonly tallies: TallyPlan;
  /** Bytes from the scratch memory of a thread to that of the next. */
  readonly stride: number;
}

/** A function of a compiled kernel: `run`, `finish`, `tally` or `merge`. */
export interface KernelFunction {
  readonly name: string;
  readonly code: CodeWriter;
}

/** A kernel as WebAssembly, whose functions may become parts of a larger module. */
export interface CompiledWasm extends WasmArtifact {
  /** Its functions, for buffers in these memories. */
  readonly functions: (memories: readonly number[], width?: 128 | 256) => readonly KernelFunction[];
}

const fusedIn = (kernel: Kernel, isFast: boolean): ReturnType<typeof fusedProducts> =>
  isFast ? fusedProducts(kernel) : nothingFused;

/** The function that runs units: iterations, or blocks of the reduction tree. */
function writeRun(compilation: Compilation, memories: readonly number[]): CodeWriter {
  const { kernel, decision, memory, isFast } = compilation;
  const code = new CodeWriter(SIGNATURE);
  const env = new Environment(code, kernel, { places: memory, memories });
  const { plan } = decision;
  const levels = findLevels(kernel);
  const hoister = new Hoister(kernel, levels, plan === null ? new Set() : findSplats(kernel, plan.lanes, plan.linear));
  const rows = new RowWriter(env, {
    plan,
    fused: fusedIn(kernel, isFast),
    levels,
    hoister,
    chainOffsets: memory.chains,
  });
  hoister.emit(rows.scope(hoister), 0);
  if (kernel.accumulators.length > 0) {
    const reduction = new ReductionWriter(env, memory.chains);
    const units = (): void => reduction.writeUnits(rows.locals, () => rows.write());
    if (compilation.tiles === null) units();
    else {
      const { tiles } = compilation;
      code.get(argument.parameters).memory('i32.load', { offset: parameterOffsets.tiles });
      code.if(() => writeTiles(code, { ...compilation, tiles }, memories), units);
    }
    return code;
  }
  const { row, column, left } = rows.locals;
  const length = env.sizes[kernel.rank - 1] as number;
  code.get(argument.begin).get(length).op('i32.div_u').set(row);
  code.get(argument.begin).get(length).op('i32.rem_u').set(column);
  code.get(argument.end).get(argument.begin).op('i32.sub').set(left);
  rows.write();
  return code;
}

/** An addition to a thread's own copy is a load, an addition and a store. */
const COPY_WEIGHT = 2;

/** The functions of a kernel with tallies: one that adds to the copies of its thread, and one that adds up the copies. */
function writeTally(compilation: Compilation, memories: readonly number[]): readonly KernelFunction[] {
  const { kernel, memory, tallies, stride } = compilation;
  const { plan } = planVectors(kernel, { atomicWeight: COPY_WEIGHT });
  const decision: VectorDecision = plan === null ? unasked : { plan };
  const own = { ...compilation, decision, memory: { ...memory, copies: tallies } };
  const merge = new CodeWriter(SIGNATURE);
  writeMerge(new Environment(merge, kernel, { places: memory, memories }), tallies, stride);
  return [
    { name: 'tally', code: writeRun(own, memories) },
    { name: 'merge', code: merge },
  ];
}

/** The part of it that reduces neighbouring points together. */
function writeTiles(
  code: CodeWriter,
  { tiles, memory, isFast }: Compilation & { readonly tiles: TilePlan },
  memories: readonly number[],
): void {
  const { kernel, plan } = tiles;
  const env = new Environment(code, kernel, { places: memory, memories, axes: launchAxes(kernel) });
  const levels = findLevels(kernel);
  const hoister = new Hoister(kernel, levels, findSplats(kernel, plan.lanes, plan.linear));
  const writer = new TileWriter(env, tiles);
  const rows = new RowWriter(env, {
    plan,
    fused: fusedIn(kernel, isFast),
    levels,
    hoister,
    chainOffsets: new Map(),
    tiles: writer,
  });
  hoister.emit(rows.scope(hoister), 0);
  writer.write(rows, rows.vectorScope(plan));
}

/** The function that runs `finish` for a range of the points that are not reduced. */
function writeFinish({ kernel, memory }: Compilation, memories: readonly number[]): CodeWriter {
  const code = new CodeWriter(SIGNATURE);
  const env = new Environment(code, kernel, { places: memory, memories });
  const reduction = new ReductionWriter(env, memory.chains);
  const indices = [code.local('i32'), code.local('i32'), code.local('i32')];
  code.loop((again) => {
    code.get(argument.begin).set(indices[0] as number);
    if (kernel.rank - kernel.reduced === 2) {
      code
        .get(argument.begin)
        .get(env.sizes[1] as number)
        .op('i32.div_u')
        .set(indices[0] as number);
      code
        .get(argument.begin)
        .get(env.sizes[1] as number)
        .op('i32.rem_u')
        .set(indices[1] as number);
    }
    const totals = reduction.writeTotals();
    const options = { lanes: oneLane, linear: notLinear, group: 1, maskBits: 32, fused: nothingFused } as const;
    const nothing = { scalars: new Map(), splats: new Map() };
    const scope = new Scope(env, { ...options, indices, totals, chains: null, inRange: new Set() }, nothing);
    code.block((next) => {
      scope.end = next;
      emitBlock(scope, kernel.finish);
    });
    code.get(argument.begin).i32(1).op('i32.add').tee(argument.begin).get(argument.end).op('i32.lt_u').branchIf(again);
  });
  return code;
}

/** Refuses what only a GPU has. */
function checkSupported(kernel: Kernel): void {
  let feature = kernel.workgroup === null ? '' : 'a workgroup size';
  walkKernel(kernel, (instruction) => {
    if (instruction.kind === 'barrier') feature = 'barriers';
    else if (instruction.kind === 'index' && instruction.space !== 'global') feature = 'places within workgroups';
  });
  if (feature === '') return;
  throw new KernelUnsupportedError(
    `the kernel ${kernel.name} uses ${feature}, which only a GPU has; run it with backend 'gpu', or 'sequential' to debug it`,
  );
}

function costOf(block: Block): number {
  let cost = 0;
  for (const instruction of block) {
    if (instruction.kind === 'loop') cost += LOOP_COST * (costOf(instruction.body) + costOf(instruction.continuing));
    else if (instruction.kind === 'if') cost += costOf(instruction.then) + costOf(instruction.otherwise);
    else if (instruction.kind !== 'const') cost++;
  }
  return cost;
}

const unasked: VectorDecision = { plan: null, reason: 'it was asked not to be' };

/** Vector code wants other operators; where there is none, the kernel stays as it is. */
function decide(source: Kernel): { readonly kernel: Kernel; readonly decision: VectorDecision } {
  const kernel = lowerForSimd(source, 128);
  const decision = planVectors(kernel);
  return { kernel: decision.plan === null ? source : kernel, decision };
}

/** What is compiled for 256 bits: rounding by arithmetic, all else the same. */
function widened(compilation: Compilation): Compilation {
  const { plan } = compilation.decision;
  if (plan === null || !needsOwnWideCode(compilation.kernel)) return compilation;
  const kernel = lowerForSimd(compilation.kernel, 256);
  const wider = planVectors(kernel).plan;
  if (wider === null) return compilation;
  const { group, keepsChains } = plan;
  const decision: VectorDecision = { plan: { ...wider, group, keepsChains } };
  const tiles = compilation.tiles === null ? null : planTiles(kernel, decision);
  return { ...compilation, kernel, decision, tiles };
}

/**
 * Compiles a kernel to WebAssembly.
 *
 * @param source - After the passes: its math functions are expanded. Calls are inlined here.
 * @throws KernelUnsupportedError for what only a GPU has (workgroups and barriers).
 */
export function compileWasm(source: Kernel, options: WasmOptions = {}): CompiledWasm {
  checkSupported(source);
  const inlined = inlineCalls(source);
  const { mode = 'strict', vectorize = true } = options;
  const { kernel, decision } = vectorize ? decide(inlined) : { kernel: inlined, decision: unasked };
  const lanes = decision.plan?.group ?? 1;
  const tiles = vectorize ? planTiles(kernel, decision) : null;
  const memory = planMemory(kernel, { group: Math.max(lanes, tiles?.plan.group ?? 1), tiles });
  const tallies = vectorize ? planTallies(kernel, memory.scratchBytes) : new Map<never, never>();
  const scratchBytes = memory.scratchBytes + tallyBytes(tallies);
  const stride = scratchStride(scratchBytes);
  const compilation: Compilation = { kernel, decision, tiles, memory, isFast: mode === 'fast', tallies, stride };
  const functions = (memories: readonly number[], width: 128 | 256 = 128): readonly KernelFunction[] => {
    const wanted = width === 256 ? widened(compilation) : compilation;
    const made: KernelFunction[] = [{ name: 'run', code: writeRun(wanted, memories) }];
    if (kernel.accumulators.length > 0) made.push({ name: 'finish', code: writeFinish(wanted, memories) });
    if (tallies.size > 0) made.push(...writeTally(wanted, memories));
    return made;
  };
  return {
    target: 'wasm',
    key: `wasm ${mode} ${vectorize ? 'vector' : 'scalar'}\n${options.text ?? printKernel(source)}`,
    name: kernel.name,
    rank: kernel.rank,
    buffers: kernel.buffers.map(({ name, element, access }) => ({ name, element, access })),
    scalars: kernel.scalars,
    reduced: kernel.reduced,
    tilePoints: tiles?.points ?? 0,
    accumulators: kernel.accumulators.length,
    scratchBytes,
    tallies: kernel.buffers.flatMap((buffer, at) => (tallies.has(buffer) ? [at] : [])),
    tables: memory.tables,
    cost: costOf(kernel.body),
    vectors:
      tiles !== null
        ? { lanes: tiles.plan.group }
        : decision.plan === null
          ? { lanes: 1, reason: decision.reason }
          : { lanes },
    functions,
    ownCode: () => encodeModule({ memories: 1, isOwn: true, functions: functions(kernel.buffers.map(() => 0)) }),
    code: (memories, width) =>
      encodeModule({ memories: Math.max(0, ...memories) + 1, functions: functions(memories, width) }),
  };
}
