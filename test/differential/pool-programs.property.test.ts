/** Random programs over a pool: whatever is submitted, cancelled, waited for and ended, every handle settles, and rightly so. */

import assert from 'node:assert/strict';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { CancelledError, Pool, type TaskHandle, TaskTimeoutError, wait, WorkerLostError } from '../../src/index.ts';
import { assertProperty, fuzzParameters } from '../support/property.ts';

const TIMEOUT_MS = 300_000;
/** How long one program may take, in milliseconds. */
const PROGRAM_MS = 60_000;
/** Each program starts workers of its own, so a few must do. */
const RUNS = 25;

type Kind = 'value' | 'nap' | 'throw' | 'exit' | 'hang' | 'late' | 'capture' | 'sum' | 'again' | 'unsendable';

type Step =
  | { readonly do: 'submit'; readonly kind: Kind; readonly a: number; readonly b: number }
  | { readonly do: 'cancel' | 'waitOne'; readonly a: number }
  | { readonly do: 'pause'; readonly ms: number };

interface Program {
  readonly steps: readonly Step[];
  readonly end: 'close' | 'terminate' | 'shutdown';
}

const kinds: fc.Arbitrary<Kind> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Kind>('value') },
  { weight: 4, arbitrary: fc.constantFrom<Kind>('sum', 'nap', 'throw', 'capture') },
  { weight: 2, arbitrary: fc.constantFrom<Kind>('hang', 'late', 'exit', 'again', 'unsendable') },
);
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('submit' as const), kind: kinds, a: fc.nat(99), b: fc.nat(99) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('cancel' as const, 'waitOne' as const), a: fc.nat(99) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pause' as const), ms: fc.nat(15) }) },
);
const programs: fc.Arbitrary<Program> = fc.record({
  steps: fc.array(steps, { minLength: 1, maxLength: 60 }),
  end: fc.constantFrom('close', 'close', 'terminate', 'shutdown'),
});

const square = (x: number): number => x * x;
const nap = async (x: number): Promise<number> => sleep(x % 10, x);
const fail = (x: number): never => {
  throw new RangeError(`no ${x}`);
};
const exit = (x: number): never => process.exit(x % 3);
const hang = (): Promise<never> => new Promise<never>(() => {});
const add = (a: number, b: number): number => a + b;

/** A task of a program, and what it has to come to. */
interface Submitted {
  readonly kind: Kind;
  readonly handle: TaskHandle<unknown>;
  readonly expected: number | undefined;
  /** The tasks that it waits for. */
  readonly needs: readonly Submitted[];
  cancelled: unknown;
  settled: number;
}

class Run {
  readonly tasks: Submitted[] = [];
  readonly #pool: Pool;

  constructor(backend: string) {
    this.#pool = new Pool({ backend, maxWorkers: 2 });
  }

  async go({ steps: all, end }: Program): Promise<void> {
    for (const step of all) await this.#step(step);
    if (end === 'close') for (const task of this.tasks) if (task.kind === 'hang') this.#cancel(task);
    const ending = this.#end(end);
    const refused = this.#pool.submit(square, 1);
    assert.equal(refused.status, 'failed');
    await assert.rejects(refused, { code: 'ERR_POOL_CLOSED' });
    await ending;
    await this.#pool.join();
    for (const task of this.tasks) this.#check(task, end);
  }

  async #end(end: Program['end']): Promise<void> {
    if (end !== 'shutdown') return this.#pool[end]();
    const ending = this.#pool.shutdown({ cancelPending: true });
    // What runs is let finish, and these never would.
    for (const task of this.tasks) if (task.kind === 'hang') this.#cancel(task);
    return ending;
  }

  async #step(step: Step): Promise<void> {
    if (step.do === 'pause') await sleep(step.ms);
    else if (step.do === 'submit') this.tasks.push(this.#submit(step.kind, step.a, step.b));
    else {
      const task = this.tasks[step.a % Math.max(1, this.tasks.length)];
      if (task === undefined) return;
      if (step.do === 'cancel') this.#cancel(task);
      else await wait([task.handle], { timeout: 5 });
    }
  }

  #submit(kind: Kind, a: number, b: number): Submitted {
    const needs = kind === 'sum' ? this.#pick(a, b) : [];
    const handle = this.#start(kind, a, needs);
    const expected = this.#expected(kind, a, needs);
    const task: Submitted = { kind, handle, expected, needs, cancelled: undefined, settled: 0 };
    const count = () => void task.settled++;
    handle.then(count, count);
    return task;
  }

  #pick(a: number, b: number): readonly Submitted[] {
    const { length } = this.tasks;
    return length === 0 ? [] : [this.tasks[a % length] as Submitted, this.tasks[b % length] as Submitted];
  }

  #start(kind: Kind, a: number, needs: readonly Submitted[]): TaskHandle<unknown> {
    const pool = this.#pool;
    switch (kind) {
      case 'value':
        return pool.submit(square, a);
      case 'nap':
        return pool.submit(nap, a);
      case 'throw':
        return pool.submit(fail, a);
      case 'exit':
        return pool.submit(exit, a);
      case 'hang':
        return pool.submit(hang);
      case 'late':
        return pool.apply(hang, [], { timeout: 20 });
      case 'capture':
        return pool.submit(() => a + 1);
      case 'again':
        return pool.apply(fail, [a], { retry: { times: 2, delay: 1 } });
      case 'unsendable':
        return pool.submit(square, Symbol('no') as never);
      case 'sum': {
        const [left = 1, right = 2] = needs.map((one) => one.handle as TaskHandle<number>);
        return pool.submit(add, left, right);
      }
    }
    return kind satisfies never;
  }

  #expected(kind: Kind, a: number, needs: readonly Submitted[]): number | undefined {
    if (kind === 'value') return square(a);
    if (kind === 'nap') return a;
    if (kind === 'capture') return a + 1;
    if (kind !== 'sum') return undefined;
    const [left, right] = needs;
    if (left === undefined || right === undefined) return 3;
    return left.expected === undefined || right.expected === undefined ? undefined : left.expected + right.expected;
  }

  #cancel(task: Submitted): void {
    const reason = { cancelled: task.kind };
    const before = task.handle.status;
    const took = task.handle.cancel(reason);
    assert.equal(took, before === 'queued' || before === 'running', before);
    if (took) task.cancelled = reason;
    assert.equal(task.handle.cancel('twice'), false);
  }

  #check(task: Submitted, end: Program['end']): void {
    const { handle, kind, settled, cancelled, needs } = task;
    assert.equal(settled, 1, `a ${kind} task settled ${settled} times`);
    const { status } = handle;
    if (cancelled !== undefined) assert.equal(status, 'cancelled');
    const mayBeCancelled =
      cancelled !== undefined || end !== 'close' || needs.some((one) => one.handle.status === 'cancelled');
    if (status === 'cancelled') assert.ok(mayBeCancelled, `a ${kind} task was cancelled, and nobody wanted that`);
    else if (task.expected === undefined || needs.some((one) => one.handle.status !== 'done'))
      assert.equal(status, 'failed', kind);
    else assert.equal(status, 'done', kind);
  }

  /** What each handle gives is what its status says. */
  async checkResults(): Promise<void> {
    for (const { handle, kind, expected, cancelled } of this.tasks) {
      const { status } = handle;
      if (status === 'done') {
        assert.equal(await handle, expected);
        continue;
      }
      const error: unknown = await handle.then(
        () => assert.fail(`${kind} is ${status} and gave a result`),
        (reason: unknown) => reason,
      );
      if (cancelled !== undefined) assert.equal(error, cancelled);
      else if (kind === 'exit' && status === 'failed') assert.ok(error instanceof WorkerLostError, String(error));
      else if (kind === 'late' && status === 'failed') assert.ok(error instanceof TaskTimeoutError, String(error));
      else if (kind === 'throw' || kind === 'again')
        assert.ok(error instanceof RangeError || error instanceof CancelledError);
    }
  }
}

async function inTime(run: Run, program: Program): Promise<void> {
  const alarm = new AbortController();
  const late = sleep(PROGRAM_MS, undefined, { signal: alarm.signal }).then(
    () => {
      const open = run.tasks.filter((task) => task.settled === 0).map(({ kind, handle }) => `${kind} ${handle.status}`);
      throw new Error(`the program did not end; not settled: ${open.join(', ') || 'nothing'}`);
    },
    () => undefined,
  );
  await Promise.race([run.go(program), late]);
  alarm.abort();
}

describe.each(['threads', 'processes'])('random programs over %s', (backend) => {
  test('settle every handle once, with its own result or error', { timeout: TIMEOUT_MS }, async () => {
    const parameters = fuzzParameters(`pool programs over ${backend}`, RUNS);
    await assertProperty(
      fc.asyncProperty(programs, async (program) => {
        const run = new Run(backend);
        await inTime(run, program);
        await run.checkResults();
      }),
      { ...parameters, endOnFailure: process.env['FUZZ_SHRINK'] === undefined },
    );
  });
});
