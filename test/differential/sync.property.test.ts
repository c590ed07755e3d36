/** Random programs over locks and channels: one at a time inside, nobody sleeps for ever, nothing is lost, doubled or overtaken. */

import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { channel, type Channel, Mutex, Pool, RWLock, sharedValue, type SharedValue } from '../../src/index.ts';
import { assertProperty, fuzzParameters } from '../support/property.ts';

const TIMEOUT_MS = 120_000;

/** One use of a lock. */
interface Step {
  readonly lock: number;
  /** Turns of the event loop that it is held for. */
  readonly turns: number;
  readonly form: 'await' | 'block' | 'try' | 'withdraw';
}

const steps = (forms: readonly Step['form'][]): fc.Arbitrary<Step[]> =>
  fc.array(fc.record({ lock: fc.nat(1), turns: fc.nat(2), form: fc.constantFrom(...forms) }), {
    minLength: 1,
    maxLength: 25,
  });

const LOCKS = 2;

/** Runs steps; gives how often somebody else was inside as well, and counts all entries. */
async function useLocks(
  program: readonly Step[],
  locks: readonly Mutex[],
  [inside, entries]: readonly [readonly SharedValue[], SharedValue],
): Promise<number> {
  let clashes = 0;
  const enter = async ({ lock, turns, form }: Step): Promise<void> => {
    if ((await inside[lock]!.add(1)) !== 0) clashes++;
    for (let i = 0; i < turns && form !== 'block'; i++) await new Promise((resolve) => void setImmediate(resolve));
    await inside[lock]!.add(-1);
    await entries.add(1);
  };
  for (const step of program) {
    const mutex = locks[step.lock]!;
    if (step.form === 'withdraw') {
      const guard = await mutex.lock({ signal: AbortSignal.timeout(step.turns) }).catch(() => undefined);
      guard?.release();
      continue;
    }
    const taken =
      step.form === 'block' ? mutex.lockSync() : step.form === 'try' ? await mutex.tryLock() : await mutex.lock();
    using _guard = taken ?? (await mutex.lock());
    await enter(step);
  }
  return clashes;
}

describe.each(['threads', 'processes'] as const)('random programs on %s', (backend) => {
  const pool = new Pool({ backend, maxWorkers: 2 });
  afterAll(() => pool.close());
  const forms: readonly Step['form'][] =
    backend === 'threads' ? ['await', 'block', 'try', 'withdraw'] : ['await', 'try', 'withdraw'];

  it('are alone under a mutex, and all come to their end', { timeout: TIMEOUT_MS }, async () => {
    const program = fc.tuple(steps(forms), steps(forms), steps(['await', 'try', 'withdraw']));
    await assertProperty(
      fc.asyncProperty(program, async ([first, second, own]) => {
        const locks = Array.from({ length: LOCKS }, () => new Mutex());
        const inside = Array.from({ length: LOCKS }, () => sharedValue('int32'));
        const entries = sharedValue('int32');
        const clashes = await Promise.all([
          pool.submit(useLocks, first, locks, [inside, entries] as const),
          pool.submit(useLocks, second, locks, [inside, entries] as const),
          useLocks(own, locks, [inside, entries]),
        ]);
        expect(clashes).toEqual([0, 0, 0]);
        expect(entries.value).toBe([...first, ...second, ...own].filter(({ form }) => form !== 'withdraw').length);
        for (const mutex of locks) expect(mutex.tryLockSync()?.isHeld).toBe(true);
      }),
      fuzzParameters(`mutex programs on ${backend}`, 40),
    );
  });

  it('read together and write alone', { timeout: TIMEOUT_MS }, async () => {
    const moves = fc.array(fc.record({ writes: fc.boolean(), turns: fc.nat(2) }), { minLength: 1, maxLength: 20 });
    const play = async (
      program: readonly { readonly writes: boolean; readonly turns: number }[],
      lock: RWLock,
      [readers, writers]: readonly [SharedValue, SharedValue],
    ): Promise<number> => {
      let clashes = 0;
      for (const { writes, turns } of program) {
        using _guard = writes ? await lock.writeLock() : await lock.readLock();
        const own = writes ? writers : readers;
        await own.add(1);
        for (let i = 0; i < turns; i++) await new Promise((resolve) => void setImmediate(resolve));
        const [reading, writing] = [await readers.get(), await writers.get()];
        if (writing > 1 || (writing === 1 && reading > 0)) clashes++;
        await own.add(-1);
      }
      return clashes;
    };
    await assertProperty(
      fc.asyncProperty(moves, moves, moves, async (first, second, own) => {
        const lock = new RWLock({ maxReaders: 2 });
        const counts = [sharedValue('int32'), sharedValue('int32')] as const;
        const clashes = await Promise.all([
          pool.submit(play, first, lock, counts),
          pool.submit(play, second, lock, counts),
          play(own, lock, counts),
        ]);
        expect(clashes).toEqual([0, 0, 0]);
      }),
      fuzzParameters(`read-write programs on ${backend}`, 40),
    );
  });

  it('get every message once, and those of one sender in order', { timeout: TIMEOUT_MS }, async () => {
    type Message = readonly [sender: number, position: number, padding: string];
    const send = async (
      out: Channel<Message>,
      sender: number,
      [sizes, waits]: readonly [readonly number[], boolean],
    ) => {
      const sent = sizes.map((size, i) => out.send([sender, i, 'x'.repeat(size)]));
      if (waits) for (const one of sent) await one;
      await Promise.all(sent);
    };
    const sizes = fc.array(fc.nat(60), { maxLength: 40 });
    const plan = fc.record({ capacity: fc.integer({ min: 1, max: 5 }), maxBytes: fc.integer({ min: 128, max: 400 }) });
    await assertProperty(
      fc.asyncProperty(sizes, sizes, fc.boolean(), plan, async (first, second, waits, options) => {
        const messages = channel<Message>(options);
        const relayed = channel<Message>(options);
        const relay = pool.submit(async () => {
          for await (const message of messages) await relayed.send(message);
          relayed.close();
        });
        const sending = [pool.submit(send, messages, 1, [first, waits] as const), send(messages, 0, [second, waits])];
        const closing = Promise.all(sending).then(() => messages.close());
        const got: Message[][] = [[], []];
        for await (const message of relayed) got[message[0]]!.push(message);
        await Promise.all([relay, closing]);
        const expected = [second, first].map((all, sender) => all.map((size, i) => [sender, i, 'x'.repeat(size)]));
        expect(got).toEqual(expected);
      }),
      fuzzParameters(`channel programs on ${backend}`, 40),
    );
  });
});
