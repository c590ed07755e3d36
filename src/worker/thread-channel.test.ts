import { once } from 'node:events';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { PROGRESS_BYTES, progressWord } from '../core/protocol.ts';
import type { WorkerRequest } from '../core/protocol.ts';
import { ThreadChannel } from './thread-channel.ts';

const ports: { close(): void }[] = [];

const request = (id: number): WorkerRequest => ({ type: 'end-call', callId: id as never });

/** A channel, the other end of its port and the words between them. */
function open() {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const words = new Int32Array(new SharedArrayBuffer(PROGRESS_BYTES));
  const count = (): number => Atomics.add(words, progressWord.sent, 1);
  return { channel: new ThreadChannel(port1, words), port: port1, other: port2, words, count };
}

afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

describe('the channel of a thread', () => {
  it('gives what was sent, in order, and nothing more', () => {
    const { channel, other, count } = open();
    for (const id of [1, 2]) {
      other.postMessage(request(id));
      count();
    }
    expect([channel.poll(false), channel.poll(false), channel.poll(false)]).toEqual([
      request(1),
      request(2),
      undefined,
    ]);
  });

  it('counts what the event loop has brought', async () => {
    const { channel, port, other, count } = open();
    other.postMessage(request(1));
    count();
    const [message] = (await once(port, 'message')) as [unknown];
    expect(channel.accepted(message)).toEqual(request(1));
    expect(channel.poll(false)).toBeUndefined();
    other.postMessage(request(2));
    count();
    expect(channel.poll(false)).toEqual(request(2));
  });

  it('gives a request that the event loop brought before it was counted once', async () => {
    const { channel, port, other, count } = open();
    other.postMessage(request(1));
    const [message] = (await once(port, 'message')) as [unknown];
    channel.accepted(message);
    expect(channel.poll(true)).toBeUndefined(); // without a wait: something is on its way
    count();
    expect(channel.poll(false)).toBeUndefined();
    other.postMessage(request(2));
    count();
    expect(channel.poll(true)).toEqual(request(2));
  });

  it('counts what it sends', () => {
    const { channel, other, words } = open();
    channel.post({ type: 'ready' });
    expect(Atomics.load(words, progressWord.replied)).toBe(1);
    expect(receiveMessageOnPort(other)?.message).toEqual({ type: 'ready' });
  });
});
