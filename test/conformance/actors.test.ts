import { afterEach, describe, expect, it } from 'vitest';
import { ActorLostError, Pool, WorkerLostError } from '../../src/index.ts';

class Missing extends Error {
  readonly item: string;

  constructor(item: string) {
    super(`no ${item}`);
    this.item = item;
  }
}

class Base {
  hello(): string {
    return `hello from ${this.constructor.name}`;
  }
}

class Store extends Base {
  readonly #items: string[];
  #log: string[] = [];

  constructor(...items: string[]) {
    super();
    if (items.includes('forbidden')) throw new Missing('permission');
    this.#items = items;
  }

  add(item: string): number {
    return this.#items.push(item);
  }

  async addSlowly(item: string): Promise<readonly string[]> {
    this.#log.push(`begin ${item}`);
    await new Promise((resolve) => void setTimeout(resolve, 5));
    this.#log.push(`end ${item}`);
    this.#items.push(item);
    return this.#log;
  }

  take(item: string): string {
    if (!this.#items.includes(item)) throw new Missing(item);
    return item;
  }

  die(): never {
    process.exit(7);
  }

  hang(): Promise<never> {
    return new Promise(() => {});
  }

  where(): number {
    return process.pid;
  }
}

let pool: Pool;

afterEach(async () => {
  await pool.close();
});

describe.each(['threads', 'processes', 'sequential'] as const)('an actor on %s', (backend) => {
  it('keeps its instance and runs its methods one at a time, in order', async () => {
    pool = new Pool({ backend, maxWorkers: 2 });
    await using store = await pool.spawnActor(Store, 'a', 'b');
    expect(await store.add('c')).toBe(3);
    const logs = await Promise.all([store.addSlowly('x'), store.addSlowly('y'), store.hello()]);
    expect(logs[1]).toEqual(['begin x', 'end x', 'begin y', 'end y']);
    expect(logs[2]).toBe('hello from Store');
    expect(await store.add('z')).toBe(6);
  });

  it('passes errors on as themselves, and lives on', async () => {
    pool = new Pool({ backend, maxWorkers: 1 });
    const store = await pool.spawnActor(Store);
    const error = await store.take('book').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Missing);
    expect(error).toMatchObject({ message: 'no book', item: 'book' });
    expect(await store.add('book')).toBe(1);
    expect(await store.take('book')).toBe('book');
    await expect(pool.spawnActor(Store, 'forbidden')).rejects.toBeInstanceOf(Missing);
  });

  it('does no more after it was disposed of, by itself or with its pool', async () => {
    pool = new Pool({ backend, maxWorkers: 1 });
    const first = await pool.spawnActor(Store);
    const last = first.add('last');
    await first[Symbol.asyncDispose]();
    await first[Symbol.asyncDispose]();
    expect(await last).toBe(1);
    await expect(first.add('late')).rejects.toMatchObject({ code: 'ERR_ACTOR_LOST' });
    const second = await pool.spawnActor(Store);
    const pending = second.addSlowly('kept');
    await pool.close();
    expect(await pending).toEqual(['begin kept', 'end kept']);
    await expect(second.add('late')).rejects.toBeInstanceOf(ActorLostError);
    await expect(pool.spawnActor(Store)).rejects.toMatchObject({ code: 'ERR_POOL_CLOSED' });
  });

  it('is refused for what is no class, or has names of its own', async () => {
    pool = new Pool({ backend, maxWorkers: 1 });
    await expect(pool.spawnActor('Store' as never)).rejects.toThrow(/takes a class/);
    const noClass = (() => 1) as never;
    await expect(pool.spawnActor(noClass)).rejects.toMatchObject({
      code: 'ERR_INVALID_OPTION',
      message: expect.stringMatching(/takes a class, got function .* cannot be called with new; .*submit/),
    });
    class Bomb {
      terminate(): void {}
    }
    await expect(pool.spawnActor(Bomb)).rejects.toThrow(/Bomb has a method "terminate"/);
  });
});

describe.each(['threads', 'processes'] as const)('the end of an actor on %s', (backend) => {
  it('settles all its calls, and those that come later', async () => {
    pool = new Pool({ backend, maxWorkers: 1 });
    const store = await pool.spawnActor(Store);
    const calls = [store.add('a'), store.die(), store.add('b'), store.hang()];
    const settled = await Promise.allSettled(calls);
    expect(settled.slice(1).map((one) => one.status)).toEqual(['rejected', 'rejected', 'rejected']);
    const guilty = (settled[1] as PromiseRejectedResult).reason as ActorLostError;
    expect(guilty).toBeInstanceOf(ActorLostError);
    expect(guilty.cause).toBeInstanceOf(WorkerLostError);
    for (const one of settled.slice(2)) expect((one as PromiseRejectedResult).reason).toBeInstanceOf(ActorLostError);
    await expect(store.add('c')).rejects.toMatchObject({
      code: 'ERR_ACTOR_LOST',
      message: expect.stringContaining('actor Store'),
    });
    const next = await pool.spawnActor(Store, 'new');
    expect(await next.add('x')).toBe(2);
  });

  it('comes at once when it is terminated, also while a method hangs', async () => {
    pool = new Pool({ backend, maxWorkers: 1 });
    const store = await pool.spawnActor(Store);
    const hanging = store.hang();
    const check = expect(hanging).rejects.toMatchObject({
      code: 'ERR_ACTOR_LOST',
      message: expect.stringMatching(/terminated/),
    });
    await store.terminate();
    await check;
    await store.terminate();
    const other = await pool.spawnActor(Store);
    const waiting = expect(other.hang()).rejects.toBeInstanceOf(ActorLostError);
    await pool.terminate();
    await waiting;
  });
});

it('the end of an actor is noticed when it is killed from outside while it is idle', async () => {
  pool = new Pool({ backend: 'processes', maxWorkers: 1 });
  const store = await pool.spawnActor(Store);
  process.kill(await store.where(), 'SIGKILL');
  const late = async (): Promise<unknown> => {
    for (;;) {
      try {
        await store.add('x');
      } catch (error) {
        return error;
      }
    }
  };
  expect(await late()).toMatchObject({ code: 'ERR_ACTOR_LOST', message: expect.stringContaining('spawn it again') });
});
