import { AsyncLocalStorage } from 'node:async_hooks';
import { NotCloneableError, PoolClosedError, TaskModuleError } from '../../core/errors.ts';
import { InitializerError, lateInitializerError } from '../../core/worker-errors.ts';
import { progressWord } from '../../core/protocol.ts';
import type { WireFailure } from '../../core/protocol.ts';
import { taskIndex } from '../../core/task.ts';
import type {
  Batch,
  BatchReply,
  CallId,
  CancelReason,
  FailureReason,
  Outcome,
  TaskBackend,
  TaskEvent,
  WorkerOptions,
} from '../../core/task.ts';
import { liftMarks } from '../../memory/lift-marks.ts';
import { LocalCodec } from '../../worker/local-codec.ts';
import { OutcomeWriter } from '../../worker/outcomes.ts';
import { SharedProgress } from '../../worker/progress.ts';
import { runBatch } from '../../worker/run-batch.ts';
import type { BatchRun, TaskFunction } from '../../worker/run-batch.ts';
import { ContextStore, withContext } from '../../worker/task-context.ts';
import { WorkerLife } from '../../worker/worker-life.ts';
import { decodeItems, withRefusals } from './batch-items.ts';
import { SequentialGuard } from './guard.ts';

const MAX_TIMER_MS = 0x7fffffff;

/** A batch that runs or waits for its turn. */
interface Guarded {
  readonly batch: Batch;
  readonly guard: SequentialGuard;
}

interface Active extends Guarded {
  readonly ended: Promise<BatchReply>;
}

/** What is noted of a running batch, and what its tasks see of themselves. */
interface Notes {
  readonly progress: SharedProgress;
  readonly store: ContextStore;
}

/** A turn of the event loop: progress, signals and timers of the caller live between batches. */
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** The backend whose task runs here. */
const running = new AsyncLocalStorage<SequentialBackend>();

/** Runs tasks in the caller's own thread, one after the other. It defines what tasks mean on every backend. */
export class SequentialBackend implements TaskBackend {
  readonly name = 'sequential';
  readonly memory = 'same';
  readonly targetBatchMs = 4;
  onEvent: ((event: TaskEvent) => void) | undefined;
  readonly #codec = new LocalCodec();
  readonly #options: WorkerOptions;
  readonly #active = new Set<Active>();
  readonly #life = new WorkerLife();
  #prepared: Promise<void> | undefined;
  #closed = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  /** One at a time; but a task that waits for tasks of its own pool must not wait for itself. */
  capacity(): number {
    return running.getStore() === this ? this.#active.size + 1 : 1;
  }

  async *run(batch: Batch): AsyncGenerator<BatchReply, void> {
    if (this.#closed) throw new PoolClosedError();
    const progress = new SharedProgress();
    const store = new ContextStore(this.#scope(batch, progress));
    const guard = new SequentialGuard(batch, () => store);
    const active: Active = { batch, guard, ended: this.#inTurn({ batch, guard }, { progress, store }) };
    this.#active.add(active);
    try {
      await active.ended;
    } finally {
      this.#active.delete(active);
    }
    yield active.ended;
  }

  cancel(callId: CallId, { reason }: CancelReason, indices?: readonly number[]): void {
    const wanted = indices === undefined ? undefined : new Set(indices);
    for (const { batch, guard } of this.#active) {
      if (batch.call.id !== callId) continue;
      for (let i = 0; i < batch.count; i++) {
        if (wanted === undefined || wanted.has(taskIndex(batch, i))) guard.cancel(i, reason);
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const reason = new PoolClosedError('the pool was closed while tasks were running');
    for (const { batch } of this.#active) this.cancel(batch.call.id, { kind: 'terminate', reason });
    await Promise.all(Array.from(this.#active, ({ ended }) => ended));
    await this.#life.end();
  }

  async #inTurn(guarded: Guarded, notes: Notes): Promise<BatchReply> {
    await turn();
    const started = performance.now();
    const outcomes = await this.#run(guarded, notes);
    return { outcomes, elapsedMs: performance.now() - started, workerId: 0 };
  }

  async #run({ batch, guard }: Guarded, { progress, store }: Notes): Promise<readonly Outcome[]> {
    let fn: BatchRun['fn'] | undefined;
    try {
      // An initializer or a module that never ends must not keep what is cancelled from settling.
      fn = await Promise.race([this.#prepare(batch), guard.emptied]);
    } catch (error) {
      return failed(batch, 'unstartable', () => error);
    }
    if (fn === undefined) return failed(batch, 'cancelled', (at) => guard.cancelled.get(at));
    const writer = this.#writer({ batch, guard });
    const range = batch.args.kind === 'range' ? batch.args : undefined;
    const decoded = range === undefined ? decodeItems(this.#codec, batch) : undefined;
    for (const [at, error] of decoded?.refused ?? []) guard.cancelled.set(at, error);
    const run: BatchRun = {
      from: 0,
      to: batch.count,
      fn,
      spread: batch.spread,
      items: decoded?.items ?? (range as NonNullable<typeof range>).view,
      itemBase: range?.start ?? 0,
      progress: new GuardedProgress(progress, guard),
      writer,
      stopOnError: batch.call.stopOnError,
      timed: batch.call.timeoutMs !== undefined,
      exact: false,
      drains: false,
      guard,
      cancelled: guard.cancelled,
      isolated: -1,
    };
    const outcomes = await running.run(this, () => withContext(store, runBatch, run));
    return decoded === undefined ? outcomes : withRefusals(outcomes, decoded);
  }

  async #prepare(batch: Batch): Promise<BatchRun['fn']> {
    await (this.#prepared ??= this.#initialize());
    return this.#functions(batch);
  }

  /** Prepares the caller's own thread as a worker is prepared: once, before the first task. */
  async #initialize(): Promise<void> {
    const { initializer } = this.#options;
    if (initializer === undefined) return;
    const { timeoutMs } = initializer;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      if (timeoutMs === undefined || timeoutMs > MAX_TIMER_MS) return;
      timer = setTimeout(() => reject(lateInitializerError(initializer, timeoutMs)), timeoutMs);
    });
    try {
      await Promise.race([this.#life.begin(initializer, this.#codec), late]);
    } catch (cause) {
      throw cause instanceof InitializerError ? cause : new InitializerError({ cause });
    } finally {
      clearTimeout(timer);
    }
  }

  #writer({ batch, guard }: Guarded): OutcomeWriter {
    const { discardResults, resultType } = batch.call;
    const range = batch.args.kind === 'range' ? batch.args : undefined;
    const plan = {
      from: 0,
      to: batch.count,
      discard: discardResults,
      resultType,
      out: range?.out,
      outStart: range?.start ?? 0,
    };
    return new OutcomeWriter(plan, this.#codec, (reason, error, position) => {
      if (reason === 'not-cloneable') return unreturned(error as WireFailure);
      return reason === 'cancelled' ? (error ?? guard.cancelled.get(position)) : error;
    });
  }

  async #functions(batch: Batch): Promise<BatchRun['fn']> {
    const { functions } = batch.call;
    const resolve = async (ref: number): Promise<TaskFunction> => {
      const found = functions[ref];
      if (found === undefined) throw new TaskModuleError(`the call has no function ${ref}`);
      return this.#codec.resolveFunction(found);
    };
    return typeof batch.fn === 'number' ? resolve(batch.fn) : Promise.all(batch.fn.map(resolve));
  }

  #scope(batch: Batch, progress: SharedProgress): ConstructorParameters<typeof ContextStore>[0] {
    const { id: callId, seed } = batch.call;
    return {
      attempt: batch.attempt,
      workerId: 0,
      backend: this.name,
      level: this.#options.level,
      seed,
      state: () => this.#life.state,
      position: () => progress.words[progressWord.position] as number,
      indexAt: (position) => taskIndex(batch, position),
      onListen: () => {},
      voice: {
        report: (index, data) => this.onEvent?.({ kind: 'report', callId, index, data: liftMarks(data) }),
        log: (index, text) => this.onEvent?.({ kind: 'output', stream: 'stdout', text, workerId: 0, callId, index }),
      },
    };
  }
}

/** Tells the guard when a task starts. */
class GuardedProgress extends SharedProgress {
  readonly #guard: SequentialGuard;

  constructor(progress: SharedProgress, guard: SequentialGuard) {
    super(progress.words.buffer);
    this.#guard = guard;
  }

  override mark(position: number, span: number): void {
    super.mark(position, span);
    this.#guard.start(position);
  }

  override markStart(position: number): void {
    super.markStart(position);
    this.#guard.start(position);
  }
}

const failed = (batch: Batch, reason: FailureReason, errorAt: (position: number) => unknown): Outcome[] =>
  Array.from({ length: batch.count }, (_, at) => ({ kind: 'failed', at, reason, error: errorAt(at) }));

const unreturned = ({ message, path }: WireFailure): NotCloneableError =>
  new NotCloneableError(message, path ?? 'result');

/** Opens the backend that runs tasks in place. */
export const openSequential = (options: WorkerOptions): TaskBackend => new SequentialBackend(options);
