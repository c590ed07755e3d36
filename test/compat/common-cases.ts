/** What tinypool and piscina promise in the same words. */

import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { filePath, Gate, rejection } from './contenders.ts';

/** What both take and have. */
interface CommonPool {
  // oxlint-disable-next-line typescript/no-explicit-any -- as both declare it
  run(task: any, options?: object): Promise<any>;
  destroy(): Promise<void>;
  readonly options: { readonly maxQueue: number };
  readonly threads: readonly unknown[];
}

/** Opens pools that are ended after the test: `pool` as it is, `tools` with the worker file of the tests. */
export interface Makers {
  readonly pool: (options?: object) => CommonPool;
  readonly tools: (options?: object) => CommonPool;
}

const one = { minThreads: 1, maxThreads: 1 };

/** Adds the cases to the suite. */
export function commonCases({ pool, tools }: Makers): void {
  describe('as tinypool and piscina both promise', () => {
    it('run takes the file of the task before that of the pool, and needs one of them', async () => {
      const made = pool();
      expect(await made.run({ a: 1, b: 2 }, { filename: filePath('add.mjs') })).toBe(3);
      const { message } = await rejection(made.run(1));
      expect(message).toMatch(/filename must be provided to run\(\) or in options object/);
    });

    it('a pool that was destroyed starts again with the next task', async () => {
      const made = tools({ ...one, filename: filePath('add.mjs') });
      for (let i = 0; i < 3; i++) {
        expect(await made.run({ a: i, b: 2 })).toBe(i + 2);
        await made.destroy();
        expect(made.threads).toEqual([]);
      }
    });

    it('run rejects with what the task throws', async () => {
      const made = tools();
      const error = await rejection(made.run('wrong', { name: 'fail' }));
      expect(error).toBeInstanceOf(RangeError);
      expect(error.message).toBe('wrong');
      expect((await rejection(made.run('late', { name: 'failLater' }))).message).toBe('late');
      expect(await made.run(1)).toBe(1);
    });

    it('a worker has the arguments, Node options and environment of the pool', async () => {
      const made = tools({ argv: ['a', 'b'], execArgv: ['--no-warnings'], env: { OF_THE_TEST: 'yes' } });
      const seen = await made.run(0, { name: 'environment' });
      expect(seen).toMatchObject({ argv: ['a', 'b'], env: 'yes', path: undefined });
      expect(seen.execArgv).toContain('--no-warnings');
    });

    it('a worker has its resources limited', async () => {
      const made = tools({ resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 } });
      expect((await rejection(made.run(0, { name: 'exhaust' }))).code).toBe('ERR_WORKER_OUT_OF_MEMORY');
      expect(await made.run(5)).toBe(5);
    });

    it("a maxQueue of 'auto' is the square of maxThreads", () => {
      expect(tools({ maxThreads: 3, maxQueue: 'auto' }).options.maxQueue).toBe(9);
    });

    it('a signal ends a task that waits, or has not begun', async () => {
      const made = tools(one);
      const gate = new Gate();
      const running = made.run(gate.shared, { name: 'wait' });
      const controller = new AbortController();
      const waiting = rejection(made.run(1, { signal: controller.signal }));
      controller.abort();
      expect((await waiting).name).toBe('AbortError');
      expect((await rejection(made.run(1, { signal: AbortSignal.abort('no') }))).name).toBe('AbortError');
      gate.open();
      expect(await running).toBe('notified');
    });

    it('a signal may be an EventEmitter, on which no listener is left', async () => {
      const made = tools(one);
      const emitter = new EventEmitter();
      const running = rejection(made.run(0, { name: 'spin', signal: emitter }));
      emitter.emit('abort');
      expect((await running).name).toBe('AbortError');
      expect(await made.run(1, { signal: emitter })).toBe(1);
      expect(emitter.listenerCount('abort')).toBe(0);
    });
  });
}
