import { expect, it } from 'vitest';
import type { BatchRequest, WorkerReply } from '../core/protocol.ts';
import { LocalCodec } from './local-codec.ts';
import { SharedProgress } from './progress.ts';
import type { TaskFunction } from './run-batch.ts';
import { WorkerSession } from './session.ts';

/** A worker whose functions have to be waited for. */
function open({ concurrent }: { readonly concurrent: boolean }) {
  const begun: unknown[] = [];
  const loaded = Promise.withResolvers<TaskFunction>();
  class SlowCodec extends LocalCodec {
    override resolveFunction(): Promise<TaskFunction> {
      return loaded.promise;
    }
  }
  const replies: WorkerReply[] = [];
  const over = Promise.withResolvers<void>();
  const session = new WorkerSession({
    channel: {
      post: (reply) => {
        replies.push(reply);
        if (replies.filter(({ type }) => type === 'reply').length === 2) over.resolve();
      },
    },
    progress: new SharedProgress(),
    makeCodec: () => new SlowCodec(),
    onSetup: () => {},
    end: () => {},
  });
  session.accept({ type: 'setup', workerId: 1, backend: 'own', level: 1, stdio: 'inherit', concurrent });
  const load = (): void => loaded.resolve((item) => begun.push(item));
  return { session, begun, replies, load, over: over.promise };
}

const setup = { id: 1, seed: [1, 2], stopOnError: false, discardResults: false } as const;
const batch = (id: number, first: number, values: readonly unknown[]): BatchRequest => ({
  type: 'batch',
  id,
  callId: 1,
  setup,
  functions: [{ kind: 'module', url: 'file:///own.js', name: 'own' }],
  fn: 0,
  spread: false,
  count: values.length,
  first,
  attempt: 1,
  args: { kind: 'local', values },
});

it.each([false, true])('tasks that are aborted before they begin never begin; concurrent: %s', async (concurrent) => {
  const { session, begun, replies, load, over } = open({ concurrent });
  session.accept(batch(1, 0, ['a', 'b', 'c', 'd']));
  session.accept(batch(2, 4, ['e', 'f'])); // waits until the first one is prepared
  session.accept({ type: 'abort', callId: 1, indices: [1, 2, 4], reason: new Error('stop') });
  session.accept({ type: 'abort', callId: 2, reason: new Error('another call') });
  load();
  await over;
  expect(begun).toEqual(['a', 'd', 'f']);
  const outcomes = replies.flatMap((reply) => (reply.type === 'reply' ? reply.outcomes : []));
  expect(outcomes.map(({ kind, at }) => [kind, at])).toEqual([
    ['values', 0],
    ['failed', 1],
    ['failed', 2],
    ['values', 3],
    ['failed', 0],
    ['values', 1],
  ]);
});

it('begins nothing before it is set up', async () => {
  const replies: string[] = [];
  const isSetUp = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  const session = new WorkerSession({
    channel: { post: ({ type }) => replies.push(type) === 3 && over.resolve() },
    progress: new SharedProgress(),
    makeCodec: () =>
      new (class extends LocalCodec {
        override resolveFunction(): TaskFunction {
          return () => replies.push('task');
        }
      })(),
    onSetup: () => isSetUp.promise,
    end: () => {},
  });
  session.accept({ type: 'setup', workerId: 1, backend: 'own', level: 1, stdio: 'inherit' });
  session.accept(batch(1, 0, ['a']));
  expect(replies).toEqual([]);
  isSetUp.resolve();
  await over.promise;
  expect(replies).toEqual(['ready', 'task', 'reply']);
});

it('ends its children before it ends, also in the middle of a task', async () => {
  const said: string[] = [];
  const gone = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<number>();
  const session = new WorkerSession({
    channel: { post: () => {} },
    progress: new SharedProgress(),
    makeCodec: () => new LocalCodec(),
    onSetup: () => {},
    end: (exitCode) => {
      said.push('end');
      ended.resolve(exitCode);
    },
    endChildren: () => {
      said.push('end children');
      return gone.promise;
    },
  });
  session.accept({ type: 'setup', workerId: 1, backend: 'own', level: 1, stdio: 'inherit' });
  const begun = Promise.withResolvers<void>();
  const own = (): Promise<void> => {
    begun.resolve();
    return new Promise(() => {});
  };
  session.accept({ ...batch(1, 0, ['a']), functions: [{ kind: 'local', fn: own }] });
  await begun.promise;
  session.accept({ type: 'end' });
  expect(said).toEqual(['end children']);
  gone.resolve();
  expect(await ended.promise).toBe(1);
  expect(said).toEqual(['end children', 'end']);
});
