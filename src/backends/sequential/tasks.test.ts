import { afterEach, expect, it } from 'vitest';
import { failures, makeBatch, makeCall, options, runAll } from '../../../test/fixtures/workers/harness.ts';
import { act, actLater, context, listens, spin } from '../../../test/fixtures/workers/tasks.ts';
import type { CallHeader, TaskEvent } from '../../core/task.ts';
import { transfer } from '../../memory/transfer.ts';
import { taskContext } from '../../worker/task-context.ts';
import { openSequential } from './tasks.ts';

let backend = openSequential(options());

afterEach(async () => {
  await backend.close();
  backend = openSequential(options());
});

const local = (fn: (...args: never[]) => unknown, more: Partial<CallHeader> = {}): CallHeader =>
  makeCall('', { functions: [{ kind: 'local', fn }], ...more });

it('passes values and results by reference', async () => {
  const item = { own: true };
  const [settled] = await runAll(
    backend,
    makeBatch(
      local((value: object) => value),
      [item],
      { args: { kind: 'local', values: [item] } },
    ),
  );
  expect((settled as { value: unknown }).value).toBe(item);
});

class Secret {
  #key = 3;
  content: unknown;

  constructor(content: unknown) {
    this.content = content;
  }

  get key(): number {
    return this.#key;
  }
}

it('refuses only the tasks whose argument or result holds a mark in an object with private fields', async () => {
  const refused = { failed: 'not-cloneable', error: expect.objectContaining({ code: 'ERR_NOT_CLONEABLE' }) };
  const values = [new Secret(1), new Secret(transfer(Uint8Array.of(1)))];
  const keys = local(({ key }: Secret) => key);
  expect(await runAll(backend, makeBatch(keys, values, { args: { kind: 'local', values } }))).toMatchObject([
    { value: 3 },
    refused,
  ]);
  const make = local((isMarked: boolean) => (isMarked ? new Secret(transfer(Uint8Array.of(1))) : 'none'));
  expect(await runAll(backend, makeBatch(make, [false, true, false]))).toMatchObject([
    { value: 'none' },
    refused,
    { value: 'none' },
  ]);
});

it('gives errors that hold a mark, also where no copy of them could stand for them', async () => {
  class SecretError extends Error {
    #key = 3;
    content: unknown = transfer(Uint8Array.of(1));

    get key(): number {
      return this.#key;
    }
  }
  const thrown = new SecretError('kept');
  const fail = (): never => {
    throw thrown;
  };
  expect(await runAll(backend, makeBatch(local(fail), [1]))).toEqual([{ thrown }]);
});

it('runs functions of modules, asynchronous ones, and tuples', async () => {
  expect(await runAll(backend, makeBatch(makeCall('square'), [3]))).toEqual([{ value: 9 }]);
  expect(await runAll(backend, makeBatch(makeCall('later'), [3, 4]))).toEqual([{ value: 6 }, { value: 8 }]);
  expect(await runAll(backend, makeBatch(makeCall('add'), [[1, 2]], { spread: true }))).toEqual([{ value: 3 }]);
});

it('gives a throw to its task alone, or skips the rest', async () => {
  const items = [1, 'throw null', 3];
  for (const fn of [act, actLater]) {
    expect(await runAll(backend, makeBatch(local(fn), items))).toEqual([{ value: 2 }, { thrown: null }, { value: 6 }]);
    const stopping = local(fn, { stopOnError: true });
    expect(await runAll(backend, makeBatch(stopping, items))).toEqual([
      { value: 2 },
      { thrown: null },
      { skipped: true },
    ]);
  }
});

it('reports a synchronous task over its time when it returns', async () => {
  const settled = await runAll(backend, makeBatch(local(spin, { timeoutMs: 2000 }), [1, 2100, 2]));
  expect(failures(settled)).toMatchObject([[1, { failed: 'timeout', error: { code: 'ERR_TASK_TIMEOUT' } }]]);
});

it('leaves an asynchronous task behind that is over its time', async () => {
  const settled = await runAll(backend, makeBatch(local(act, { timeoutMs: 30 }), [1, 'endless wait', 2]));
  expect(failures(settled)).toMatchObject([[1, { failed: 'timeout' }]]);
});

it('tells a task that listens', async () => {
  const told: unknown[] = [];
  const fn = (): Promise<unknown> => listens().catch((error: unknown) => void told.push(error));
  const settled = await runAll(backend, makeBatch(local(fn, { timeoutMs: 30 }), [1]));
  expect(settled).toMatchObject([{ failed: 'timeout' }]);
  await Promise.resolve();
  expect(told).toMatchObject([{ code: 'ERR_TASK_TIMEOUT' }]);
});

it('cancels between tasks and in the middle of one', async () => {
  const call = local((item: number) => {
    if (item === 2) backend.cancel(call.id, { kind: 'abort', reason: 'enough' });
    return item === 3 ? undefined : Promise.resolve(item);
  });
  expect(await runAll(backend, makeBatch(call, [1, 2, 3]))).toEqual([
    { value: 1 },
    { failed: 'cancelled', error: 'enough' },
    { failed: 'cancelled', error: 'enough' },
  ]);
});

it('cancels a single task', async () => {
  const call = local(async (item: number) => {
    if (item === 1) backend.cancel(call.id, { kind: 'abort', reason: 'no' }, [11]);
    return item;
  });
  const settled = await runAll(backend, makeBatch(call, [1, 2, 3], { first: 10 }));
  expect(settled).toEqual([{ value: 1 }, { failed: 'cancelled', error: 'no' }, { value: 3 }]);
});

it('lets the event loop turn before each batch', async () => {
  let turned = false;
  setImmediate(() => (turned = true));
  await runAll(
    backend,
    makeBatch(
      local(() => turned),
      [1],
    ),
  ).then((settled) => expect(settled).toEqual([{ value: true }]));
});

it('has a task context, and none outside', async () => {
  const [settled] = await runAll(backend, makeBatch(local(context, { seed: [3, 4] }), [0], { first: 8, attempt: 2 }));
  expect(settled).toMatchObject({
    value: { index: 8, attempt: 2, workerId: 0, backend: 'sequential', aborted: false },
  });
  expect(() => taskContext()).toThrow(expect.objectContaining({ code: 'ERR_NO_TASK' }));
});

it('passes on what tasks report', async () => {
  const events: TaskEvent[] = [];
  backend.onEvent = (event) => events.push(event);
  await runAll(
    backend,
    makeBatch(
      local((x: number) => taskContext().report(x)),
      [5],
      { first: 2 },
    ),
  );
  expect(events).toMatchObject([{ kind: 'report', index: 2, data: 5 }]);
});

it('settles what runs when it is closed, and refuses more', async () => {
  const running = runAll(backend, makeBatch(local(act), [1, 'endless wait', 2]));
  await new Promise((resolve) => void setImmediate(() => setImmediate(resolve)));
  await backend.close();
  expect(await running).toMatchObject([{ value: 2 }, { failed: 'cancelled' }, { failed: 'cancelled' }]);
  await expect(runAll(backend, makeBatch(local(act), [1]))).rejects.toMatchObject({ code: 'ERR_POOL_CLOSED' });
});

it('writes results of a window of a shared array in place', async () => {
  const view = new Float64Array(new SharedArrayBuffer(32)).map((_, i) => i);
  const out = new Float64Array(new SharedArrayBuffer(32));
  const args = { kind: 'range', view, start: 1, count: 2, out } as const;
  await runAll(
    backend,
    makeBatch(
      local((x: number) => x * 10),
      [0, 0],
      { args },
    ),
  );
  expect([...out]).toEqual([0, 10, 20, 0]);
});

it('settles what is cancelled while the initializer never ends, and closes', async () => {
  const never = (): Promise<never> => new Promise(() => undefined);
  const initializer = {
    definitions: [],
    fn: { kind: 'local', fn: never },
    args: { kind: 'local', values: [] },
  } as const;
  backend = openSequential(options({ initializer }));
  const call = local((x: number) => x);
  const settling = runAll(backend, makeBatch(call, [1, 2]));
  backend.cancel(call.id, { kind: 'abort', reason: 'no more' });
  expect(await settling).toEqual([
    { failed: 'cancelled', error: 'no more' },
    { failed: 'cancelled', error: 'no more' },
  ]);
  const waiting = runAll(backend, makeBatch(call, [3]));
  await backend.close();
  expect(await waiting).toMatchObject([{ failed: 'cancelled', error: { code: 'ERR_POOL_CLOSED' } }]);
});
