/** Which elements of its buffers a kernel reads and writes in a dispatch: those alone have to be copied. */

import type { Offsets } from '../../core/kernel.ts';
import type { Block, Kernel, Value } from '../ir/types.ts';
import { type DispatchFacts, type IndexRange, IndexRanges } from './index-range.ts';

/** Elements from `low` to before `end`; none when they are equal. */
export interface Elements {
  readonly low: number;
  readonly end: number;
}

/** What a dispatch does with a buffer. */
export interface BufferReach {
  /** All that is read or written lies here. */
  readonly touched: Elements;
  /** All that is written lies here. */
  readonly written: Elements;
  /** Whether nothing is read, and every element of `written` is written, for certain. */
  readonly isFilled: boolean;
  /**
   * Where iterations of one axis walk through the buffer in step, never out of range: distances between their numbers and those of elements. All of
   * them read, or none: vector code reads the first element for lanes that do not run.
   */
  readonly inStep: { readonly touched: Offsets; readonly written: Offsets | null } | null;
}

/** Accesses to one buffer. */
interface Accesses {
  readonly reads: Value[];
  readonly writes: { readonly index: Value; readonly isCertain: boolean }[];
  /** Whether some iterations read and others do not. */
  readsSometimes: boolean;
}

/** Finds the accesses of all buffers. A write is certain when it happens in every iteration. */
class Finder {
  readonly found = new Map<string, Accesses>();
  /** Whether some iterations may have ended before the instruction that is looked at. */
  #mayHaveEnded = false;

  visit(block: Block, isCertain: boolean): void {
    for (const one of block) {
      if (one.kind === 'load') {
        const accesses = this.#of(one.buffer.name);
        accesses.reads.push(one.index);
        if (!isCertain || this.#mayHaveEnded) accesses.readsSometimes = true;
      } else if (one.kind === 'store') {
        this.#of(one.buffer.name).writes.push({ index: one.index, isCertain: isCertain && !this.#mayHaveEnded });
      } else if (one.kind === 'atomic') {
        const accesses = this.#of(one.target.name);
        accesses.reads.push(one.index);
        accesses.writes.push({ index: one.index, isCertain: false });
      } else if (one.kind === 'if') {
        this.visit(one.then, false);
        this.visit(one.otherwise, false);
      } else if (one.kind === 'loop') {
        this.visit(one.body, false);
        this.visit(one.continuing, false);
      } else if (one.kind === 'return') this.#mayHaveEnded = true;
    }
  }

  #of(name: string): Accesses {
    let accesses = this.found.get(name);
    if (accesses === undefined) this.found.set(name, (accesses = { reads: [], writes: [], readsSometimes: false }));
    return accesses;
  }
}

/** Whether an index takes every value between its ends: row major over all axes. */
function isDense({ linear }: IndexRange, size: readonly number[]): boolean {
  if (linear === null) return false;
  let wanted = 1;
  for (let axis = size.length - 1; axis >= 0; axis--) {
    const length = size[axis]!;
    if (length !== 1 && linear.steps[axis] !== wanted) return false;
    wanted *= length;
  }
  return true;
}

/** What is inside of the buffer; all of it where nothing is known. */
function elementsOf(ranges: readonly (IndexRange | null)[], length: number): Elements {
  if (ranges.length === 0) return { low: 0, end: 0 };
  if (ranges.includes(null)) return { low: 0, end: length };
  const low = Math.max(0, Math.min(...ranges.map((range) => range!.low)));
  const end = Math.min(length, Math.max(...ranges.map((range) => range!.high)) + 1);
  return end > low ? { low, end } : { low: 0, end: 0 };
}

/** The distances of accesses that step by one element with each iteration; null where one does not. */
function offsetsOf(ranges: readonly (IndexRange | null)[]): Offsets | null {
  const constants: number[] = [];
  for (const range of ranges) {
    const linear = range?.linear ?? null;
    if (linear === null || linear.steps[0] !== 1) return null;
    constants.push(linear.constant);
  }
  return { low: Math.min(...constants), high: Math.max(...constants) };
}

/** Whether a buffer is walked through in step. */
function inStepOf(
  read: readonly (IndexRange | null)[],
  write: readonly (IndexRange | null)[],
  { iterations, length }: { readonly iterations: number; readonly length: number },
): BufferReach['inStep'] {
  if (read.length + write.length === 0) return null;
  const touched = offsetsOf([...read, ...write]);
  if (touched === null || touched.low < 0 || iterations - 1 + touched.high >= length) return null;
  return { touched, written: write.length === 0 ? null : offsetsOf(write) };
}

/** Whether an access goes to each of these elements. */
function covers(range: IndexRange | null, { low, end }: Elements, { size }: DispatchFacts): boolean {
  return range !== null && isDense(range, size) && range.low <= low && range.high + 1 >= end;
}

/** For each buffer of a kernel, by name: what a dispatch does with it. */
export type ReachOf = (facts: DispatchFacts) => ReadonlyMap<string, BufferReach>;

/**
 * Looks through a kernel once.
 *
 * @param kernel - After the passes: variables that stand for one value are that value then.
 * @returns A function that says for a dispatch what is read and written. It takes a few microseconds.
 */
export function findReach(kernel: Kernel): ReachOf {
  const finder = new Finder();
  // A workgroup may run beyond the iteration space, and what reductions finish has coordinates of its own.
  const isPlain = kernel.workgroup === null && kernel.finish.length === 0;
  finder.visit(kernel.body, isPlain);
  const inFinish = new Finder();
  inFinish.visit(kernel.finish, false);
  return (facts) => {
    const ranges = new IndexRanges(facts);
    const isEmpty = facts.size.includes(0);
    const reach = new Map<string, BufferReach>();
    for (const { name } of kernel.buffers) {
      const length = facts.lengthOf(name);
      const { reads = [], writes = [], readsSometimes = false } = finder.found.get(name) ?? {};
      const finish = inFinish.found.get(name);
      const rangeOf = (index: Value): IndexRange | null => (kernel.workgroup === null ? ranges.of(index) : null);
      const read = reads.map(rangeOf);
      const write = writes.map(({ index }) => rangeOf(index));
      if (finish !== undefined) {
        read.push(...finish.reads.map(() => null));
        write.push(...finish.writes.map(() => null));
      }
      const written = elementsOf(write, length);
      const fills =
        !isEmpty && writes.some(({ isCertain }, at) => isCertain && covers(write[at] ?? null, written, facts));
      reach.set(name, {
        touched: elementsOf([...read, ...write], length),
        written,
        isFilled: fills && reads.length === 0 && finish === undefined,
        inStep:
          facts.size.length === 1 && !readsSometimes
            ? inStepOf(read, write, { iterations: facts.size[0]!, length })
            : null,
      });
    }
    return reach;
  };
}
