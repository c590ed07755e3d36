import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PROGRESS_BYTES, progressWord } from '../../core/protocol.ts';
import { EarlyReplies } from './early-replies.ts';

const ports: { close(): void }[] = [];

/** A port with its progress block, and the other end of it as the thread has it. */
function open(accept: (message: unknown) => void) {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const words = new Int32Array(new SharedArrayBuffer(PROGRESS_BYTES));
  const early = new EarlyReplies(port1, words, accept);
  const reply = (message: unknown): void => {
    port2.postMessage(message);
    Atomics.add(words, progressWord.replied, 1);
  };
  return { early, reply, port: port1 };
}

/** All reactions of promises that are due run before it resolves, and the event loop does not turn. */
const reactions = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};

afterEach(() => {
  vi.restoreAllMocks();
  for (const port of ports.splice(0)) port.close();
});

describe('replies that are there when a request is sent', () => {
  it('are taken without a turn of the event loop, in their order', async () => {
    const taken: unknown[] = [];
    const { early, reply } = open((message) => taken.push(message));
    early.turned();
    early.expect();
    reply('a');
    reply('b');
    await reactions();
    expect(taken).toEqual(['a', 'b']);
  });

  it('are taken once, and nothing is taken where none is', async () => {
    const taken: unknown[] = [];
    const { early, reply } = open((message) => taken.push(message));
    early.turned();
    reply(1);
    early.expect();
    await reactions();
    early.expect();
    await reactions();
    expect(taken).toEqual([1]);
  });

  it('are left to the event loop once it has not turned for 4 ms', async () => {
    const clock = vi.spyOn(performance, 'now');
    const taken: unknown[] = [];
    const { early, reply, port } = open((message) => taken.push(message));
    early.turned();
    const at = async (time: number, message: string): Promise<void> => {
      clock.mockReturnValue(time);
      reply(message);
      early.expect();
      await reactions();
    };
    await at(1000, 'first');
    await at(1004, 'in time');
    await at(1004.1, 'too late');
    expect(taken).toEqual(['first', 'in time']);
    const [brought] = (await once(port, 'message')) as [unknown];
    expect(brought).toBe('too late');
    early.turned();
    await at(2000, 'after a turn');
    expect(taken).toEqual(['first', 'in time', 'after a turn']);
  });

  it('do not keep each other from being taken when a listener throws, which is an uncaught exception', async () => {
    const ticks: (() => void)[] = [];
    vi.spyOn(process, 'nextTick').mockImplementation((tick) => void ticks.push(tick as () => void));
    const taken: unknown[] = [];
    const { early, reply } = open((message) => {
      taken.push(message);
      if (message === 'bad') throw new Error('of the listener');
    });
    early.turned();
    reply('bad');
    reply('good');
    early.expect();
    await reactions();
    vi.restoreAllMocks();
    expect(taken).toEqual(['bad', 'good']);
    expect(ticks).toHaveLength(1);
    expect(() => ticks[0]?.()).toThrow('of the listener');
  });
});
