/** The functions of a call, each captured once, and the header that its batches share. */

import type { CallCodec } from '../core/codec.ts';
import { seedWords } from '../core/random.ts';
import type { CallHeader, FunctionRef } from '../core/task.ts';
import { moduleTaskOf } from '../closure/explicit.ts';
import type { Prepare } from '../plan/windows.ts';
import { type AnyFunction, type CallRequest, checkTask, checkTuple, DELAYED } from './call-request.ts';
import { capturePart } from './capture-part.ts';
import type { ParallelOptions } from './options.ts';

/** Distinct functions in one call that are worth a warning: each one is captured, sent and compiled by itself. */
const MANY_FUNCTIONS = 1000;

/** Longest time that a timer can take; a longer one would fire at once. */
const MAX_TIMER_MS = 0x7fffffff;

let nextCallId = 1;
/** Calls are numbered per process. */
export const newCallId = (): number => nextCallId++;

export const randomSeed = (): [number, number] => [(Math.random() * 2 ** 32) >>> 0, (Math.random() * 2 ** 32) >>> 0];

/** A header whose functions and definitions grow as the call goes on. */
export function makeHeader(
  options: ParallelOptions,
  codec: CallCodec | undefined,
  rest?: Partial<CallHeader>,
): CallHeader {
  return {
    id: newCallId(),
    definitions: codec?.definitions ?? [],
    functions: [],
    seed: options.seed === undefined ? randomSeed() : seedWords(options.seed),
    stopOnError: false,
    discardResults: false,
    ...(options.timeout === undefined ? {} : { timeoutMs: Math.min(options.timeout, MAX_TIMER_MS) }),
    ...rest,
  };
}

/** The functions of one call, each captured once. */
export class FunctionTable {
  readonly #refs: FunctionRef[];
  readonly #codec: CallCodec | undefined;
  readonly #positions = new Map<AnyFunction, number>();

  constructor(header: CallHeader, codec: CallCodec | undefined) {
    this.#refs = header.functions as FunctionRef[];
    this.#codec = codec;
  }

  /** @throws ClosureError when the function cannot travel, or writes to what it captured. */
  position(fn: AnyFunction): number {
    const known = this.#positions.get(fn);
    if (known !== undefined) return known;
    const ref = this.#codec === undefined ? localFunction(fn) : this.#codec.addFunction(fn);
    const position = this.#refs.push(ref) - 1;
    this.#positions.set(fn, position);
    if (position + 1 === MANY_FUNCTIONS) warnManyFunctions();
    return position;
  }
}

/** By reference, but under the same rule: a program must not work here and fail on another backend. */
function localFunction(fn: AnyFunction): FunctionRef {
  if (moduleTaskOf(fn) === undefined) capturePart().refuseWrites(fn);
  return { kind: 'local', fn };
}

function warnManyFunctions(): void {
  process.emitWarning(
    `a call has got ${MANY_FUNCTIONS} different functions, and each is captured and compiled by itself; ` +
      'use one function and pass what differs as arguments: delayed(fn)(a, b) or map(fn, items)',
    { type: 'PerformanceWarning', code: 'MANYCORE_MANY_FUNCTIONS' },
  );
}

/** What a call does with its items before they travel. */
export function prepareWith(request: CallRequest, table: FunctionTable): Prepare {
  if (request.fn !== DELAYED) {
    const fn = table.position(request.fn);
    return request.spread
      ? (items) => ({ fn, values: Array.from(items, checkTuple) })
      : (items) => ({ fn, values: items });
  }
  return (items) => {
    const tasks = Array.from(items, checkTask); // unlike map, it does not pass over holes
    const fns = tasks.map((task) => table.position(task.fn));
    const first = fns[0] as number;
    return { fn: fns.every((fn) => fn === first) ? first : fns, values: tasks.map((task) => task.args) };
  };
}

/** Names a function for what is measured of it; not one that is made anew for each call. */
export function keyOf(fn: AnyFunction): string | undefined {
  const named = moduleTaskOf(fn);
  return named === undefined ? capturePart().locationKey(fn) : `${named.url} ${named.name}`;
}
