import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { channel, Event, task, TaskProcess, taskContext } from '../../src/index.ts';

const tools = fileURLToPath(new URL('../closure/fixtures/tools.ts', import.meta.url));

it('runs a function in a process of its own', async () => {
  const out = channel<unknown>();
  const process_ = new TaskProcess(
    async (a: number, b: string) => {
      await out.send([a, b, process.pid]);
    },
    { args: [1, 'two'], name: 'adder' },
  );
  expect([process_.isAlive(), process_.pid, process_.exitCode, process_.name]).toEqual([
    false,
    undefined,
    null,
    'adder',
  ]);
  await process_.start();
  const pid = process_.pid;
  expect(pid).not.toBe(process.pid);
  expect(await out.receive({ timeout: 10_000 })).toEqual([1, 'two', pid]);
  expect(await process_.join()).toBe(true);
  expect([process_.isAlive(), process_.exitCode, process_.error]).toEqual([false, 0, undefined]);
  expect(() => process.kill(pid as number, 0)).toThrow(/ESRCH/);
  await expect(process_.start()).rejects.toMatchObject({ code: 'ERR_INVALID_STATE' });
});

it('runs an export of a module', async () => {
  const process_ = new TaskProcess(task('node:path', 'basename'), { args: [path.dirname(tools)] });
  await process_.start();
  await process_.join();
  expect(process_.exitCode).toBe(0);
});

it('ends with 1 and the error when the function throws, and with the code of process.exit()', async () => {
  const throws = new TaskProcess(() => {
    throw new RangeError('far');
  });
  const exits = new TaskProcess(() => process.exit(7));
  await Promise.all([throws.start(), exits.start()]);
  await Promise.all([throws.join(), exits.join()]);
  expect([throws.exitCode, (throws.error as Error).message]).toEqual([1, 'far']);
  expect(exits.exitCode).toBe(7);
});

it('can be waited for for a while, asked to end, and killed', async () => {
  const begun = new Event();
  const polite = new TaskProcess(async () => {
    const { signal } = taskContext();
    begun.set();
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve);
    });
  });
  const deaf = new TaskProcess(() => {
    for (;;);
  });
  await Promise.all([polite.start(), deaf.start()]);
  await begun.wait({ timeout: 10_000 });
  expect(await polite.join(10)).toBe(false);
  polite.terminate();
  deaf.kill();
  expect(await Promise.all([polite.join(), deaf.join()])).toEqual([true, true]);
  expect([polite.exitCode, deaf.exitCode]).toEqual([-15, -9]);
  polite.terminate();
  deaf.kill();
});

it('ends with its block', async () => {
  let pid: number | undefined;
  {
    await using process_ = new TaskProcess(() => new Promise(() => {}));
    await process_.start();
    pid = process_.pid;
  }
  expect(() => process.kill(pid as number, 0)).toThrow(/ESRCH/);
});

it('says at the start what cannot travel', async () => {
  const places = new WeakMap<object, number>();
  const process_ = new TaskProcess(() => places.get({}));
  await expect(process_.start()).rejects.toMatchObject({ code: 'ERR_CLOSURE' });
  expect(await process_.join()).toBe(true);
  expect([process_.exitCode, (process_.error as { code: string }).code]).toEqual([1, 'ERR_CLOSURE']);
});

it('may be killed while it starts', async () => {
  const process_ = new TaskProcess(() => 1);
  const starting = process_.start();
  process_.kill();
  await starting;
  await process_.join();
  expect(process_.exitCode).toBeLessThan(0);
});

it('refuses what makes no sense', async () => {
  expect(() => new TaskProcess('work' as never)).toThrow(/takes a function/);
  expect(() => new TaskProcess(() => 1, { arg: [] } as never)).toThrow(/"?arg"?/);
  await expect(new TaskProcess(() => 1).join()).rejects.toMatchObject({ code: 'ERR_INVALID_STATE' });
});
