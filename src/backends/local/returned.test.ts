import { expect, it } from 'vitest';
import { makeBatch, makeCall, options, runAll } from '../../../test/fixtures/workers/harness.ts';
import type { BatchRequest, WorkerRequest } from '../../core/protocol.ts';
import type { WorkerSet } from '../../core/worker-set.ts';
import { LocalBackend } from './local-backend.ts';
import type { TransportEvents } from './transport.ts';

/** A worker that does what the test says. */
function scripted(count = 1) {
  const sent: WorkerRequest[] = [];
  const workers: TransportEvents[] = [];
  const hasBegun = new Set<number>();
  const state = { isOver: false };
  const backend = new LocalBackend(
    {
      backend: 'scripted',
      memory: 'shared',
      moves: false,
      start: (_id, events) => {
        workers.push(events);
        const number = workers.length;
        return {
          handle: events,
          get isOver() {
            return state.isOver && number === 1;
          },
          progress: {
            read: () => ({ batch: -1, position: -1, span: 1, listens: false, startedAt: 0 }),
            hasBegun: (id) => hasBegun.has(id),
            revoke: (id) => !hasBegun.has(id),
            release: () => {},
          },
          send: (request) => {
            sent.push(request);
            if (request.type === 'close') queueMicrotask(() => events.onEnd({ exitCode: 0 }));
          },
          kill: () => queueMicrotask(() => events.onEnd({ exitCode: null, killed: true })),
        };
      },
    },
    options({ workers: count }),
  );
  const batches = (): BatchRequest[] => sent.filter((request) => request.type === 'batch');
  const reply = (id: number, values: readonly unknown[]): void =>
    workers.at(-1)?.onMessage({
      type: 'reply',
      id,
      outcomes:
        values.length === 0 ? [] : [{ kind: 'values', at: 0, count: values.length, values: { kind: 'plain', values } }],
      elapsedMs: 0.01,
    });
  return {
    backend,
    batches,
    reply,
    ready: () => workers.at(-1)?.onMessage({ type: 'ready' }),
    hasBegun,
    workers,
    state,
  };
}

it.each([
  ['any worker', {}],
  ['a key', { key: 'a' }],
])(
  'a batch for %s that its worker gave back as it began is sent again, without what was cancelled',
  async (_name, place) => {
    const { backend, batches, reply, ready, hasBegun } = scripted();
    const call = makeCall('same');
    const warm = runAll(backend, makeBatch(call, ['warm'], { first: 0, ...place }));
    ready();
    reply(batches()[0]?.id as number, ['warm']);
    await warm;
    const first = runAll(backend, makeBatch(call, ['x'], { first: 1, ...place }));
    const second = runAll(backend, makeBatch(call, ['a', 'b', 'c'], { first: 2, ...place }));
    const [, head, waiting] = batches();
    expect(waiting?.waits).toBe(true);
    // The worker notes the batch in the moment in which it is taken back, and both see each other: it gives the batch back.
    hasBegun.add(waiting?.id as number);
    backend.cancel(call.id, { kind: 'abort', reason: new Error('stop') }, [3]);
    reply(head?.id as number, ['x']);
    reply(waiting?.id as number, []);
    expect(await first).toEqual([{ value: 'x' }]);
    const [left, right] = batches().slice(3);
    expect([left, right].map((one) => [one?.from, one?.to])).toEqual([
      [0, 1],
      [2, 3],
    ]);
    reply(left?.id as number, ['a']);
    await backend.close();
    expect(await second).toMatchObject([{ value: 'a' }, { failed: 'cancelled' }, { failed: 'cancelled' }]);
    expect(batches().length).toBe(5);
  },
);

it('nothing is sent to a worker that has ended, while its last words are read', async () => {
  const { backend, batches, reply, ready, workers, state } = scripted();
  const call = makeCall('same');
  const first = runAll(backend, makeBatch(call, ['a'], { first: 0 }));
  ready();
  const second = runAll(backend, makeBatch(call, ['b'], { first: 1 }));
  expect(batches().length).toBe(1); // how long a task takes is not known yet: none waits behind it
  state.isOver = true;
  reply(batches()[0]?.id as number, ['a']);
  expect(await first).toEqual([{ value: 'a' }]);
  expect(batches().length).toBe(1);
  workers[0]?.onEnd({ exitCode: 1 });
  ready();
  expect(workers.length).toBe(2);
  reply(batches()[1]?.id as number, ['b']);
  expect(await second).toEqual([{ value: 'b' }]);
  await backend.close();
});

it('of a call that winds down, what has begun goes on, and nothing else begins', async () => {
  const { backend, batches, reply, ready, hasBegun } = scripted();
  const [call, other] = [makeCall('same'), makeCall('same')];
  const warm = runAll(backend, makeBatch(call, ['warm'], { first: 0 }));
  ready();
  reply(batches()[0]?.id as number, ['warm']);
  await warm;
  const results = ['a', 'b', 'c'].map((value, at) => runAll(backend, makeBatch(call, [value], { first: at + 1 })));
  const stays = runAll(backend, makeBatch(other, ['d'], { first: 9 }));
  const [, head, waiting] = batches();
  expect([batches().length, waiting?.waits]).toEqual([3, true]); // one runs, one waits in the worker, two in the queue
  hasBegun.add(head?.id as number);
  backend.cancelWaiting(call.id, { kind: 'abort', reason: new Error('stop') });
  expect(await results[1]).toMatchObject([{ failed: 'cancelled' }]);
  expect(await results[2]).toMatchObject([{ failed: 'cancelled' }]);
  reply(waiting?.id as number, []);
  reply(head?.id as number, ['a']);
  expect(await results[0]).toEqual([{ value: 'a' }]);
  reply(batches()[3]?.id as number, ['d']);
  expect(await stays).toEqual([{ value: 'd' }]);
  expect(batches().length).toBe(4);
  await backend.close();
});

it('who hears of a worker that is started may change their number, and each batch is sent once', async () => {
  const { backend, batches } = scripted(2);
  const set = backend.workerSet as WorkerSet;
  set.onWorker = ({ kind }) => {
    if (kind === 'start') set.resize({ max: 3 });
  };
  const call = makeCall('same');
  const results = ['a', 'b', 'c'].map((value, first) => runAll(backend, makeBatch(call, [value], { first })));
  expect(batches().map(({ first }) => first)).toEqual([0, 1, 2]);
  await backend.close();
  expect(await Promise.all(results)).toMatchObject(results.map(() => [{ failed: 'cancelled' }]));
});
