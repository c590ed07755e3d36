import type { IndexValue, Instruction, Kernel, SizeValue, Value } from '../../ir/types.ts';
import { walk } from '../../ir/walk.ts';
import { BLOCK } from '../../ir/reduction-tree.ts';
import { Rewriter, rewriteKernel } from '../../passes/rewrite.ts';
import { parameterOffsets, PARTIAL_BYTES } from '../../../core/wasm-layout.ts';
import {
  chainBytes,
  combineVectors,
  loadChain,
  MemoryChains,
  placeholder,
  pushIdentity,
  storeChain,
} from './chains.ts';
import { argument } from './environment.ts';
import type { Environment } from './environment.ts';
import type { Lanes } from './analyze-lanes.ts';
import { planVectors } from './plan.ts';
import type { VectorDecision, VectorPlan } from './plan.ts';
import type { RowWriter } from './rows.ts';
import type { Scope } from './scope.ts';
import { pushSplat } from './scope.ts';

/**
 * Bytes of a row of chains in a tile. Where the array is larger than the caches, rows of 1 KiB are read at two thirds of the speed of 4 KiB, and
 * 8 KiB are no better (sums of the columns of 4096 x 4096 f32).
 */
const TILE_BYTES = 4096;

/**
 * A reduction over outer axes, such as the sums of columns, reads neighbours along the last axis that is *kept*. It is made in tiles: for
 * so many neighbouring points the chains are kept in memory, and rows are walked along that axis. The tree is the same, so the results are.
 */
export interface TilePlan {
  /** The kernel with the last kept axis moved to the end. Only its body. */
  readonly kernel: Kernel;
  readonly plan: VectorPlan;
  /** Points of a tile. */
  readonly points: number;
}

/** Where an axis of the rotated kernel is in a launch. */
export const launchAxes = ({ rank, reduced }: Kernel): readonly number[] => {
  const axes = [0, 1, 2].slice(0, rank);
  const [kept] = axes.splice(rank - reduced - 1, 1);
  return [...axes, kept as number, ...[0, 1, 2].slice(rank)];
};

class Rotation extends Rewriter {
  readonly #axes: readonly number[];

  constructor(nextId: () => number, axes: readonly number[]) {
    super(nextId);
    this.#axes = axes;
  }

  override instruction(one: Instruction, out: Instruction[]): void {
    if (one.kind !== 'index' && one.kind !== 'size') return this.keep(one, out);
    const moved: IndexValue | SizeValue = { ...one, axis: this.#axes.indexOf(one.axis) };
    out.push(moved);
    this.replace(one, moved);
  }
}

/** Accesses that no vector reads or writes as it is. */
function strayAccesses({ body }: Kernel, plan: VectorPlan): number {
  let count = 0;
  const isStray = (index: Value, lanes: Lanes): boolean => lanes.isVarying(index) && plan.linear.strideOf(index) !== 1;
  walk(body, (one) => {
    if ((one.kind === 'load' || one.kind === 'store') && isStray(one.index, plan.lanes)) count++;
  });
  return count;
}

/** Whether a reduction is better made in tiles; null when not. */
export function planTiles(kernel: Kernel, usual: VectorDecision): TilePlan | null {
  const kept = kernel.rank - kernel.reduced;
  if (kernel.accumulators.length === 0 || kept === 0) return null;
  const axes = launchAxes(kernel);
  const rotated = { ...rewriteKernel(kernel, (nextId) => new Rotation(nextId, axes)), finish: kernel.finish };
  const { plan } = planVectors(rotated, { hasOwnChains: true });
  if (plan === null || strayAccesses(rotated, plan) > 0) return null;
  if (usual.plan !== null && strayAccesses(kernel, usual.plan) === 0) return null;
  const bytes = Math.max(...kernel.accumulators.map(({ type }) => chainBytes(type)));
  const group = kernel.accumulators.some(({ type }) => chainBytes(type) === 8) ? 4 : Math.min(plan.group, 8);
  return { kernel: rotated, plan: { ...plan, group, keepsChains: false }, points: TILE_BYTES / bytes };
}

type Accumulators = Kernel['accumulators'];

/** Scratch memory that tiles need, and where the chains of each accumulator begin. */
export function placeTiles({ kernel, points }: TilePlan): {
  readonly offsets: ReadonlyMap<Accumulators[number], number>;
  readonly bytes: number;
} {
  const offsets = new Map<Accumulators[number], number>();
  let bytes = 0;
  for (const accumulator of kernel.accumulators) {
    offsets.set(accumulator, bytes);
    bytes += accumulator.lanes * points * chainBytes(accumulator.type);
  }
  return { offsets, bytes };
}

/** Writes the code of units that are a tile in a block of the reduction tree. */
export class TileWriter {
  readonly #env: Environment;
  readonly #tile: TilePlan;
  readonly #offsets: ReadonlyMap<Accumulators[number], number>;
  readonly #first: number;
  readonly #width: number;
  /** For each accumulator, the address that its chains of this row would have at coordinate 0. */
  readonly #bases = new Map<Accumulators[number], number>();

  constructor(env: Environment, tile: TilePlan) {
    this.#env = env;
    this.#tile = tile;
    this.#offsets = placeTiles(tile).offsets;
    this.#first = env.code.local('i32');
    this.#width = env.code.local('i32');
    for (const accumulator of tile.kernel.accumulators) this.#bases.set(accumulator, env.code.local('i32'));
  }

  /** Chains of the iterations at a coordinate of the last axis. */
  chains(index: number): MemoryChains {
    const { code } = this.#env;
    return new MemoryChains(this.#offsets, (accumulator) => {
      code.get(index).i32(chainBytes(accumulator.type)).op('i32.mul');
      code.get(this.#bases.get(accumulator) as number).op('i32.add');
    });
  }

  /** Unit u is block `u % blocks` of tile `u / blocks`; tiles are numbered along the last axis first. */
  write(rows: RowWriter, scope: Scope): void {
    const { code, sizes } = this.#env;
    const { kernel, points } = this.#tile;
    const [blocks, tiles, outer, start, count] = Array.from({ length: 5 }, () => code.local('i32')) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const below = code.local('i32');
    const length = sizes[kernel.rank - 1] as number;
    code.get(argument.parameters).memory('i32.load', { offset: parameterOffsets.blocks }).set(blocks);
    code.get(argument.parameters).memory('i32.load', { offset: parameterOffsets.tiles }).set(tiles);
    code.i32(1);
    for (let axis = kernel.rank - 1 - kernel.reduced; axis < kernel.rank - 1; axis++)
      code.get(sizes[axis] as number).op('i32.mul');
    code.set(below);
    code.loop((again) => {
      code.get(argument.begin).get(blocks).op('i32.div_u').get(tiles).op('i32.div_u').set(outer);
      code.get(argument.begin).get(blocks).op('i32.div_u').get(tiles).op('i32.rem_u');
      code.i32(points).op('i32.mul').set(this.#first);
      this.#least(this.#width, { rest: () => code.get(length).get(this.#first).op('i32.sub'), most: points });
      code.get(argument.begin).get(blocks).op('i32.rem_u').i32(BLOCK).op('i32.mul').set(start);
      this.#least(count, { rest: () => code.get(below).get(start).op('i32.sub'), most: BLOCK });
      for (const accumulator of kernel.accumulators) this.#initialise(accumulator, count);
      code.get(outer).get(below).op('i32.mul').get(start).op('i32.add').set(rows.locals.row);
      this.#writeRows(rows, count);
      for (const accumulator of kernel.accumulators) {
        this.#fold(scope, accumulator, count);
        this.#storePartials(accumulator, { outer, blocks, length });
      }
      code
        .get(argument.begin)
        .i32(1)
        .op('i32.add')
        .tee(argument.begin)
        .get(argument.end)
        .op('i32.lt_u')
        .branchIf(again);
    });
  }

  /** Sets a local to the lesser of what is left and a constant. */
  #least(local: number, { rest, most }: { readonly rest: () => void; readonly most: number }): void {
    const { code } = this.#env;
    rest();
    code.tee(local).i32(most).get(local).i32(most).op('i32.lt_u', 'select').set(local);
  }

  #rowBytes(accumulator: Accumulators[number]): number {
    return this.#tile.points * chainBytes(accumulator.type);
  }

  /** Chains that get no value keep none: they are not combined either. */
  #initialise(accumulator: Accumulators[number], count: number): void {
    const { code } = this.#env;
    const [at, end] = [code.local('i32'), code.local('i32')];
    const identity = code.local('v128');
    pushIdentity(code, accumulator);
    if (accumulator.type === 'bool') code.op('i32x4.splat');
    else pushSplat(code, accumulator.type);
    code.set(identity).get(argument.scratch).set(at);
    code.get(count).i32(accumulator.lanes).get(count).i32(accumulator.lanes).op('i32.lt_u', 'select');
    code.i32(this.#rowBytes(accumulator)).op('i32.mul').get(at).op('i32.add').set(end);
    code.loop((again) => {
      code
        .get(at)
        .get(identity)
        .memory('v128.store', { offset: this.#offsets.get(accumulator) as number });
      code.get(at).i32(16).op('i32.add').tee(at).get(end).op('i32.lt_u').branchIf(again);
    });
  }

  #writeRows(rows: RowWriter, count: number): void {
    const { code } = this.#env;
    const at = code.local('i32');
    code.i32(0).set(at);
    code.loop((again) => {
      for (const [accumulator, base] of this.#bases) {
        code
          .get(at)
          .i32(accumulator.lanes - 1)
          .op('i32.and')
          .i32(this.#rowBytes(accumulator))
          .op('i32.mul');
        code.get(this.#first).i32(chainBytes(accumulator.type)).op('i32.mul', 'i32.sub');
        code.get(argument.scratch).op('i32.add').set(base);
      }
      code.get(this.#first).set(rows.locals.column).get(this.#width).set(rows.locals.left);
      rows.write(); // goes on to the next row
      code.get(at).i32(1).op('i32.add').tee(at).get(count).op('i32.lt_u').branchIf(again);
    });
  }

  /** Combines the chains by halves, for all points of the tile. */
  #fold(scope: Scope, accumulator: Accumulators[number], count: number): void {
    const { code } = this.#env;
    const rowBytes = this.#rowBytes(accumulator);
    const [at, end] = [code.local('i32'), code.local('i32')];
    const offset = this.#offsets.get(accumulator) as number;
    for (let half = accumulator.lanes / 2; half >= 1; half /= 2) {
      code.get(argument.scratch).set(at);
      // As many chains of the upper half as there are.
      code
        .get(count)
        .i32(half)
        .op('i32.gt_u')
        .if(() => {
          code.get(count).i32(half).op('i32.sub').set(end);
          code.get(end).i32(half).get(end).i32(half).op('i32.lt_u', 'select').i32(rowBytes).op('i32.mul');
          code.get(argument.scratch).op('i32.add').set(end);
          code.loop((again) => {
            const lower = new MemoryChains(new Map([[accumulator, offset]]), () => {});
            const upper = new MemoryChains(new Map([[accumulator, offset + half * rowBytes]]), () => {});
            const push = (): void => void code.get(at);
            const chain = lower.loadVector(scope, accumulator, push);
            const value = placeholder(accumulator.type);
            scope.vectors.set(value, upper.loadVector(scope, accumulator, push));
            const parts = combineVectors(scope, accumulator, { chain, value });
            lower.storeVector(scope, accumulator, { push, parts });
            const step = scope.options.group * chainBytes(accumulator.type);
            code.get(at).i32(step).op('i32.add').tee(at).get(end).op('i32.lt_u').branchIf(again);
          });
        });
    }
  }

  #storePartials(
    accumulator: Accumulators[number],
    { outer, blocks, length }: { readonly outer: number; readonly blocks: number; readonly length: number },
  ): void {
    const { code } = this.#env;
    const { accumulators } = this.#tile.kernel;
    const stride = PARTIAL_BYTES * accumulators.length;
    const bytes = chainBytes(accumulator.type);
    const [at, target] = [code.local('i32'), code.local('i32')];
    // The first point of the tile, and the block within it.
    code.get(outer).get(length).op('i32.mul').get(this.#first).op('i32.add').get(blocks).op('i32.mul');
    code.get(argument.begin).get(blocks).op('i32.rem_u', 'i32.add').i32(stride).op('i32.mul');
    code.get(argument.parameters).memory('i32.load', { offset: parameterOffsets.partials }).op('i32.add').set(target);
    code.i32(0).set(at);
    code.loop((again) => {
      code.get(target).get(at).i32(bytes).op('i32.mul').get(argument.scratch).op('i32.add');
      code.memory(loadChain(accumulator.type), { offset: this.#offsets.get(accumulator) as number });
      code.memory(storeChain(accumulator.type), { offset: PARTIAL_BYTES * accumulators.indexOf(accumulator) });
      code.get(blocks).i32(stride).op('i32.mul').get(target).op('i32.add').set(target);
      code.get(at).i32(1).op('i32.add').tee(at).get(this.#width).op('i32.lt_u').branchIf(again);
    });
  }
}
