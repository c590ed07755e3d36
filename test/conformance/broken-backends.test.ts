/** The suite finds what is wrong with a backend, and an outdated list of what it cannot do. */

import { expect, test } from 'vitest';
import { type Batch, type BatchReply, type Outcome, registerBackend, type WorkerOptions } from '../../src/index.ts';
import { taskBackendSuite } from '../../src/testing.ts';
import { PlainThreads } from './plain-threads.ts';

type Values = Extract<Outcome, { kind: 'values' }>;

/** Changes every outcome with values. */
class Broken extends PlainThreads {
  readonly #change: (outcome: Values) => Outcome;

  constructor(options: WorkerOptions, change: (outcome: Values) => Outcome) {
    super(options);
    this.#change = change;
  }

  override async *run(batch: Batch): AsyncGenerator<BatchReply> {
    for await (const reply of super.run(batch)) {
      const outcomes = reply.outcomes.map((outcome) => (outcome.kind === 'values' ? this.#change(outcome) : outcome));
      yield { ...reply, outcomes };
    }
  }
}

/** Runs some tests of the suite; gives the names of those that failed. */
async function failuresOf(backend: string, wanted: RegExp, cannot: Record<string, string> = {}): Promise<string[]> {
  const tests: { name: string; body: () => Promise<void> }[] = [];
  taskBackendSuite({
    backend,
    cannot,
    describe: (_name, body) => body(),
    test: (name, body) => tests.push({ name, body }),
  });
  const failed: string[] = [];
  const closes = /^ends its workers/;
  for (const { name, body } of tests.filter(({ name }) => wanted.test(name) || closes.test(name))) {
    try {
      await body();
    } catch {
      failed.push(name);
    }
  }
  return failed;
}

const changeValues =
  (change: (values: unknown[]) => unknown[]) =>
  (outcome: Values): Outcome =>
    outcome.values.kind === 'plain' || outcome.values.kind === 'packed'
      ? { ...outcome, values: { kind: 'plain', values: change([...outcome.values.values]) } }
      : outcome;

const defects: readonly (readonly [what: string, change: (outcome: Values) => Outcome, test: string])[] = [
  ['turns results around', changeValues((values) => values.toReversed()), 'do not depend on the batch size'],
  ['sends JSON', changeValues((values) => JSON.parse(JSON.stringify(values)) as unknown[]), 'arrive unchanged: big integers'],
  ['loses the sign of -0', changeValues((values) => values.map((v) => (v === 0 ? 0 : v))), 'arrive unchanged: batches of numbers of all kinds'],
]; // prettier-ignore

test.each(defects)('finds a backend that %s', async (what, change, expected) => {
  registerBackend(what, (options) => new Broken(options, change), { memory: 'copied' });
  expect(await failuresOf(what, new RegExp(`^${expected}$`))).toContain(expected);
});

test('says when a backend can do what it is said to be unable to do', async () => {
  const name = 'do not depend on the batch size';
  registerBackend('able', (options) => new PlainThreads(options), { memory: 'copied' });
  expect(await failuresOf('able', /batch size/, { [name]: 'it is lazy' })).toEqual([`${name}: cannot, it is lazy`]);
});

test('says when it is said to be unable to pass a test that does not exist', async () => {
  const name = 'has every test that it is said to be unable to pass';
  expect(await failuresOf('threads', new RegExp(name), { 'no such test': 'old' })).toEqual([name]);
});
