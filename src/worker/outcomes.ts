import type { TypedArray } from '../core/payload.ts';
import type { FailureReason, Outcome } from '../core/task.ts';
import type { WorkerCodec } from '../core/codec.ts';
import type { WireFailure } from '../core/protocol.ts';
import { now } from './clock.ts';

/** Writes what the error of a `failed` outcome is: plain on the wire, a real error in the caller's own heap. */
export type DescribeFailure = (reason: FailureReason, error: unknown, position: number) => unknown;

/** Where results are put, and what becomes of them. */
export interface ResultPlan {
  /** Id of the batch, where results may leave files. */
  readonly batch?: number;
  readonly from: number;
  readonly to: number;
  /** Results are not wanted. */
  readonly discard: boolean;
  /** Kind of typed array that the results make, such as `Float32Array`. */
  readonly resultType?: string | undefined;
  /** A shared array that takes the results in place, and where the batch begins in it. */
  readonly out?: TypedArray | undefined;
  readonly outStart?: number;
  /** Room for the results of the batch from its first position on, for as long as all are numbers. */
  readonly room?: Float64Array | undefined;
}

/** What results and errors are encoded with. */
export interface ResultCodec extends Pick<WorkerCodec, 'encode' | 'encodeError'> {
  /** Loads what is missing to encode these results, if anything is. */
  prepareResults?(values: ArrayLike<unknown>): Promise<void> | undefined;
  /** What is encoded next belongs to this batch, from this position on: its files are named so, for whoever does not want them. */
  labelResults?(batch: number, at: number): void;
  /** What was just encoded is not sent: its files go. */
  dropResults?(): void;
}

type Results = { [index: number]: unknown };

type TypedArrayConstructor = new (length: number) => TypedArray;

function makeResults(plan: ResultPlan): Results {
  const length = plan.to - plan.from;
  if (plan.resultType === undefined) return new Array<unknown>(length);
  return new (globalThis as unknown as Record<string, TypedArrayConstructor>)[plan.resultType]!(length);
}

/** A message for what cannot be encoded, with the way out for the usual case. */
function notCloneable(value: unknown, error: unknown): WireFailure {
  const { message, path } = error as { readonly message?: unknown; readonly path?: unknown };
  const kind = Object.prototype.toString.call(value);
  const hint = kind.endsWith('Generator]') ? '; a task cannot return a running generator: return [...it] instead' : '';
  return { message: `${String(message ?? error)}${hint}`, path: typeof path === 'string' ? path : 'result' };
}

/** Makes int32 of numbers in their own place, if all are that exactly: an array that a program gets must be as it would have made it. */
function becomeInts(numbers: Float64Array): boolean {
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i] as number;
    const int = value | 0;
    if (int !== value || (int === 0 && 1 / value < 0)) return false;
  }
  const ints = new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  for (let i = 0; i < numbers.length; i++) ints[i] = numbers[i] as number;
  return true;
}

/** In the place of results that are numbers. */
const NONE: Results = [];

/** What is known of some tasks before it is encoded: results from `at` up to `end`, or what one task threw. */
type Raw =
  | { readonly kind: 'results'; readonly at: number; readonly end: number }
  | { readonly kind: 'error'; readonly at: number; readonly error: unknown };

/** Collects what became of the tasks of a batch, as runs of results between the tasks that failed. */
export class OutcomeWriter {
  /** Where the loop stores numbers, task `i` at `i`, for as long as all results are numbers; then `results` is not used. */
  numbers: Float64Array | undefined;
  /** Where the loop stores results: task `i` at `base + i`. */
  results: Results;
  readonly base: number;
  readonly #plan: ResultPlan;
  readonly #codec: ResultCodec;
  readonly #describe: DescribeFailure;
  readonly #raw: (Raw | Outcome)[] = [];
  readonly #outcomes: Outcome[] = [];
  #runStart: number;
  /** When the tasks were done, where the outcomes had to wait for something else; in the time of clock.ts. */
  doneAt: number | undefined;

  constructor(plan: ResultPlan, codec: ResultCodec, describe: DescribeFailure) {
    this.#plan = plan;
    this.#codec = codec;
    this.#describe = describe;
    this.#runStart = plan.from;
    if (plan.resultType === undefined && !plan.discard) this.numbers = plan.room;
    this.results =
      this.numbers !== undefined ? NONE : plan.out === undefined ? makeResults(plan) : (plan.out as Results);
    this.base = plan.out === undefined ? -plan.from : (plan.outStart ?? 0);
  }

  /** The result of the task at `position` is no number, or is not there yet: from now on the loop stores in `results`. */
  leaveNumbers(position: number): void {
    const { numbers } = this;
    if (numbers === undefined) return;
    const { from } = this.#plan;
    this.results = makeResults(this.#plan);
    for (let i = from; i < position; i++) this.results[i - from] = numbers[i];
    this.numbers = undefined;
  }

  /** The task threw. */
  thrown(position: number, error: unknown): void {
    this.closeRun(position);
    this.#raw.push({ kind: 'error', at: position, error });
    this.#runStart = position + 1;
  }

  /** The task did not end by itself. */
  failed(position: number, reason: FailureReason, error: unknown): void {
    this.closeRun(position);
    this.#raw.push({ kind: 'failed', at: position, reason, error: this.#describe(reason, error, position) });
    this.#runStart = position + 1;
  }

  /** The tasks from `position` on were not started. */
  skipped(position: number): void {
    this.closeRun(position);
    const count = this.#plan.to - position;
    if (count > 0) this.#raw.push({ kind: 'skipped', at: position, count });
    this.#runStart = this.#plan.to;
  }

  /** Ends the run of results before `position`, so that the next result has an outcome of its own. */
  closeRun(position: number): void {
    const at = this.#runStart;
    this.#runStart = position;
    if (position <= at) return;
    if (this.#plan.discard || this.#plan.out !== undefined) {
      const count = position - at;
      this.#raw.push({ kind: 'values', at, count, values: { kind: 'void', count } });
    } else this.#raw.push({ kind: 'results', at, end: position });
  }

  /** All tasks are done: the outcomes of the batch. */
  finish(): Outcome[] | Promise<Outcome[]> {
    this.closeRun(this.#plan.to);
    if (this.numbers !== undefined) return this.#encodeAll();
    for (const raw of this.#raw) {
      const values = raw.kind === 'error' ? [raw.error] : raw.kind === 'results' ? this.#valuesOf(raw) : [];
      const waiting = this.#codec.prepareResults?.(values);
      if (waiting === undefined) continue;
      this.doneAt = now();
      return waiting.then(() => this.#encodeAll());
    }
    return this.#encodeAll();
  }

  #encodeAll(): Outcome[] {
    for (const raw of this.#raw) {
      if (raw.kind === 'results' && this.numbers !== undefined) this.#place(raw, this.numbers);
      else if (raw.kind === 'results') this.#encode(raw.at, raw.end);
      else if (raw.kind === 'error') {
        this.#label(raw.at);
        this.#outcomes.push({ kind: 'thrown', at: raw.at, error: this.#codec.encodeError(raw.error) });
      } else this.#outcomes.push(raw);
    }
    return this.#outcomes;
  }

  /** The numbers of a run stay where they are. */
  #place({ at, end }: { readonly at: number; readonly end: number }, numbers: Float64Array): void {
    const count = end - at;
    const ints = becomeInts(numbers.subarray(at, end));
    this.#outcomes.push({ kind: 'values', at, count, values: { kind: 'placed', count, ints } });
  }

  #valuesOf({ at, end }: { readonly at: number; readonly end: number }): unknown[] {
    const { from, to } = this.#plan;
    const all = this.results as unknown as unknown[];
    return at === from && end === to ? all : all.slice(at - from, end - from);
  }

  #label(at: number): void {
    if (this.#plan.batch !== undefined) this.#codec.labelResults?.(this.#plan.batch, at);
  }

  /** Encodes the results of a run. When one cannot travel, halves the run until it is alone, and keeps the others. */
  #encode(at: number, end: number): void {
    const values = this.#valuesOf({ at, end });
    this.#label(at);
    try {
      this.#outcomes.push({ kind: 'values', at, count: end - at, values: this.#codec.encode(values) });
    } catch (error) {
      this.#codec.dropResults?.();
      if (end - at > 1) {
        const middle = (at + end) >> 1;
        this.#encode(at, middle);
        this.#encode(middle, end);
      } else {
        const failure = this.#describe('not-cloneable', notCloneable(values[0], error), at);
        this.#outcomes.push({ kind: 'failed', at, reason: 'not-cloneable', error: failure });
      }
    }
  }
}
