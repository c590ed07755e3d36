import type { Kernel, Value } from '../../ir/types.ts';
import { oneLane } from './analyze-lanes.ts';
import { chainBytes, MemoryChains, RegisterChains } from './chains.ts';
import { emitBlock } from './emit-block.ts';
import { argument } from './environment.ts';
import type { Environment } from './environment.ts';
import type { Hoister, Level } from './hoist.ts';
import { findRowAccesses, narrowRange } from './in-range.ts';
import { notLinear } from './linear.ts';
import type { VectorPlan } from './plan.ts';
import { Scope } from './scope.ts';
import type { Hoisted, ScopeOptions } from './scope.ts';

/** What the code of rows is made from. */
export interface RowOptions {
  readonly plan: VectorPlan | null;
  /** Products that may become one instruction with a sum. */
  readonly fused: ReadonlySet<Value>;
  readonly levels: ReadonlyMap<Value, Level>;
  readonly hoister: Hoister;
  /** Offsets of the accumulators' chains in the scratch memory, by their position; empty when there are none. */
  readonly chainOffsets: ReadonlyMap<Kernel['accumulators'][number], number>;
  /** Where chains are when points of the last axis have chains of their own. */
  readonly tiles?: { chains(index: number): MemoryChains };
}

/** The locals of a walk over rows: where it is, and how much is left. */
export interface RowLocals {
  readonly row: number;
  readonly column: number;
  readonly left: number;
  /** Position in the block of the reduction tree that the coordinate 0 of the row would have. */
  readonly origin: number;
}

/** Writes loops over rows of the iteration space, and over the iterations of a row: vectors first, what is left one by one. */
export class RowWriter {
  readonly #env: Environment;
  readonly #options: RowOptions;
  readonly #kernel: Kernel;
  readonly #indices: readonly number[];
  readonly #locals: RowLocals;

  constructor(env: Environment, options: RowOptions) {
    const { code } = env;
    this.#env = env;
    this.#options = options;
    this.#kernel = env.kernel;
    this.#indices = [0, 1, 2].map(() => code.local('i32'));
    this.#locals = {
      row: code.local('i32'),
      column: code.local('i32'),
      left: code.local('i32'),
      origin: code.local('i32'),
    };
  }

  get locals(): RowLocals {
    return this.#locals;
  }

  get indices(): readonly number[] {
    return this.#indices;
  }

  /** A scope for code outside of the body. */
  scope(hoisted: Hoisted): Scope {
    return new Scope(this.#env, this.#scalarOptions(), hoisted);
  }

  /** Runs `left` iterations from a row and a column on; at least one. */
  write(): void {
    const { code, sizes } = this.#env;
    const { row, column, left, origin } = this.#locals;
    const last = this.#kernel.rank - 1;
    const end = code.local('i32');
    code.loop((again) => {
      this.#setIndices();
      this.#options.hoister.emit(this.scope(this.#options.hoister), 1);
      // To the end of the row, or as far as asked.
      code
        .get(column)
        .get(left)
        .op('i32.add')
        .get(sizes[last] as number);
      code
        .get(column)
        .get(left)
        .op('i32.add')
        .get(sizes[last] as number)
        .op('i32.lt_u', 'select')
        .set(end);
      this.#writeRow(end);
      code.get(left).get(end).get(column).op('i32.sub', 'i32.sub').set(left);
      code.get(origin).get(end).op('i32.add').set(origin);
      code.get(row).i32(1).op('i32.add').set(row).i32(0).set(column);
      code.get(left).branchIf(again);
    });
  }

  #setIndices(): void {
    const { code, sizes } = this.#env;
    const { rank } = this.#kernel;
    const { row } = this.#locals;
    const [first, second] = this.#indices as [number, number, number];
    if (rank === 2) code.get(row).set(first);
    else if (rank === 3) {
      code
        .get(row)
        .get(sizes[1] as number)
        .op('i32.div_u')
        .set(first);
      code
        .get(row)
        .get(sizes[1] as number)
        .op('i32.rem_u')
        .set(second);
    }
  }

  #scalarOptions(): ScopeOptions {
    return {
      lanes: oneLane,
      linear: notLinear,
      group: 1,
      maskBits: 32,
      indices: this.#indices,
      chains: this.#chains(),
      totals: new Map(),
      inRange: new Set(),
      fused: this.#options.fused,
    };
  }

  #chains(): MemoryChains | null {
    const { chainOffsets, tiles } = this.#options;
    const { code } = this.#env;
    const index = this.#indices[this.#kernel.rank - 1] as number;
    if (tiles !== undefined) return tiles.chains(index);
    if (chainOffsets.size === 0) return null;
    return new MemoryChains(chainOffsets, ({ lanes, type }) => {
      code.get(index).get(this.#locals.origin).op('i32.add');
      code
        .i32(lanes - 1)
        .op('i32.and')
        .i32(chainBytes(type))
        .op('i32.mul')
        .get(argument.scratch)
        .op('i32.add');
    });
  }

  #writeRow(end: number): void {
    const { code } = this.#env;
    const { plan } = this.#options;
    const index = this.#indices[this.#kernel.rank - 1] as number;
    code.get(this.#locals.column).set(index);
    if (plan === null) {
      code.block((done) => this.#writeScalar({ stop: end, done: () => code.branchIf(done) }));
      return;
    }
    const bounds = this.#vectorBounds(plan, end);
    const stop = code.local('i32');
    code.get(bounds.first).set(stop);
    // One by one up to where vectors begin, then vectors, then one by one again.
    code.block((done) =>
      code.loop((phase) => {
        code.block((reached) => this.#writeScalar({ stop, done: () => code.branchIf(reached) }));
        code.get(index).get(end).op('i32.ge_u').branchIf(done);
        this.#writeVector(plan, bounds.last);
        code.get(end).set(stop).branch(phase);
      }),
    );
  }

  /** Runs iterations one by one while the coordinate is less than `stop`. */
  #writeScalar({ stop, done }: { readonly stop: number; readonly done: () => void }): void {
    const { code } = this.#env;
    const index = this.#indices[this.#kernel.rank - 1] as number;
    code.loop((again) => {
      code.get(index).get(stop).op('i32.ge_u');
      done();
      const scope = this.scope(this.#options.hoister);
      code.block((next) => {
        scope.end = next;
        emitBlock(scope, this.#kernel.body);
      });
      code.get(index).i32(1).op('i32.add').set(index).branch(again);
    });
  }

  /** Locals with the coordinates between which vectors may run. */
  #vectorBounds(plan: VectorPlan, end: number): { readonly first: number; readonly last: number } {
    const { code } = this.#env;
    const { column, origin } = this.#locals;
    const wideFirst = code.local('i64');
    const wideLast = code.local('i64');
    const first = code.local('i32');
    const last = code.local('i32');
    code.get(column).op('i64.extend_i32_u').set(wideFirst).get(end).op('i64.extend_i32_u').set(wideLast);
    const { levels, hoister } = this.#options;
    const accesses = findRowAccesses(this.#kernel.body, { linear: plan.linear, levels });
    narrowRange(this.scope(hoister), accesses, { first: wideFirst, last: wideLast, levels });
    // Both within 0 to the end.
    code.get(wideFirst).get(end).op('i64.extend_i32_u').get(wideFirst).get(end).op('i64.extend_i32_u');
    code.op('i64.lt_s', 'select', 'i32.wrap_i64').set(first);
    code.get(wideLast).i64(0n).get(wideLast).i64(0n).op('i64.gt_s', 'select', 'i32.wrap_i64').set(last);
    if (this.#options.chainOffsets.size > 0) {
      // Groups begin where the chains do.
      code
        .i32(0)
        .get(first)
        .get(origin)
        .op('i32.add', 'i32.sub')
        .i32(plan.group - 1)
        .op('i32.and');
      code.get(first).op('i32.add').tee(first).get(end).get(first).get(end).op('i32.lt_u', 'select').set(first);
    }
    return { first, last };
  }

  /** A scope for vectors along a row. */
  vectorScope(plan: VectorPlan): Scope {
    const { levels, hoister, fused } = this.#options;
    const memory = this.#chains();
    const chains = memory !== null && plan.keepsChains ? new RegisterChains(memory) : memory;
    const inRange = findRowAccesses(this.#kernel.body, { linear: plan.linear, levels });
    const options = { ...plan, indices: this.#indices, chains, totals: new Map(), inRange, fused };
    return new Scope(this.#env, options, hoister);
  }

  #writeVector(plan: VectorPlan, last: number): void {
    const { code } = this.#env;
    const index = this.#indices[this.#kernel.rank - 1] as number;
    const scope = this.vectorScope(plan);
    const { chains } = scope.options;
    if (chains instanceof RegisterChains) chains.load(scope, this.#kernel.accumulators);
    const mark = code.locals.length;
    code.block((done) =>
      code.loop((again) => {
        code.get(index).i32(plan.group).op('i32.add').get(last).op('i32.gt_u').branchIf(done);
        code.block((next) => {
          scope.end = next;
          emitBlock(scope, this.#kernel.body);
        });
        scope.forgetVectors(mark);
        code.get(index).i32(plan.group).op('i32.add').set(index).branch(again);
      }),
    );
    if (chains instanceof RegisterChains) chains.store(scope);
  }
}
