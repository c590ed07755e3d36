import type { Accumulator, Kernel } from '../../ir/types.ts';
import { BLOCK, emptyTotal } from '../../ir/reduction-tree.ts';
import { chainBytes, loadChain, pushCombined, pushIdentity, storeChain } from './chains.ts';
import { argument } from './environment.ts';
import type { Environment } from './environment.ts';
import { PARTIAL_BYTES, parameterOffsets } from '../../../core/wasm-layout.ts';
import type { RowLocals } from './rows.ts';
import { pushConstant, scalarTypes } from './types.ts';

/** The fixed tree of reductions (docs/ir.md): blocks of chains, then pairs of blocks. */
export class ReductionWriter {
  readonly #env: Environment;
  readonly #kernel: Kernel;
  readonly #offsets: ReadonlyMap<Accumulator, number>;
  /** Blocks of each point of the axes that are not reduced. */
  readonly #blocks: number;

  constructor(env: Environment, offsets: ReadonlyMap<Accumulator, number>) {
    this.#env = env;
    this.#kernel = env.kernel;
    this.#offsets = offsets;
    this.#blocks = env.code.local('i32');
    env.code.get(argument.parameters).memory('i32.load', { offset: parameterOffsets.blocks }).set(this.#blocks);
  }

  /** Runs a block for each of a range of units: unit u is block u % blocks of point u / blocks. */
  writeUnits(locals: RowLocals, writeRows: () => void): void {
    const { code } = this.#env;
    code.loop((again) => {
      this.#enterBlock(locals);
      for (const accumulator of this.#kernel.accumulators) this.#initialise(accumulator);
      writeRows();
      for (const accumulator of this.#kernel.accumulators) this.#fold(accumulator);
      code.get(argument.begin).i32(1).op('i32.add').tee(argument.begin);
      code.get(argument.end).op('i32.lt_u').branchIf(again);
    });
  }

  /** Sets the walk over rows to the first iteration of a block. */
  #enterBlock({ row, column, left, origin }: RowLocals): void {
    const { code, sizes } = this.#env;
    const { rank, reduced } = this.#kernel;
    const flat = code.local('i32');
    const total = code.local('i32');
    const length = sizes[rank - 1] as number;
    code.i32(1);
    for (let axis = rank - reduced; axis < rank; axis++) code.get(sizes[axis] as number).op('i32.mul');
    code.set(total);
    code.get(argument.begin).get(this.#blocks).op('i32.rem_u').i32(BLOCK).op('i32.mul').set(flat);
    code.get(argument.begin).get(this.#blocks).op('i32.div_u').get(total).get(length).op('i32.div_u', 'i32.mul');
    code.get(flat).get(length).op('i32.div_u', 'i32.add').set(row);
    code.get(flat).get(length).op('i32.rem_u').set(column);
    code.get(total).get(flat).op('i32.sub').tee(left).i32(BLOCK).get(left).i32(BLOCK);
    code.op('i32.lt_u', 'select').set(left);
    code.i32(0).get(column).op('i32.sub').set(origin);
  }

  #chainAddress(index: number, { type }: Accumulator): void {
    this.#env.code.get(index).i32(chainBytes(type)).op('i32.mul').get(argument.scratch).op('i32.add');
  }

  #initialise(accumulator: Accumulator): void {
    const { code } = this.#env;
    const at = code.local('i32');
    const offset = this.#offsets.get(accumulator) as number;
    code.i32(0).set(at);
    code.loop((again) => {
      this.#chainAddress(at, accumulator);
      pushIdentity(code, accumulator);
      code.memory(storeChain(accumulator.type), { offset });
      code.get(at).i32(1).op('i32.add').tee(at).i32(accumulator.lanes).op('i32.lt_u').branchIf(again);
    });
  }

  /** Combines the chains by halves and stores the result of the block. */
  #fold(accumulator: Accumulator): void {
    const { code } = this.#env;
    const { type, lanes } = accumulator;
    const at = code.local('i32');
    const offset = this.#offsets.get(accumulator) as number;
    for (let half = lanes / 2; half >= 1; half /= 2) {
      code.i32(0).set(at);
      code.loop((again) => {
        this.#chainAddress(at, accumulator);
        const load = (extra: number) => (): void => {
          this.#chainAddress(at, accumulator);
          code.memory(loadChain(type), { offset: offset + extra });
        };
        pushCombined(code, accumulator, { a: load(0), b: load(half * chainBytes(type)) });
        code.memory(storeChain(type), { offset });
        code.get(at).i32(1).op('i32.add').tee(at).i32(half).op('i32.lt_u').branchIf(again);
      });
    }
    this.#partialAddress(() => code.get(argument.begin));
    code.get(argument.scratch).memory(loadChain(type), { offset });
    code.memory(storeChain(type), { offset: this.#partialOffset(accumulator) });
  }

  #partialOffset(accumulator: Accumulator): number {
    return PARTIAL_BYTES * this.#kernel.accumulators.indexOf(accumulator);
  }

  /** Pushes the address of the partial results of a unit. */
  #partialAddress(pushUnit: () => void): void {
    const { code } = this.#env;
    pushUnit();
    code.i32(PARTIAL_BYTES * this.#kernel.accumulators.length).op('i32.mul');
    code.get(argument.parameters).memory('i32.load', { offset: parameterOffsets.partials }).op('i32.add');
  }

  /** Combines the blocks of a point pairwise. @returns Locals with the results, bools as 0 and 1. */
  writeTotals(): ReadonlyMap<Accumulator, number> {
    const { code } = this.#env;
    const totals = new Map<Accumulator, number>();
    const base = code.local('i32');
    this.#partialAddress(() => code.get(argument.begin).get(this.#blocks).op('i32.mul'));
    code.set(base);
    for (const accumulator of this.#kernel.accumulators) {
      const total = code.local(scalarTypes[accumulator.type]);
      totals.set(accumulator, total);
      code.get(this.#blocks).if(
        () => this.#writePairs(accumulator, { base, total }),
        () => {
          pushConstant(code, accumulator.type, emptyTotal(accumulator.op, accumulator.type));
          code.set(total);
        },
      );
    }
    return totals;
  }

  #writePairs(accumulator: Accumulator, { base, total }: { readonly base: number; readonly total: number }): void {
    const { code } = this.#env;
    const { type } = accumulator;
    const offset = this.#partialOffset(accumulator);
    const stride = PARTIAL_BYTES * this.#kernel.accumulators.length;
    const count = code.local('i32');
    const pair = code.local('i32');
    const address = (factor: number): void =>
      void code
        .get(pair)
        .i32(stride * factor)
        .op('i32.mul')
        .get(base)
        .op('i32.add');
    code.get(this.#blocks).set(count);
    code.block((done) =>
      code.loop((again) => {
        code.get(count).i32(1).op('i32.le_u').branchIf(done);
        code.i32(0).set(pair);
        code.loop((next) => {
          address(1);
          const load = (extra: number) => (): void => {
            address(2);
            code.memory(loadChain(type), { offset: offset + extra });
          };
          pushCombined(code, accumulator, { a: load(0), b: load(stride) });
          code.memory(storeChain(type), { offset });
          code.get(pair).i32(1).op('i32.add').tee(pair).get(count).i32(1).op('i32.shr_u', 'i32.lt_u').branchIf(next);
        });
        // An odd one is carried up.
        code
          .get(count)
          .i32(1)
          .op('i32.and')
          .if(() => {
            address(1);
            address(2);
            code.memory(loadChain(type), { offset }).memory(storeChain(type), { offset });
          });
        code.get(count).i32(1).op('i32.add').i32(1).op('i32.shr_u').set(count).branch(again);
      }),
    );
    code.get(base).memory(loadChain(type), { offset });
    if (type === 'bool') code.i32(1).op('i32.and');
    code.set(total);
  }
}
