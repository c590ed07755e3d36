import { expect, it } from 'vitest';
import { Barrier } from './barrier.ts';
import { channel } from './channel.ts';
import { Condition } from './condition.ts';
import { Event } from './event.ts';
import { Latch } from './latch.ts';
import { Mutex } from './mutex.ts';
import { Once } from './once.ts';
import { RWLock } from './rw-lock.ts';
import { Semaphore } from './semaphore.ts';

const SHORT = { timeout: 5 };

/** Each way to wait in vain: what the error says of it. */
const cases: readonly [what: string, wait: () => Promise<unknown>][] = [
  ['a mutex did not become free within 5 ms; raise timeout, or look for who keeps it', () => lateLock()],
  ['a read-write lock did not become free within 5 ms; raise timeout, or look for who keeps it', () => lateWriter()],
  ['a semaphore had no permit within 5 ms; raise timeout, or look for who keeps them', () => latePermit()],
  ['an event was not set within 5 ms; raise timeout, or look for who sets it', () => new Event().wait(SHORT)],
  [
    'a latch was not counted down to zero within 5 ms; raise timeout, or look for who counts it down',
    () => new Latch(1).wait(SHORT),
  ],
  [
    'a barrier did not get all its parties within 5 ms; raise timeout, or look for the parties that are missing',
    () => new Barrier(2).wait(SHORT),
  ],
  ['a channel had no message within 5 ms; raise timeout, or look for who sends to it', () => channel().receive(SHORT)],
  ['a channel had no room within 5 ms; raise timeout, or look for who receives from it', () => lateSend()],
  ['a condition was not notified within 5 ms; raise timeout, or look for who calls notify()', () => lateNotice()],
  ['a once was not done within 5 ms; raise timeout, or look for who runs it', () => lateOnce()],
];

async function lateLock(): Promise<void> {
  const mutex = new Mutex();
  using _held = await mutex.lock();
  await mutex.lock(SHORT);
}

async function lateWriter(): Promise<void> {
  const lock = new RWLock();
  using _held = await lock.readLock();
  await lock.writeLock(SHORT);
}

async function latePermit(): Promise<void> {
  const permits = new Semaphore(1);
  using _held = await permits.acquire();
  await permits.acquire(SHORT);
}

async function lateSend(): Promise<void> {
  const full = channel<number>({ capacity: 1 });
  await full.send(1);
  await full.send(2, SHORT);
}

async function lateNotice(): Promise<void> {
  const condition = new Condition();
  using guard = await condition.mutex.lock();
  await condition.waitFor(guard, () => false, SHORT);
}

async function lateOnce(): Promise<void> {
  const once = new Once();
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = once.run(() => promise);
  try {
    await once.run(() => {}, SHORT);
  } finally {
    resolve();
    await first;
  }
}

it.each(cases)('who waits in vain is told: %s', async (message, wait) => {
  await expect(wait()).rejects.toMatchObject({ code: 'ERR_WAIT_TIMEOUT', message });
});

it('a barrier that is broken has nobody who waits, and knows its parties', async () => {
  const barrier = new Barrier(3);
  expect(barrier.parties).toBe(3);
  const waiting = barrier.wait().catch((error: unknown) => error);
  expect(await barrier.waiting()).toBe(1);
  barrier.abort();
  expect(await barrier.waiting()).toBe(0);
  expect(await waiting).toMatchObject({ code: 'ERR_BARRIER_BROKEN' });
});
