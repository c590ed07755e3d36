/** Random programs that block their own thread again and again while a pool works: each task runs once, and none that was cancelled in time. */

import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, describe, test } from 'vitest';
import { assertProperty, fuzzParameters } from '../support/property.ts';
import { delayed, Pool, type PoolOptions, sharedArray, type TaskHandle } from '../../src/index.ts';

/** For each backend, in milliseconds; a program that has begun comes to its end. */
const BUDGET_MS = 8000;
const PROGRAM_MS = 120_000;
const TIMEOUT_MS = 200_000;

type Backend = 'threads' | 'processes';

type Step =
  | {
      readonly do: 'submit';
      readonly count: number;
      readonly ms: number;
      readonly how: 'spin' | 'nap';
      readonly key: number | undefined;
      readonly priority: number | undefined;
      readonly timeout: number | undefined;
    }
  | { readonly do: 'map'; readonly count: number; readonly ms: number; readonly chunkSize: number | undefined }
  | { readonly do: 'imap'; readonly count: number; readonly ms: number; readonly blockMs: number }
  | { readonly do: 'block' | 'pause'; readonly ms: number }
  | { readonly do: 'cancel'; readonly which: number }
  | { readonly do: 'resize'; readonly max: number }
  | { readonly do: 'recycle' | 'broadcast' };

const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });
const count = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 40 }));
const ms = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(4), fc.nat(15));
const submit = fc.record({
  do: fc.constant('submit' as const),
  count,
  ms,
  how: fc.constantFrom('spin' as const, 'nap' as const),
  key: seldom(fc.nat(2)),
  priority: seldom(fc.nat(2)),
  timeout: seldom(fc.constant(30_000)),
});
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: submit },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('map' as const),
      count,
      ms,
      chunkSize: seldom(fc.integer({ min: 1, max: 9 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('imap' as const), count, ms, blockMs: fc.nat(5) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('block' as const, 'pause' as const), ms: fc.nat(40) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat(99) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('resize' as const), max: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('recycle' as const, 'broadcast' as const) }) },
);
const programs = fc.record({
  steps: fc.array(steps, { minLength: 3, maxLength: 16 }),
  options: fc.record({
    maxWorkers: fc.integer({ min: 1, max: 3 }),
    maxTasksPerWorker: seldom(fc.integer({ min: 5, max: 40 })),
    concurrentTasksPerWorker: seldom(fc.integer({ min: 2, max: 4 })),
    idleTimeout: seldom(fc.nat(20)),
    recycle: seldom(fc.record({ ageMs: fc.integer({ min: 20, max: 90 }) })),
  }),
});

const MOST_TASKS = 16 * 40;
const counts = sharedArray('int32', MOST_TASKS);
const folder = mkdtempSync(path.join(tmpdir(), 'busy-programs-'));
const list = path.join(folder, 'ran');
const never = new Int32Array(new SharedArrayBuffer(4));

afterAll(() => rmSync(folder, { recursive: true }));

const block = (forMs: number): void => void Atomics.wait(never, 0, 0, forMs);

/** Where tasks note that they ran: a thread in shared memory, a child in a file. */
type Notes = Int32Array | string;

const note = (id: number, notes: Notes): void => {
  if (typeof notes === 'string') appendFileSync(notes, `${id}\n`);
  else Atomics.add(notes, id, 1);
};
const spin = (id: number, forMs: number, notes: Notes): number => {
  note(id, notes);
  const end = performance.now() + forMs;
  while (performance.now() < end);
  return id;
};
const nap = async (id: number, forMs: number, notes: Notes): Promise<number> => {
  note(id, notes);
  await sleep(forMs);
  return id;
};

interface Submitted {
  readonly id: number;
  readonly handle: TaskHandle<number>;
  /** How far it was when it was cancelled. */
  cancelledAs: string | undefined;
}

/** Runs a program and checks what came of it. */
class Run {
  readonly #pool: Pool;
  readonly #notes: Notes;
  readonly #submitted: Submitted[] = [];
  readonly #over: Promise<unknown>[] = [];
  /** Workers that did not end in good order: a cancelled task had to be stopped, and its neighbours may have run again. */
  #lost = 0;
  #nextId = 0;

  constructor(backend: Backend, options: PoolOptions) {
    counts.fill(0);
    if (backend === 'processes') writeFileSync(list, '');
    this.#notes = backend === 'processes' ? list : counts;
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    this.#pool = new Pool({ ...Object.fromEntries(given), backend });
    this.#pool.on('workerEnd', ({ exitCode }) => {
      if (exitCode !== 0) this.#lost++;
    });
  }

  async play(program: readonly Step[]): Promise<void> {
    for (const step of program) await this.#take(step);
    for (const over of this.#over) over.catch(() => undefined); // looked at below
    await this.#pool.close();
    await Promise.all(this.#over);
    for (const one of this.#submitted) await this.#check(one);
    const ran = this.#ran();
    for (let id = 0; id < this.#nextId; id++) {
      const isCancelled = this.#submitted.some((one) => one.id === id && one.cancelledAs !== undefined);
      if (!isCancelled) assert.ok((ran[id] as number) > 0, `task ${id} did not run`);
      if (this.#lost === 0) assert.ok((ran[id] as number) <= 1, `task ${id} ran ${ran[id]} times`);
    }
  }

  async #take(step: Step): Promise<void> {
    switch (step.do) {
      case 'submit':
        return this.#submit(step);
      case 'map':
        this.#over.push(this.#map(step));
        return;
      case 'imap':
        this.#over.push(this.#imap(step));
        return;
      case 'block':
        return block(step.ms);
      case 'pause':
        await sleep(step.ms);
        return;
      case 'cancel':
        return this.#cancel(step.which);
      case 'resize':
        return this.#pool.resize({ max: step.max });
      case 'recycle':
        this.#over.push(this.#pool.recycle());
        return;
      case 'broadcast':
        this.#over.push(this.#pool.broadcast(() => 1).catch(notOfLostWorkers));
        return;
    }
  }

  #submit({ count: wanted, ms: forMs, how, key, priority, timeout }: Extract<Step, { do: 'submit' }>): void {
    const settings = Object.entries({ key, priority, timeout }).filter(([, value]) => value !== undefined);
    const fn = how === 'spin' ? spin : nap;
    for (let i = 0; i < wanted; i++) {
      const id = this.#nextId++;
      const task = delayed(fn as typeof nap)(id, forMs, this.#notes);
      const handle = this.#pool.run(task, Object.fromEntries(settings)) as TaskHandle<number>;
      handle.catch(() => undefined); // looked at later
      this.#submitted.push({ id, handle, cancelledAs: undefined });
    }
  }

  #items({ count: wanted, ms: forMs }: { readonly count: number; readonly ms: number }) {
    return Array.from({ length: wanted }, () => [this.#nextId++, forMs, this.#notes] as const);
  }

  async #map(step: Extract<Step, { do: 'map' }>): Promise<void> {
    const items = this.#items(step);
    const { chunkSize } = step;
    const values = await this.#pool.starmap(spin, items, chunkSize === undefined ? {} : { chunkSize });
    assert.deepEqual(
      values,
      items.map(([id]) => id),
    );
  }

  async #imap(step: Extract<Step, { do: 'imap' }>): Promise<void> {
    const items = this.#items(step);
    const got: number[] = [];
    for await (const value of this.#pool.imap(([id, forMs, notes]) => spin(id, forMs, notes), items)) {
      got.push(value);
      block(step.blockMs);
    }
    assert.deepEqual(
      got,
      items.map(([id]) => id),
    );
  }

  #cancel(which: number): void {
    const one = this.#submitted.at(-1 - (which % Math.max(1, this.#submitted.length)));
    if (one === undefined) return;
    const { status } = one.handle;
    if (one.handle.cancel()) one.cancelledAs = status;
  }

  async #check({ id, handle, cancelledAs }: Submitted): Promise<void> {
    const [outcome] = await Promise.allSettled([handle]);
    if (cancelledAs === undefined) assert.deepEqual(outcome, { status: 'fulfilled', value: id });
    else assert.equal(outcome.status, 'rejected');
    if (cancelledAs === 'queued')
      assert.equal(this.#ran()[id], 0, `task ${id} was cancelled before it was sent, and ran`);
  }

  /** How often each task ran. */
  #ran(): Int32Array {
    if (typeof this.#notes !== 'string') return this.#notes;
    const ran = new Int32Array(MOST_TASKS);
    for (const line of readFileSync(this.#notes, 'utf8').split('\n')) {
      if (line !== '') ran[Number(line)] = (ran[Number(line)] as number) + 1;
    }
    return ran;
  }
}

/** What was for a worker that has just ended may be lost with it. */
function notOfLostWorkers(error: unknown): void {
  if ((error as { code?: unknown }).code !== 'ERR_WORKER_LOST') throw error;
}

async function inTime(over: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('the program does not come to its end')), PROGRAM_MS);
  try {
    await Promise.race([over, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

describe.each(['threads', 'processes'] as const)('%s', (backend) => {
  test('each task runs once, however busy the program is', { timeout: TIMEOUT_MS }, async () => {
    const parameters = fuzzParameters(`busy programs on ${backend}`, 500);
    const property = fc.asyncProperty(programs, ({ steps: program, options }) =>
      inTime(new Run(backend, options as PoolOptions).play(program)),
    );
    await assertProperty(property, { ...parameters, limitMs: BUDGET_MS, endOnFailure: true });
  });
});
