/** Variables that count a loop: from where they start up to a limit that is tested before each round. */

import type { Block, CompareValue, GetLocalValue, If, Instruction, Kernel, Local, Loop, Value } from '../ir/types.ts';
import { isValue, walk, walkKernel } from '../ir/walk.ts';

/** What a counter is inside of the loop, behind its test. */
export interface Counter {
  /** Values it is given outside of the loop: it never gets below the least of them. */
  readonly starts: readonly Value[];
  /** It is below this, or at most this when `isInclusive`. */
  readonly limit: Value;
  readonly isInclusive: boolean;
  /** What is added in each round; at least 1. */
  readonly step: number;
}

/** Reads of counters in the bodies of their loops. */
export type Counters = ReadonlyMap<GetLocalValue, Counter>;

/** The test that the first effect of a loop makes: rounds go on while `a` is below `b`. */
interface Test {
  readonly a: Value;
  readonly b: Value;
  readonly isInclusive: boolean;
}

/** What holds when a comparison does, or when it does not. */
function testOf({ op, a, b }: CompareValue, holds: boolean): Test | null {
  // Integers have no NaN: what is not below is at least.
  const positive = holds ? op : ({ lt: 'ge', le: 'gt', gt: 'le', ge: 'lt', eq: 'ne', ne: 'eq' } as const)[op];
  switch (positive) {
    case 'lt':
      return { a, b, isInclusive: false };
    case 'le':
      return { a, b, isInclusive: true };
    case 'gt':
      return { a: b, b: a, isInclusive: false };
    case 'ge':
      return { a: b, b: a, isInclusive: true };
    default:
      return null;
  }
}

/** The condition under which a loop goes on: it begins with `if (not condition) break`, and reads no memory before. */
function goesOnWhile({ body }: Loop): Test | null {
  const at = body.findIndex(
    (one) => !isValue(one) || one.kind === 'load' || one.kind === 'atomic' || one.kind === 'loadArray',
  );
  const first = body[at];
  if (first?.kind !== 'if' || !isBreak(first)) return null;
  let [condition, holds] = [first.cond, false];
  while (condition.kind === 'unary' && condition.op === 'not') [condition, holds] = [condition.a, !holds];
  return condition.kind === 'compare' && condition.a.type === 'i32' ? testOf(condition, holds) : null;
}

const isBreak = ({ then, otherwise }: If): boolean =>
  then.length === 1 && then[0]?.kind === 'break' && otherwise.length === 0;

/** What a loop adds to a local, and what of its body comes before. */
interface Step {
  readonly by: number;
  readonly before: Block;
}

/** What a loop adds to a local in each round, where that is all that it does to it. */
function stepOf(loop: Loop, local: Local): Step | null {
  const changes: Instruction[] = [];
  const note = (one: Instruction): void => {
    if (one.kind === 'setLocal' && one.local === local) changes.push(one);
  };
  walk(loop.body, note);
  walk(loop.continuing, note);
  const [change, more] = changes;
  if (change?.kind !== 'setLocal' || more !== undefined) return null;
  const at = loop.body.indexOf(change);
  if (at === -1 && !loop.continuing.includes(change)) return null;
  const { value } = change;
  if (value.kind !== 'binary' || value.op !== 'add') return null;
  const [read, step] = value.a.kind === 'getLocal' ? [value.a, value.b] : [value.b, value.a];
  if (read.kind !== 'getLocal' || read.local !== local || step.kind !== 'const') return null;
  return Number(step.value) >= 1
    ? { by: Number(step.value), before: at === -1 ? loop.body : loop.body.slice(0, at) }
    : null;
}

/** The values that a local is given outside of a loop. */
function startsOf(kernel: Kernel, loop: Loop, local: Local): Value[] {
  const starts: Value[] = [];
  const visit = (block: Block): void => {
    for (const one of block) {
      if (one === loop) continue;
      if (one.kind === 'setLocal' && one.local === local) starts.push(one.value);
      else if (one.kind === 'if') [one.then, one.otherwise].forEach(visit);
      else if (one.kind === 'loop') [one.body, one.continuing].forEach(visit);
    }
  };
  visit(kernel.body);
  return starts;
}

/** Finds the counters of the loops of a kernel. */
export function findCounters(kernel: Kernel): Counters {
  const found = new Map<GetLocalValue, Counter>();
  walkKernel(kernel, (loop) => {
    if (loop.kind !== 'loop') return;
    const test = goesOnWhile(loop);
    if (test?.a.kind !== 'getLocal') return;
    const { local } = test.a;
    const step = stepOf(loop, local);
    if (step === null) return;
    const { b: limit, isInclusive } = test;
    const counter = { starts: startsOf(kernel, loop, local), limit, isInclusive, step: step.by };
    walk(step.before, (one) => {
      if (one.kind === 'getLocal' && one.local === local) found.set(one, counter);
    });
  });
  return found;
}
