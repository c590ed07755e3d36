import { describe, expect, it } from 'vitest';
import type { Batch, BatchReply, CallHeader, TaskBackend } from '../core/task.ts';
import { nextBatchId } from './batch-id.ts';
import { Dispatcher, type Source } from './dispatcher.ts';

const header: CallHeader = {
  id: 1,
  definitions: [],
  functions: [],
  seed: [0, 0],
  stopOnError: false,
  discardResults: false,
};

const makeBatch = (first: number): Batch => ({
  id: nextBatchId(),
  call: header,
  fn: 0,
  spread: false,
  count: 1,
  first,
  attempt: 1,
  args: { kind: 'local', values: [first] },
});

/** A backend whose batches end when the test says so. */
class HeldBackend implements TaskBackend {
  readonly name = 'held';
  readonly memory = 'same';
  readonly targetBatchMs = 4;
  slots: number;
  readonly running: { readonly batch: Batch; readonly end: () => void }[] = [];

  constructor(slots: number) {
    this.slots = slots;
  }

  capacity(): number {
    return this.slots;
  }

  async *run(batch: Batch): AsyncGenerator<BatchReply> {
    await new Promise<void>((resolve) => this.running.push({ batch, end: resolve }));
    yield { outcomes: [], elapsedMs: 0, workerId: 1 };
  }

  /** Ends the oldest batch and waits until the dispatcher has seen it. */
  async endOldest(): Promise<void> {
    this.running.shift()?.end();
    await new Promise((resolve) => setImmediate(resolve));
  }

  cancel(): void {}
  async close(): Promise<void> {}
}

/** A source of `count` batches that notes what happens to them. */
class CountedSource implements Source {
  readonly log: string[] = [];
  readonly name: string;
  left: number;
  onTake: () => void = () => undefined;

  constructor(name: string, left: number) {
    this.name = name;
    this.left = left;
  }

  take(): Batch | undefined {
    this.onTake();
    if (this.left === 0) return undefined;
    this.left--;
    this.log.push('take');
    return makeBatch(this.left);
  }

  settle(): void {
    this.log.push('settle');
  }

  ended(_batch: Batch, error?: unknown): void {
    this.log.push(error === undefined ? 'ended' : `broken: ${(error as Error).message}`);
  }
}

describe('Dispatcher', () => {
  it('keeps as many batches in flight as the backend has room for', async () => {
    const backend = new HeldBackend(3);
    const dispatcher = new Dispatcher(backend);
    dispatcher.add(new CountedSource('a', 10));
    expect(dispatcher.inFlight).toBe(3);
    backend.slots = 5;
    await backend.endOldest();
    expect(dispatcher.inFlight).toBe(5);
    backend.slots = 1;
    for (let i = 0; i < 4; i++) await backend.endOldest();
    expect(dispatcher.inFlight).toBe(1);
  });

  it('takes from its sources in turn', async () => {
    const backend = new HeldBackend(0);
    const dispatcher = new Dispatcher(backend);
    const order: string[] = [];
    const a = new CountedSource('a', 3);
    const b = new CountedSource('b', 3);
    for (const source of [a, b]) {
      const take = source.take.bind(source);
      source.take = () => {
        const batch = take();
        if (batch !== undefined) order.push(source.name);
        return batch;
      };
      dispatcher.add(source);
    }
    backend.slots = 1;
    dispatcher.wake();
    for (let i = 0; i < 6; i++) await backend.endOldest();
    expect(order.join('')).toMatch(/^(ab){3}$/);
    expect(a.log.concat(b.log).filter((what) => what === 'ended')).toHaveLength(6);
  });

  it('asks the other sources when one leaves while it is asked', () => {
    const backend = new HeldBackend(4);
    const dispatcher = new Dispatcher(backend);
    const leaver = new CountedSource('leaver', 0);
    dispatcher.add(leaver);
    leaver.onTake = () => dispatcher.remove(leaver);
    const other = new CountedSource('other', 1);
    dispatcher.add(other);
    expect(other.log).toEqual(['take']);
  });

  it('does not lose a wake-up that comes while another source is asked', () => {
    const dispatcher = new Dispatcher(new HeldBackend(4));
    const early = new CountedSource('early', 0);
    const waker = new CountedSource('waker', 0);
    dispatcher.add(early);
    waker.onTake = () => {
      waker.onTake = () => undefined;
      early.left = 1;
      dispatcher.wake();
    };
    dispatcher.add(waker);
    expect(early.log).toEqual(['take']);
  });

  it('tells the source of a batch that its backend broke, and goes on', async () => {
    let runs = 0;
    const backend: TaskBackend = Object.assign(new HeldBackend(1), {
      run(): AsyncIterable<BatchReply> {
        if (runs++ === 0) throw new Error('at once');
        return (async function* () {
          yield { outcomes: [], elapsedMs: 0, workerId: 1 };
          if (runs === 2) throw new Error('later');
        })();
      },
    });
    const source = new CountedSource('a', 3);
    const dispatcher = new Dispatcher(backend);
    dispatcher.add(source);
    await expect.poll(() => source.log.length).toBe(8);
    expect(source.log).toEqual([
      'take',
      'broken: at once',
      'take',
      'settle',
      'broken: later',
      'take',
      'settle',
      'ended',
    ]);
    expect(dispatcher.inFlight).toBe(0);
  });

  it('tells nobody anything after it was halted, and sends nothing', async () => {
    const backend = new HeldBackend(1);
    const dispatcher = new Dispatcher(backend);
    const source = new CountedSource('a', 3);
    dispatcher.add(source);
    dispatcher.halt();
    await backend.endOldest();
    dispatcher.wake();
    expect(source.log).toEqual(['take']);
  });

  it('sends more when the backend says that it has room for more', () => {
    const backend: HeldBackend & Pick<TaskBackend, 'onCapacity'> = new HeldBackend(0);
    const dispatcher = new Dispatcher(backend);
    dispatcher.add(new CountedSource('a', 3));
    expect(dispatcher.inFlight).toBe(0);
    backend.slots = 2;
    backend.onCapacity?.();
    expect(dispatcher.inFlight).toBe(2);
  });

  it('does nothing without sources', () => {
    const dispatcher = new Dispatcher(new HeldBackend(1));
    dispatcher.wake();
    const source = new CountedSource('a', 1);
    dispatcher.add(source);
    dispatcher.remove(source);
    dispatcher.wake();
    expect(dispatcher.inFlight).toBe(1);
  });
});
