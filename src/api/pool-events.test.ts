import { expect, it } from 'vitest';
import { PoolListeners } from './pool-events.ts';

/** What a listener throws is thrown where nobody catches it; vitest must not take it for its own. */
async function uncaught(body: () => void): Promise<unknown> {
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  try {
    return await new Promise((resolve) => {
      process.once('uncaughtException', resolve);
      body();
    });
  } finally {
    for (const other of others) process.on('uncaughtException', other);
  }
}

it('a listener that throws stops neither the pool nor the other listeners', async () => {
  const listeners = new PoolListeners();
  const heard: string[] = [];
  const failure = new RangeError('a listener failed');
  listeners.add(
    'drain',
    () => {
      throw failure;
    },
    true,
  );
  listeners.add('drain', () => heard.push('second'), false);
  const thrown = await uncaught(() => listeners.emit('drain'));
  expect(thrown).toBe(failure);
  expect(heard).toEqual(['second']);
  listeners.emit('drain');
  expect(heard).toEqual(['second', 'second']);
});

it('an event that pools do not have, and a listener that cannot be called, are refused by name', () => {
  const listeners = new PoolListeners();
  const all = 'workerStart, workerReady, workerEnd, message, needsDrain, drain';
  for (const event of ['unknown', 'toString', 'error']) {
    expect(() => listeners.add(event as never, () => {}, false)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_OPTION', message: expect.stringContaining(`it has ${all}`) }),
    );
  }
  expect(() => listeners.add('drain', 5 as never, false)).toThrow('the listener of drain must be a function, got 5');
  expect(() => listeners.remove('dran' as never, () => {})).toThrow('no event "dran"');
});
