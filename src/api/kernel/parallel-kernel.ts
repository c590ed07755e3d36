/** `Parallel` on a backend that runs kernels only: the function is compiled, and one dispatch computes all items. */

import { moduleTaskOf } from '../../closure/explicit.ts';
import { InvalidOptionError } from '../../core/errors.ts';
import type { ElementType } from '../../core/kernel.ts';
import { type OffersElements, offersElements } from '../../core/kernel-elements.ts';
import { combineOp } from '../../kernel/frontend/combine-op.ts';
import type { ParameterBinding, ResultBinding } from '../../kernel/frontend/request.ts';
import type { CallFrame } from '../call-frame.ts';
import { type AnyFunction, checkTask, checkTuple, DELAYED } from '../call-request.ts';
import { isTypedArray } from '../typed-results.ts';
import { itemsOfArray, tuplesOfArray } from './array-items.ts';
import { sharedKernelBackend } from './backends.ts';
import { checkKernelDtype, type ItemColumns, singleColumn, tupleColumns } from './item-columns.ts';
import { seedOf } from './options.ts';
import { checkParallelOptions } from './parallel-options.ts';
import type { LoweredCall } from './kernel-template.ts';
import { lowerCall } from './lowering-cache.ts';
import { runLowered } from './run-lowered.ts';
import { elementOf } from './element-of.ts';
import { arrayFrom } from './result-array.ts';
import { sourceOf } from './source-of.ts';
import { checkFold, foldInOrder, type OrderedFold } from './user-fold.ts';

const elementsOfDtype = { float32: 'f32', int32: 'i32', uint32: 'u32' } as const;

/** Results as JavaScript has them, by the element of the result buffer. */
const views: { readonly [E in ElementType]?: (bytes: Uint8Array) => ArrayLike<unknown> } = {
  bool: (bytes) => Array.from(bytes, (byte) => byte !== 0),
  i32: ({ buffer }) => new Int32Array(buffer),
  u32: ({ buffer }) => new Uint32Array(buffer),
  f32: ({ buffer }) => new Float32Array(buffer),
};

/** @param check - Throws when the call is over, which ends the pulling. */
async function allOf(items: AsyncIterable<unknown>, check: () => void): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const item of items) {
    check();
    all.push(item);
  }
  return all;
}

const isAsync = (items: object): items is AsyncIterable<unknown> => Symbol.asyncIterator in items;

/** One call. */
interface Job {
  readonly fn: AnyFunction;
  readonly input: ItemColumns;
}

function delayedJob(items: ArrayLike<unknown>, frame: CallFrame): Job | undefined {
  const tasks = Array.from(items, checkTask);
  const fn = tasks[0]?.fn;
  if (fn === undefined) return undefined;
  const other = tasks.findIndex((task) => task.fn !== fn);
  if (other !== -1) {
    throw new InvalidOptionError(
      `task ${other} has another function than task 0: a kernel is one function; make a call for each, or pass what differs as arguments`,
    );
  }
  const dtype = checkKernelDtype(frame.options.dtype);
  return {
    fn,
    input: tupleColumns(
      tasks.map(({ args }) => args),
      { dtype, parameters: fn.length },
    ),
  };
}

/** Items that are all there. */
type AllItems = ArrayLike<unknown> | OffersElements;

function jobOf(items: AllItems, frame: CallFrame): Job | undefined {
  const { fn, spread } = frame.request;
  const dtype = checkKernelDtype(frame.options.dtype);
  if (offersElements(items)) {
    if (fn === DELAYED) throw new InvalidOptionError('Parallel(...)(tasks) takes tasks made by delayed(fn)(...args)');
    return {
      fn,
      input: spread ? tuplesOfArray(items, { dtype, parameters: fn.length }) : itemsOfArray(items, dtype),
    };
  }
  if (fn === DELAYED) return delayedJob(items, frame);
  if (!spread) return { fn, input: singleColumn(items, dtype) };
  const tuples = Array.from(items, (item) => (isTypedArray(item) ? item : checkTuple(item)));
  return { fn, input: tupleColumns(tuples, { dtype, parameters: fn.length }) };
}

function resultBinding({ request, typed, options }: CallFrame): ResultBinding {
  if (request.discard === true) return { kind: 'none' };
  const { combine } = request;
  if (combine !== undefined) {
    const op = combineOp(combine, () => sourceOf(combine, options.context));
    return op === undefined ? { kind: 'store', element: 'infer' } : { kind: 'reduce', op };
  }
  const dtype = checkKernelDtype(options.dtype);
  // A typed result has the kind of the items, or the dtype; the flags of a filter are what the function returns.
  if (request.sink !== undefined) return { kind: 'store', element: 'infer' };
  const kind = typed === undefined ? undefined : `${typed.kind.replace('Array', '').toLowerCase()}`;
  const name = dtype ?? (kind as keyof typeof elementsOfDtype | undefined);
  return { kind: 'store', element: name === undefined ? 'infer' : elementsOfDtype[name] };
}

const parameterOf = (element: ElementType, { rows }: ItemColumns): ParameterBinding =>
  rows === undefined ? { kind: 'element', element } : { kind: 'slice', element, rank: rows.shape.length, isUnit: true };

function lower({ fn, input }: Job, frame: CallFrame, backendName: string): LoweredCall {
  const { context } = frame.options;
  if (moduleTaskOf(fn) !== undefined) {
    throw new InvalidOptionError(
      'a function made by task() runs in its module and cannot be compiled; pass the function itself',
    );
  }
  const result = resultBinding(frame);
  const lowered = lowerCall(
    fn,
    {
      fallbackName: 'task',
      rank: 1,
      parameters: input.columns.map((column) => parameterOf(elementOf(column)!.element, input)),
      result,
      float: 'f32',
    },
    context,
  );
  if (lowered.results.length > 1 || lowered.results.some(({ name }) => name !== 'result')) {
    throw new InvalidOptionError(
      `${fn.name === '' ? 'the function' : fn.name} returns ${lowered.results.map(({ name }) => name).join(', ')}: on this backend it has to return one number`,
    );
  }
  const fold = result.kind === 'store' ? foldOf(frame, backendName) : undefined;
  if (fold !== undefined) checkFold(fold, lowered.results[0]!.element);
  return lowered;
}

/** The fold of a reduction by a function of the user's; undefined for other calls. */
function foldOf({ request, options }: CallFrame, backend: string): OrderedFold | undefined {
  const { combine } = request;
  if (combine === undefined) return undefined;
  const { context } = options;
  return { combine, options: { backend, float: 'f32', ...(context === undefined ? {} : { context }) } };
}

async function dispatch(
  { job: { input }, lowered }: NonNullable<Compiled>,
  { frame, backendName, check }: { frame: CallFrame; backendName: string; check: () => void },
): Promise<void> {
  const { meter } = frame.progress;
  if (meter !== undefined) meter.total = input.length;
  const isReduction = lowered.kernel.accumulators.length > 0;
  // An empty reduction has no value, which whoever asked for it knows how to say.
  if (input.length > 0) {
    const backend = await sharedKernelBackend(backendName);
    check();
    const results = await runLowered(lowered, {
      backend,
      mode: 'strict',
      size: [input.length],
      values: input.columns,
      ...(input.rows === undefined ? {} : { slices: [input.rows] }),
      ranges: [],
      seed: seedOf(frame.options.seed === undefined ? {} : { seed: frame.options.seed }),
      resultLength: isReduction ? 1 : input.length,
    });
    check();
    const [slot] = lowered.results;
    const fold = isReduction ? undefined : foldOf(frame, backendName);
    if (slot === undefined) frame.sink.done(0, input.length);
    else if (fold === undefined) frame.sink.run(0, views[slot.element]!(results.get(slot.name)!));
    else frame.sink.run(0, [await foldInOrder(fold, arrayFrom(results.get(slot.name)!, slot.element))]);
  }
  if (meter !== undefined) meter.done = input.length;
  meter?.report(true);
}

/** A call of compiled functions that is ready to run. */
export interface KernelCall {
  readonly cancel: (error: unknown) => void;
  readonly wake: () => void;
  /** Runs it. Rejects at once when it is cancelled. */
  readonly run: () => Promise<void>;
}

/** A kernel and its input; undefined where there is neither: no delayed task. */
type Compiled = { readonly job: Job; readonly lowered: LoweredCall } | undefined;

function compile(items: AllItems, frame: CallFrame, backendName: string): Compiled {
  const job = jobOf(items, frame);
  return job === undefined ? undefined : { job, lowered: lower(job, frame, backendName) };
}

/** What was said to end a call early. */
class Ending {
  readonly #stopped = Promise.withResolvers<never>();
  #end: { readonly error: unknown } | undefined;

  constructor() {
    this.#stopped.promise.catch(() => undefined); // whoever waits hears of it
  }

  cancel = (error: unknown): void => {
    this.#end ??= { error };
    this.#stopped.reject(error);
  };

  check = (): void => {
    if (this.#end !== undefined) throw this.#end.error;
  };

  /** Waits for work, or for its end. What it held is freed when it is over; nobody waits for that. */
  async over(work: Promise<void>): Promise<void> {
    work.catch(() => undefined);
    await Promise.race([work, this.#stopped.promise]);
  }
}

/** See `openKernelCall`. */
export function openParallelKernel(frame: CallFrame, backendName: string): KernelCall {
  const { options, request } = frame;
  const { signal } = options;
  checkParallelOptions(options, backendName);
  checkKernelDtype(options.dtype);
  const items = request.items as object;
  const early = isAsync(items)
    ? undefined
    : compile(
        isTypedArray(items) || offersElements(items) ? items : [...(request.items as Iterable<unknown>)],
        frame,
        backendName,
      );
  const ending = new Ending();
  const { cancel, check } = ending;
  const work = async (): Promise<void> => {
    const compiled = isAsync(items) ? compile(await allOf(items, check), frame, backendName) : early;
    check();
    if (compiled !== undefined) await dispatch(compiled, { frame, backendName, check });
  };
  const run = async (): Promise<void> => {
    const abort = (): void => cancel(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      signal?.throwIfAborted();
      await ending.over(work());
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  };
  return { cancel, wake: () => undefined, run };
}
