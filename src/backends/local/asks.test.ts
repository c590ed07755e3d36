import { afterEach, describe, expect, it } from 'vitest';
import { makeBatch, makeCall, moduleTask, options, runAll } from '../../../test/fixtures/workers/harness.ts';
import { ask, provideService, tell } from '../../core/ask.ts';
import type { Asker, Service } from '../../core/ask.ts';
import { ParallelError } from '../../core/errors.ts';
import { WorkerLostError } from '../../core/worker-errors.ts';
import type { TaskBackend } from '../../core/task.ts';
import { openProcesses } from '../processes/tasks.ts';
import { openThreads } from '../threads/tasks.ts';

const tasksUrl = new URL('../../../test/fixtures/workers/ask-tasks.ts', import.meta.url).href;
const kinds = [
  ['threads', openThreads],
  ['processes', openProcesses],
] as const;

const stops: (() => void)[] = [];
const provide = (name: string, service: Service): void => void stops.push(provideService(name, service));

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const later = (): { readonly promise: Promise<unknown>; readonly resolve: (value?: unknown) => void } =>
  Promise.withResolvers<unknown>();

describe('a program that asks itself', () => {
  it('gets the answer of its own service', async () => {
    provide('echo', { ask: (payload) => ({ payload }) });
    expect(await ask('echo', 1)).toEqual({ payload: 1 });
  });

  it('is told when nobody provides the service', async () => {
    await expect(ask('nothing', 1)).rejects.toMatchObject({ code: 'ERR_NO_SERVICE' });
    expect(() => tell('nothing', 1)).toThrow(/nobody provides nothing/);
  });

  it('refuses a second service of the same name', () => {
    provide('echo', {});
    expect(() => provideService('echo', {})).toThrow(/provided twice/);
  });
});

describe.each(kinds)('%s that ask', (_name, open) => {
  let backend: TaskBackend | undefined;

  const run = async (name: string, ...items: unknown[]): Promise<unknown[]> => {
    if (items.length === 0) items.push(undefined);
    backend ??= open(options());
    const settled = await runAll(
      backend,
      makeBatch(makeCall(name, { functions: [moduleTask(name, tasksUrl)] }), items),
    );
    return settled.map((what) => ('value' in what ? what.value : what));
  };

  afterEach(async () => {
    await backend?.close();
    backend = undefined;
  });

  it('get answers', async () => {
    provide('double', { ask: async (payload) => (payload as number) * 2 });
    expect(await run('askFor', ['double', 2], ['double', 21])).toEqual([4, 42]);
    expect(await run('askFor', ['double', 5])).toEqual([10]);
  });

  it('get errors with their name, message and code', async () => {
    provide('wrong', {
      ask: () => {
        throw new ParallelError('ERR_SOME', 'no');
      },
    });
    provide('range', { ask: async () => Promise.reject(new RangeError('far')) });
    provide('uncloneable', { ask: () => () => {} });
    expect(await run('failing', 'wrong', 'range', 'absent')).toEqual([
      { name: 'ParallelError', message: 'no', code: 'ERR_SOME' },
      { name: 'RangeError', message: 'far', code: undefined },
      { name: 'ParallelError', message: expect.stringContaining('nobody provides absent'), code: 'ERR_NO_SERVICE' },
    ]);
    const [uncloneable] = await run('failing', 'uncloneable');
    expect(uncloneable).toMatchObject({ name: 'DataCloneError' });
  });

  it('tell in order', async () => {
    const told: unknown[] = [];
    provide('log', { tell: (payload) => void told.push(payload), ask: () => told.length });
    expect(await run('tellAll', 100)).toEqual([100]);
    expect(told).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it('are told by their program', async () => {
    provide('log', { tell: (_payload, from) => from.tell('news', new Map([[1, 'one']])) });
    expect(await run('hearOne')).toEqual([new Map([[1, 'one']])]);
  });

  it('may withdraw a question', async () => {
    const withdrawn = later();
    provide('never', {
      ask: (_payload, { signal }) =>
        new Promise(() => signal.addEventListener('abort', () => withdrawn.resolve(), { once: true })),
    });
    expect(await run('withdraw')).toEqual(['enough']);
    await withdrawn.promise;
  });

  it('are reported to the services they used when they end, and their questions are withdrawn', async () => {
    const asked = later();
    const [withdrawn, gone] = [later(), later()];
    const askers: Asker[] = [];
    provide('log', { tell: () => asked.resolve(), gone: (from) => askers.push(from) });
    provide('never', {
      ask: (_payload, { signal, from }) => {
        askers.push(from);
        signal.addEventListener('abort', () => withdrawn.resolve(), { once: true });
        return new Promise(() => {});
      },
      gone: (from) => gone.resolve(from),
    });
    const running = run('askAndDie');
    await asked.promise;
    await backend?.close();
    await withdrawn.promise;
    expect(await gone.promise).toBe(askers[0]);
    expect(askers[1]).toBe(askers[0]);
    askers[0]?.tell('news', 1); // nobody is there: nothing happens
    expect(await running).toMatchObject([{ failed: 'cancelled' }]);
  });

  it('settle their tasks when they die with a question open', async () => {
    const gone: string[] = [];
    provide('log', { ask: () => undefined });
    provide('never', { ask: () => new Promise(() => {}), gone: ({ key }) => gone.push(key) });
    const [lost] = await run('askThenExit');
    expect(lost).toMatchObject({ failed: 'lost', error: expect.any(WorkerLostError) });
    expect(gone).toHaveLength(1);
  });

  it.each(['threads', 'processes'])('pass on what %s below them ask', async (kind) => {
    const askers = new Set<string>();
    provide('double', {
      ask: (payload, { from }) => {
        askers.add(from.key);
        return (payload as number) * 2;
      },
    });
    provide('log', { tell: (_payload, from) => from.tell('news', 'deep') });
    expect(await run('below', [kind, 'askFor', ['double', 4]])).toEqual([8]);
    expect(await run('below', [kind, 'hearOne', undefined])).toEqual(['deep']);
    expect([...askers][0]).toMatch(/^\d+\.\d+$/);
  });

  it.each(['threads', 'processes'])('pass on that %s below them have ended', async (kind) => {
    const gone: string[] = [];
    provide('log', { ask: () => undefined });
    provide('never', { ask: () => new Promise(() => {}), gone: ({ key }) => gone.push(key) });
    expect(await run('belowDies', [kind])).toEqual(['failed']);
    expect(gone).toHaveLength(1);
    expect(gone[0]).toMatch(/^\d+\.\d+$/);
  });

  it('pass on questions over two levels', async () => {
    provide('double', { ask: (payload) => (payload as number) * 2 });
    expect(await run('below', ['processes', 'below', ['threads', 'askFor', ['double', 4]]])).toEqual([8]);
  });
});
