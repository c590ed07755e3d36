import { Parallel, Pool, task, transfer } from 'manycore';
import { afterAll, describe, expect, it } from 'vitest';
import { once } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

const file = (name: string): URL => new URL(`fixtures/modules/${name}`, import.meta.url);

describe.each(['threads', 'processes', 'sequential'] as const)('tasks of modules on %s', (backend) => {
  const parallel = Parallel({ nJobs: 2, backend });
  const call = async (module: string, name: string, arg: unknown): Promise<unknown> =>
    (await parallel.map(task<(arg: unknown) => unknown>(file(module), name), [arg]))[0];
  afterAll(() => parallel.close());

  it('may be in CommonJS, as module.exports, its properties, or exports', async () => {
    expect(await call('properties.cjs', 'default', { a: 4, b: 6 })).toBe(10);
    expect(await call('properties.cjs', 'twice', 4)).toBe(8);
    expect(await call('named.cjs', 'half', 4)).toBe(2);
  });

  it('may be compiled from ES modules', async () => {
    expect(await call('compiled.cjs', 'default', 4)).toBe(5);
  });

  it('may be properties of a default export', async () => {
    expect(await call('promised.mjs', 'add', { a: 1, b: 2 })).toBe(3);
  });

  it('may be promised, by a module that has something to set up', async () => {
    expect(await call('promised.cjs', 'default', 1)).toBe('ready 1');
    expect(await call('promised.mjs', 'slow', 2)).toBe(6);
  });

  it('are refused with what the module has, when there is none of the name or it is no function', async () => {
    await expect(call('promised.mjs', 'missing', 1)).rejects.toThrow('has no export "missing"; it has broken, default');
    await expect(call('compiled.cjs', 'notAFunction', 1)).rejects.toThrow('is no function');
    await expect(call('promised.mjs', 'empty', 1)).rejects.toThrow('but number');
    await expect(call('promised.mjs', 'broken', 1)).rejects.toThrow('no database');
  });
});

describe('what moves to threads and back', () => {
  it('may be ports, over which a task and its caller talk', async () => {
    await using pool = new Pool({ maxWorkers: 1, filename: file('ports.mjs') });
    const { port1, port2 } = new MessageChannel();
    const running = pool.run({ port: port2 }, { name: 'talk', transferList: [port2] });
    const answer = once(port1, 'message');
    port1.postMessage('hello');
    expect(await running).toBe('heard hello');
    expect((await answer)[0]).toBe('got hello');
    port1.close();
  });

  it('may be streams', async () => {
    await using pool = new Pool({ maxWorkers: 1, filename: file('ports.mjs') });
    const stream = ReadableStream.from(['a', 'b', 'c']);
    expect(await pool.run(transfer(stream as never), { name: 'read' })).toBe('abc');
  });

  it('may be ports in results', async () => {
    await using pool = new Pool({ maxWorkers: 1, filename: file('ports.mjs') });
    const { port } = (await pool.run(undefined, { name: 'open' })) as { readonly port: MessagePort };
    const answer = once(port, 'message');
    port.postMessage(21);
    expect((await answer)[0]).toBe(42);
    port.close();
  });

  it('does not move to processes, and says so', async () => {
    await using pool = new Pool({ maxWorkers: 1, filename: file('ports.mjs'), backend: 'processes' });
    const { port1, port2 } = new MessageChannel();
    const running = pool.run({ port: port2 }, { name: 'talk', transferList: [port2] });
    await expect(running).rejects.toThrow(/MessagePort/);
    port1.close();
  });
});
