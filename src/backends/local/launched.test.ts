import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { options } from '../../../test/fixtures/workers/harness.ts';
import { isAlive } from '../../core/liveness.ts';
import { endChild, launchChildren, startChild } from '../processes/launch-child.ts';
import { openProcesses } from '../processes/tasks.ts';
import { endThread, launchThreads, startThread } from '../threads/launch-thread.ts';
import { openThreads } from '../threads/tasks.ts';
import { Launched } from './launched.ts';

describe('workers that were started ahead', () => {
  it('are taken over in order, and those that are left are ended', () => {
    const ended: number[] = [];
    let last = 0;
    const launched = new Launched(3, { start: () => ++last, end: (one) => ended.push(one) });
    expect([launched.take(), launched.take()]).toEqual([1, 2]);
    launched.end();
    launched.end();
    expect(ended).toEqual([3]);
    expect(launched.take()).toBeUndefined();
  });

  it('are fewer where one cannot be started', () => {
    const start = (): never => {
      throw new Error('no');
    };
    expect(new Launched(2, { start, end: () => {} }).take()).toBeUndefined();
    expect(launchThreads(options({ execArgv: ['--no-such-option'] }), 1).take()).toBeUndefined();
  });

  it('threads: end when nobody wants them, and do not keep their number', async () => {
    const started = startThread(options());
    const exit = once(started.thread, 'exit');
    expect(isAlive(started.liveness.self)).toBe(true);
    endThread(started);
    expect(isAlive(started.liveness.self)).toBe(false);
    await exit;
  });

  it('processes: end when nobody wants them', async () => {
    const started = startChild(options());
    const exit = once(started.child, 'exit');
    endChild(started);
    expect(await exit).toEqual([null, 'SIGKILL']);
  });

  it('are the first workers of the backend that is opened with them', async () => {
    const threads = launchThreads(options(), 1);
    const backend = openThreads(options(), threads);
    backend.warm?.(2);
    expect(threads.take()).toBeUndefined();
    await backend.workerSet?.ready();
    expect(backend.workerSet?.workers()).toHaveLength(2);
    await backend.close();
    const children = launchChildren(options(), 1);
    const other = openProcesses(options({ minWorkers: 1 }), children);
    expect(children.take()).toBeUndefined();
    await other.workerSet?.ready();
    await other.close();
  });
});
