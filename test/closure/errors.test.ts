/** What a task throws arrives as itself, whatever it is. */

import { describe, expect, it } from 'vitest';
import { InvalidOptionError, ParallelError, TaskTimeoutError } from '../../src/core/errors.ts';
import { createWorkerCodec } from '../../src/closure/worker-codec.ts';
import { createCallCodec } from '../../src/closure/call-codec.ts';
import { carriers, roundTrip, targets } from './round-trip.ts';
import type { AnyFunction } from './round-trip.ts';

class TeapotError extends Error {
  readonly status = 418;
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TeapotError';
  }
}
const failing = (thrown: () => unknown): AnyFunction => () => { throw thrown(); }; // prettier-ignore
const thrownBy = (target: 'thread' | 'process', make: () => unknown): Promise<unknown> =>
  roundTrip(target, failing(make)).then(
    () => expect.fail('it should have thrown'),
    (error: unknown) => error,
  );

describe.each(targets)('from a %s', (target) => {
  it('errors of the language keep class, message, cause and own properties', async () => {
    const error = (await thrownBy(target, () =>
      Object.assign(new RangeError('too far', { cause: new TypeError('why') }), { code: 'E_FAR' }),
    )) as RangeError & { code: string };
    expect(error).toBeInstanceOf(RangeError);
    expect([error.name, error.message, error.code]).toEqual(['RangeError', 'too far', 'E_FAR']);
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(error.stack).toContain('errors.test.ts');
  });

  it("Node's own errors keep class and code, as values too", async () => {
    const make = (): unknown => {
      try {
        return Buffer.alloc(-1);
      } catch (error) {
        return error;
      }
    };
    for (const error of [await thrownBy(target, make), await roundTrip(target, make)]) {
      expect(Object.getPrototypeOf(error)).toBe(RangeError.prototype);
      expect(error).toMatchObject({ name: 'RangeError', code: 'ERR_OUT_OF_RANGE' });
      expect(String(error)).toMatch(/^RangeError: The value of "size"/);
    }
    const text = await roundTrip(target, ((error: unknown) => String(error)) as AnyFunction, [make()]);
    expect(text).toMatch(/^RangeError: The value of "size"/);
  });

  it('classes of the caller come back as themselves', async () => {
    const error = await thrownBy(target, () => new TeapotError('short', { cause: { and: 'stout' } }));
    expect(error).toBeInstanceOf(TeapotError);
    expect(error).toMatchObject({ name: 'TeapotError', status: 418, cause: { and: 'stout' } });
  });

  it("the library's own errors come back as themselves", async () => {
    const error = await thrownBy(target, () => new TaskTimeoutError(5, { cause: new InvalidOptionError('x') }));
    expect(error).toBeInstanceOf(TaskTimeoutError);
    expect(error).toMatchObject({ code: 'ERR_TASK_TIMEOUT', timeoutMs: 5 });
    expect((error as Error).cause).toBeInstanceOf(InvalidOptionError);
  });

  it('AggregateError and DOMException are rebuilt', async () => {
    const both = (await thrownBy(
      target,
      () => new AggregateError([new Error('a'), new DOMException('b', 'AbortError')], 'two'),
    )) as AggregateError;
    expect(both).toBeInstanceOf(AggregateError);
    expect(both.errors[1]).toBeInstanceOf(DOMException);
    expect(both.errors).toMatchObject([{ message: 'a' }, { message: 'b', name: 'AbortError', code: 20 }]);
  });

  it('a class that only the worker knows becomes an Error of that name', async () => {
    const error = await thrownBy(target, () => new (class StrangeError extends TypeError { override name = 'StrangeError'; detail = { n: 1 }; })('odd')); // prettier-ignore
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ name: 'StrangeError', message: 'odd', detail: { n: 1 } });
  });

  it.each([null, undefined, 0, '', 'text', 12n, NaN, true])('the primitive %s is itself', async (value) => {
    expect(await thrownBy(target, () => value)).toBe(value);
  });

  it('objects that are no errors, frozen ones and cycles arrive as they were', async () => {
    expect(await thrownBy(target, () => Object.freeze({ code: 5 }))).toEqual({ code: 5 });
    const error = (await thrownBy(target, () => { const e = new Error('loop'); e.cause = e; return Object.freeze(e); })) as Error; // prettier-ignore
    expect(error.cause).toBe(error);
    expect(Object.isFrozen(error)).toBe(true);
  });

  it('what cannot travel is left out or described, and nothing is thrown', async () => {
    const thrown = await thrownBy(target, () => {
      const error = new Error('rich');
      Object.defineProperty(error, 'bad', { enumerable: true, get() { throw new Error('never read me'); } }); // prettier-ignore
      return Object.assign(error, { fn: () => 1, pending: Promise.resolve(1), plain: 'kept', weak: new WeakMap() });
    });
    expect(thrown).toMatchObject({ message: 'rich', plain: 'kept' });
    expect(String((thrown as { pending: unknown }).pending)).toMatch(/Promise/);
    expect('bad' in (thrown as object)).toBe(false);
  });

  it('proxies, functions and hostile objects settle too', async () => {
    expect(await thrownBy(target, () => new Proxy({}, { get() { throw new Error('no'); }, ownKeys() { throw new Error('no'); } }))).toMatchObject({ code: 'ERR_NOT_CLONEABLE' }); // prettier-ignore
    expect(await thrownBy(target, () => () => 1)).toMatchObject({ code: 'ERR_NOT_CLONEABLE' });
    expect(await thrownBy(target, () => Symbol('s'))).toBeTypeOf('symbol');
    const hostile = await thrownBy(target, () => ({ get name(): string { throw new Error('no'); }, then: 1 })); // prettier-ignore
    expect(hostile).toEqual({ then: 1 });
  });

  it('encodeError never throws, and its payload is always decodable', () => {
    const worker = createWorkerCodec({ target });
    const caller = createCallCodec({ target });
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    for (const thrown of [
      revoked.proxy,
      globalThis,
      process,
      import.meta,
      new WeakMap(),
      Promise.resolve(),
      function* () {},
      class {},
      new Date(NaN),
    ]) {
      expect(() => caller.decodeError(carriers[target](worker.encodeError(thrown)))).not.toThrow();
    }
  });
});

it('stack traces show the original file, line and column', async () => {
  const helper = (x: number): number => {
    if (x > 0) throw new ParallelError('X', 'here');
    return x;
  };
  const task = (x: number): number => helper(x) + 1;
  const here = await (async () => task(1))().catch((error: Error) => frames(error)); // prettier-ignore
  const there = await roundTrip('thread', task, [1]).catch((error: Error) => frames(error));
  expect((there as string[]).slice(0, 2)).toEqual((here as string[]).slice(0, 2));
  expect((there as string[])[0]).toMatch(/errors\.test\.ts:\d+:\d+$/);
});

const frames = (error: Error): string[] =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => line.includes(' at '))
    .map((line) =>
      line
        .replace(/file:\/\//, '')
        .replace(/\?vitest=\d+/, '')
        .replace(/.*?(\/[^()]*:\d+:\d+).*/, '$1'),
    );

it('an error of a class that only a module has is of that class here too', async () => {
  const url = new URL('./fixtures/failing.ts', import.meta.url).href;
  const thrown = await roundTrip('thread', async (from: string) => { ((await import(from)) as { fail: () => void }).fail(); }, [url]).catch((error: unknown) => error); // prettier-ignore
  const { LibraryError } = await import('./fixtures/failing.ts');
  expect(thrown).toBeInstanceOf(LibraryError);
  expect(thrown).toMatchObject({ name: 'LibraryError', detail: 7 });
});
