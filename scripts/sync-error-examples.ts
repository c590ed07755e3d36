/** The part of the table behind docs/errors.md that is about locks, channels, actors and processes. */

import type { ErrorExample } from './error-examples.ts';

/** In the order of the page. */
export const syncErrorExamples: readonly ErrorExample[] = [
  {
    name: 'WaitTimeoutError',
    code: 'ERR_WAIT_TIMEOUT',
    remedy: 'What was waited for was not there within `timeout` milliseconds. The message names it.',
    failing: `
import { Mutex } from 'manycore';

const mutex = new Mutex({ name: 'index' });
using _guard = await mutex.lock();
await mutex.lock({ timeout: 50 });`,
    message: `
WaitTimeoutError: mutex "index" did not become free within 50 ms; raise timeout, or look for who keeps it`,
    fixed: `
import { Mutex } from 'manycore';

const mutex = new Mutex({ name: 'index' });
{
  using _guard = await mutex.lock();
}
using guard = await mutex.lock({ timeout: 50 });
console.log(guard.isHeld); // true`,
  },
  {
    name: 'LockHolderLostError',
    code: 'ERR_LOCK_HOLDER_LOST',
    remedy:
      'Everybody who wants the lock gets this error until somebody has made right what it protects and calls `recover()`.',
    failing: `
import { Mutex, Pool } from 'manycore';

await using pool = new Pool(1);
const mutex = new Mutex({ name: 'index' });
await pool.submit(async () => {
  await mutex.lock();
  process.exit(1);
}).catch(() => undefined);
await mutex.lock();`,
    message: `
LockHolderLostError: the worker that held mutex "index" has ended without releasing it, so what it protects may be half changed; make that right, then call recover()`,
    fixed: `
import { Mutex, Pool } from 'manycore';

await using pool = new Pool(1);
const mutex = new Mutex({ name: 'index' });
await pool.submit(async () => {
  await mutex.lock();
  process.exit(1);
}).catch(() => undefined);
console.log(await mutex.recover()); // true
using guard = await mutex.lock();
console.log(guard.isHeld); // true`,
  },
  {
    name: 'CannotBlockError',
    code: 'ERR_CANNOT_BLOCK',
    remedy:
      'Forms with `Sync` need the memory itself, which a child process does not have; those that wait would also stop a main thread, ' +
      'and with it all its workers. Await the form without `Sync`.',
    failing: `
import { Mutex } from 'manycore';

new Mutex({ name: 'index' }).lockSync();`,
    message: `
CannotBlockError: the main thread cannot block on mutex "index": its event loop, and with it every worker, would stand still; await the form without "Sync"`,
    fixed: `
import { Mutex } from 'manycore';

using guard = await new Mutex({ name: 'index' }).lock();
console.log(guard.isHeld); // true`,
  },
  {
    name: 'DeadlockError',
    code: 'ERR_DEADLOCK',
    remedy: 'A thread blocks on what it holds itself. Nobody could release it: release it first.',
    failing: `
import { Mutex, Pool } from 'manycore';

await using pool = new Pool(1);
const mutex = new Mutex({ name: 'index' });
await pool.submit(() => {
  using _outer = mutex.lockSync();
  using _inner = mutex.lockSync();
});`,
    message: `
…DeadlockError…: this thread holds mutex "index" already, and would block for ever; release it first, or await lock() where another task of this thread holds it`,
    fixed: `
import { Mutex, Pool } from 'manycore';

await using pool = new Pool(1);
const mutex = new Mutex({ name: 'index' });
const held = await pool.submit(() => {
  using guard = mutex.lockSync();
  return guard.isHeld;
});
console.log(held); // true`,
  },
  {
    name: 'BrokenBarrierError',
    code: 'ERR_BARRIER_BROKEN',
    remedy: 'Find out which party gave up, and why; `reset()` makes the barrier whole for the next round.',
    failing: `
import { Barrier } from 'manycore';

const barrier = new Barrier(2, { name: 'step' });
await barrier.wait({ timeout: 20 }).catch(() => undefined);
await barrier.wait();`,
    message: `
BrokenBarrierError: barrier "step" is broken: one of its parties has given up (by a timeout, a signal, abort() or its end); reset() makes it whole`,
    fixed: `
import { Barrier } from 'manycore';

const barrier = new Barrier(2, { name: 'step' });
await barrier.wait({ timeout: 20 }).catch(() => undefined);
barrier.reset();
const positions = await Promise.all([barrier.wait(), barrier.wait()]);
console.log(positions); // [ 0, 1 ]`,
  },
  {
    name: 'ChannelClosedError',
    code: 'ERR_CHANNEL_CLOSED',
    remedy: 'Close a channel after its last message, and receive in a loop, which ends with it.',
    failing: `
import { channel } from 'manycore';

const numbers = channel({ name: 'numbers' });
numbers.close();
await numbers.send(1);`,
    message: `
ChannelClosedError: channel "numbers" is closed; close it after the last message, and end with the loop "for await (... of channel)"`,
    fixed: `
import { channel } from 'manycore';

const numbers = channel({ name: 'numbers' });
await numbers.send(1);
numbers.close();
const got = [];
for await (const n of numbers) got.push(n);
console.log(got); // [ 1 ]`,
  },
  {
    name: 'MessageTooLargeError',
    code: 'ERR_MESSAGE_TOO_LARGE',
    remedy: 'Make the channel larger, or send less: the place of data instead of the data.',
    failing: `
import { channel } from 'manycore';

const blocks = channel<Uint8Array>({ name: 'blocks' });
await blocks.send(new Uint8Array(2_000_000));`,
    message: `
MessageTooLargeError: a message of … bytes does not fit into channel "blocks", which holds …; raise maxBytes, or send it in parts`,
    fixed: `
import { channel } from 'manycore';

const blocks = channel<Uint8Array>({ name: 'blocks', maxBytes: 4_000_000 });
await blocks.send(new Uint8Array(2_000_000));
const block = await blocks.receive();
console.log(block.length); // 2000000`,
  },
  {
    name: 'ActorLostError',
    code: 'ERR_ACTOR_LOST',
    remedy:
      'Spawn the actor again, with what its state was made of. It is not done by itself, because the state would be another.',
    failing: `
import { Pool } from 'manycore';

class Index {
  crash() {
    process.exit(1);
  }
}
await using pool = new Pool(1);
const index = await pool.spawnActor(Index);
await index.crash();`,
    message: `
ActorLostError: the worker of the actor Index …, and its state is gone; spawn it again`,
    fixed: `
import { Pool } from 'manycore';

class Index {
  find(word: string) {
    return word.length;
  }
}
await using pool = new Pool(1);
await using index = await pool.spawnActor(Index);
const found = await index.find('four');
console.log(found); // 4`,
  },
  {
    name: 'ParallelError',
    code: 'ERR_NO_SERVICE',
    remedy: 'A worker asked for something whose owner has ended: a lock, for example, whose program is gone.',
  },
];
