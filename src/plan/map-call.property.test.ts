import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRandom, MemoryBackend } from '../../test/support/memory-backend.ts';
import { openCall } from '../../test/support/open-call.ts';
import type { ErrorPolicy } from './error-policy.ts';
import { ListSink, StreamSink } from './results.ts';
import type { TaskDone } from './settlement.ts';

/** CI draws a thousand random task sets for each property; fast-check prints the seed and the smallest failing one. */
const RUNS = 1000;
/** A run that takes longer does not settle, and is shrunk like any other failure. */
const LONGEST_MS = 15_000;

/** What a task does: succeeds after that many failures, or never. */
type Fate = { readonly failures: number; readonly how: 'throws' | 'rejects' | 'dies' } | 'cannot travel';

interface Scenario {
  readonly fates: readonly Fate[];
  readonly retries: number;
  readonly policy: 'abort' | 'settle' | 'skip' | 'fallback';
  readonly input: 'array' | 'generator' | 'async generator';
  readonly batchSize: number | undefined;
  readonly preDispatch: number;
  readonly capacity: number;
  readonly seed: number;
}

const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 12, arbitrary: fc.constant({ failures: 0, how: 'throws' } as const) },
  {
    weight: 3,
    arbitrary: fc.record({
      failures: fc.integer({ min: 1, max: 4 }),
      how: fc.constantFrom('throws', 'rejects', 'dies'),
    }),
  },
  { weight: 1, arbitrary: fc.constant('cannot travel' as const) },
);

const scenario: fc.Arbitrary<Scenario> = fc.record({
  fates: fc.array(fate, { maxLength: 40 }),
  retries: fc.integer({ min: 0, max: 2 }),
  policy: fc.constantFrom('abort', 'settle', 'skip', 'fallback'),
  input: fc.constantFrom('array', 'generator', 'async generator'),
  batchSize: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  preDispatch: fc.integer({ min: 1, max: 6 }),
  capacity: fc.integer({ min: 1, max: 4 }),
  seed: fc.integer(),
});

class Failure extends Error {
  readonly index: number;

  constructor(index: number) {
    super(`task ${index}`);
    this.index = index;
  }
}

const failsForGood = (one: Fate, retries: number): boolean => one === 'cannot travel' || one.failures > retries;

/** The error of a task, without what differs between the ways to fail. */
const nameOf = (error: unknown, index: number): string =>
  error instanceof Failure ? error.message : `${(error as { code: string }).code} ${index}`;

const expectedName = (one: Fate, index: number): string => {
  if (one === 'cannot travel') return `ERR_NOT_CLONEABLE ${index}`;
  return one.how === 'dies' ? `ERR_WORKER_LOST ${index}` : `task ${index}`;
};

/** What a plain loop gives. */
function reference({ fates, retries, policy }: Scenario): { results: unknown[]; error?: string } {
  const results: unknown[] = [];
  for (const [index, one] of fates.entries()) {
    if (!failsForGood(one, retries)) {
      results.push(policy === 'settle' ? { status: 'fulfilled', value: index * 10 } : index * 10);
    } else if (policy === 'abort') return { results, error: expectedName(one, index) };
    else if (policy === 'settle') results.push({ status: 'rejected', reason: expectedName(one, index) });
    else if (policy === 'fallback') results.push(`instead of ${expectedName(one, index)}`);
  }
  return { results };
}

function* inTurn<T>(items: readonly T[]): Generator<T> {
  yield* items;
}

async function* later<T>(items: readonly T[], random: () => number): AsyncGenerator<T> {
  for (const item of items) {
    if (random() < 0.1) await new Promise((resolve) => setImmediate(resolve));
    yield item;
  }
}

function inputOf({ input, fates }: Scenario, random: () => number) {
  const items = fates.map((one, index) => (one === 'cannot travel' ? Symbol(`${index}`) : index));
  if (input === 'array') return items;
  return input === 'generator' ? inTurn(items) : later(items, random);
}

function open<S extends ListSink | StreamSink>(what: Scenario, sink: S) {
  const { fates, retries, policy, batchSize, preDispatch, capacity, seed } = what;
  const random = makeRandom(seed);
  const fails = (index: number, attempt: number, how: 'throws' | 'rejects' | 'dies') => {
    const one = fates[index] as Exclude<Fate, string>;
    return one.how === how && attempt <= one.failures;
  };
  const attempts = new Map<number, number>();
  const fn = (index: number): number | Promise<number> => {
    const attempt = (attempts.get(index) ?? 0) + 1;
    attempts.set(index, attempt);
    if (fails(index, attempt, 'throws')) throw new Failure(index);
    return fails(index, attempt, 'rejects') ? Promise.reject(new Failure(index)) : index * 10;
  };
  const backend = new MemoryBackend({
    capacity,
    random,
    memory: 'copied',
    losesWorker: (index, attempt) => fails(index, attempt, 'dies'),
  });
  const onError: ErrorPolicy = policy === 'fallback' ? (error, index) => `instead of ${nameOf(error, index)}` : policy;
  const done: TaskDone[] = [];
  const opened = openCall(fn, inputOf(what, random), {
    backend,
    sink,
    batchSize,
    preDispatch,
    onError,
    retry: { times: retries, delay: 0 },
    onTaskDone: (task) => done.push(task),
  });
  return { ...opened, done, random };
}

const sorted = (results: readonly unknown[]): string[] => results.map(String).toSorted((a, b) => a.localeCompare(b));

/** Settled results, with errors by name. */
const readable = (results: readonly unknown[]): unknown[] =>
  results.map((one, index) => {
    const { status, reason } = (typeof one === 'object' && one !== null ? one : {}) as PromiseRejectedResult;
    return status === 'rejected' ? { status, reason: nameOf(reason, index) } : one;
  });

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Nothing of a call is left once what ran has ended. */
async function expectNothingLeft({ dispatcher, backend }: ReturnType<typeof open>): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (dispatcher.inFlight > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(dispatcher.inFlight).toBe(0);
  expect(backend.endedCalls).toHaveLength(1);
  expect(backend.mostInFlight).toBeLessThanOrEqual(backend.slots);
  expect(new Set(backend.started).size).toBe(backend.started.length);
}

describe('random task sets', () => {
  it('give what a plain loop gives, and settle every task once', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (what) => {
        const opened = open(what, new ListSink(undefined));
        const expected = reference(what);
        opened.call.start();
        const error = await errorOf(opened.call.finished);
        if (expected.error === undefined) {
          expect(error).toBeUndefined();
          expect(readable(opened.sink.finish())).toEqual(expected.results);
          const indices = opened.done.map((task) => task.index).toSorted((a, b) => a - b);
          expect(indices).toEqual([...what.fates.keys()]);
        } else {
          expect(nameOf(error, Number(expected.error.split(' ').at(-1)))).toBe(expected.error);
        }
        await expectNothingLeft(opened);
      }),
      { numRuns: RUNS, timeout: LONGEST_MS },
    );
  }, 120_000);

  it('give the same to a consumer that takes them as they come, whenever it leaves', async () => {
    const leaves = fc.option(fc.nat({ max: 40 }), { nil: Number.POSITIVE_INFINITY });
    await fc.assert(
      fc.asyncProperty(scenario, fc.boolean(), leaves, async (what, ordered, leaveAfter) => {
        const sink = new StreamSink(ordered);
        const opened = open(what, sink);
        const { call } = opened;
        const expected = reference(what);
        sink.onTaken = () => call.wake();
        call.start();
        call.finished.then(
          () => sink.end(),
          (error: unknown) => sink.end({ error }),
        );
        const { taken, error } = await consume(opened, leaveAfter);
        call.cancel(new Error('the consumer left'));
        await errorOf(call.finished);
        if (leaveAfter === Number.POSITIVE_INFINITY) {
          expect(error === undefined).toBe(expected.error === undefined);
        }
        if (ordered) expect(readable(taken)).toEqual(expected.results.slice(0, taken.length));
        if (error === undefined && leaveAfter === Number.POSITIVE_INFINITY && what.policy !== 'settle') {
          expect(sorted(taken)).toEqual(sorted(expected.results));
        }
        await expectNothingLeft(opened);
      }),
      { numRuns: RUNS, timeout: LONGEST_MS },
    );
  }, 120_000);

  it('can be cancelled at any moment', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, fc.nat({ max: 60 }), async (what, ticks) => {
        const opened = open(what, new ListSink(undefined));
        const expected = reference(what);
        const reason = new Error('cancelled by the test');
        opened.call.start();
        for (let i = 0; i < ticks; i++) await Promise.resolve();
        opened.call.cancel(reason);
        const error = await errorOf(opened.call.finished);
        if (error === undefined) expect(readable(opened.sink.finish())).toEqual(expected.results);
        else if (error !== reason)
          expect(nameOf(error, Number(expected.error?.split(' ').at(-1)))).toBe(expected.error);
        await expectNothingLeft(opened);
        const settledOnce = new Set(opened.done.map((task) => task.index));
        expect(settledOnce.size).toBe(opened.done.length);
      }),
      { numRuns: RUNS, timeout: LONGEST_MS },
    );
  }, 120_000);
});

/** Takes results one by one, at a random pace. */
async function consume({ sink, random }: ReturnType<typeof open<StreamSink>>, leaveAfter: number) {
  const taken: unknown[] = [];
  try {
    for (;;) {
      const values = await sink.take();
      if (values === undefined) return { taken };
      for (const value of values) {
        if (taken.length >= leaveAfter) return { taken };
        sink.drop();
        taken.push(value);
        if (random() < 0.1) await new Promise((resolve) => setImmediate(resolve));
      }
    }
  } catch (error) {
    return { taken, error };
  }
}
