import {
  type Actor,
  channel,
  type Channel,
  type Guard,
  Mutex,
  Pool,
  sharedValue,
  TaskProcess,
} from '../../src/index.ts';
import { expectType } from './expect-type.ts';

class Store<T> {
  readonly size = 0;

  constructor(first: T) {
    this.all.push(first);
  }

  readonly all: T[] = [];

  add(item: T): number {
    return this.all.push(item);
  }

  async find(item: T): Promise<T | undefined> {
    return this.all.find((one) => one === item);
  }
}

/** An actor has the methods of its class, with promises. */
export async function actorInfers(): Promise<void> {
  await using pool = new Pool(1);
  await using store = await pool.spawnActor(Store<string>, 'first');
  expectType<Actor<Store<string>>>()(store);
  expectType<Promise<number>>()(store.add('next'));
  expectType<Promise<string | undefined>>()(store.find('next'));
  expectType<Promise<void>>()(store.terminate());
  // @ts-expect-error the constructor takes a string
  void pool.spawnActor(Store<string>, 1);
  // @ts-expect-error the method takes a string
  void store.add(1);
  // @ts-expect-error fields stay in the worker
  void store.size;
}

/** Channels and values are typed by what is in them. */
export async function sharedInfers(): Promise<void> {
  const numbers = channel<number>();
  expectType<Channel<number>>()(numbers);
  expectType<Promise<number>>()(numbers.receive());
  for await (const n of numbers) expectType<number>()(n);
  // @ts-expect-error a number
  void numbers.send('one');
  expectType<number>()(sharedValue('float64').value);
  expectType<bigint>()(sharedValue('int64', 1n).value);
  // @ts-expect-error 64-bit integers are bigint
  sharedValue('int64', 1);
  expectType<Promise<Guard>>()(new Mutex().lock());
  expectType<Promise<number>>()(new Mutex().withLock(async () => 1));
}

/** A process is given what its function takes. */
export function processInfers(): void {
  const work = (times: number, name: string): string => name.repeat(times);
  expectType<TaskProcess<[times: number, name: string]>>()(new TaskProcess(work, { args: [1, 'a'] }));
  // @ts-expect-error the second argument is a string
  new TaskProcess(work, { args: [1, 2] });
}
