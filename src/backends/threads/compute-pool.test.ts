import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import fc from 'fast-check';
import { CodeWriter } from '../../kernel/codegen/wasm/code-writer.ts';
import { encodeModule } from '../../kernel/codegen/wasm/encode-module.ts';
import { Arena } from '../../memory/arena.ts';
import { webAssembly } from '../../core/web-assembly.ts';
import { ComputePool, type Ticket } from './compute-pool.ts';

/** for (i = begin; i < end; i++) body(i); the parameters are the address of an array of i32. */
function loopOver(body: (code: CodeWriter, address: () => void) => void): Uint8Array<ArrayBuffer> {
  const code = new CodeWriter(['i32', 'i32', 'i32']);
  const address = (): void => void code.get(0).get(1).i32(4).op('i32.mul', 'i32.add');
  code.loop((again) => {
    body(code, address);
    code.get(1).i32(1).op('i32.add').tee(1).get(2).op('i32.lt_u').branchIf(again);
  });
  return encodeModule({ memories: 1, functions: [{ name: 'run', code }] });
}

/** Adds one to each element. */
const countUp = loopOver((code, address) => {
  address();
  code.i32(1).memory('i32.atomic.rmw.add').op('drop');
});

/** Doubles each element, without atomics: wrong when two threads have the same one. */
const double = loopOver((code, address) => {
  address();
  address();
  code.memory('i32.load').i32(1).op('i32.shl').memory('i32.store');
});

/** Traps at element 5000. */
const trap = loopOver((code) =>
  code
    .get(1)
    .i32(5000)
    .op('i32.eq')
    .if(() => code.op('unreachable')),
);

const endless = loopOver((code) => code.loop((again) => code.branch(again)));

const pools: ComputePool[] = [];

function open(cores: number): { pool: ComputePool; arena: Arena; add: (bytes: Uint8Array<ArrayBuffer>) => number } {
  const pool = new ComputePool(cores);
  pools.push(pool);
  const arena = new Arena();
  const add = (bytes: Uint8Array<ArrayBuffer>): number =>
    pool.addKernel({
      module: new webAssembly.Module(bytes),
      entry: 'run',
      scratch: 0,
      scratchStride: 0,
      imports: { memory: { 0: arena.memory } },
    });
  return { pool, arena, add };
}

function allocate(arena: Arena, length: number): { parameters: number; view: Int32Array } {
  const parameters = arena.allocate(length * 4)!;
  return { parameters, view: new Int32Array(arena.memory.buffer, parameters, length) };
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

describe('compute threads', () => {
  it.each([1, 2, 3])('run each iteration once, jobs in their order, on %i cores', async (cores) => {
    const { pool, arena, add } = open(cores);
    const [up, twice] = [add(countUp), add(double)];
    const job = fc.record({
      size: fc.integer({ min: 1, max: 5000 }),
      chunkSize: fc.integer({ min: 1, max: 700 }),
      up: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(job, { maxLength: 200 }), fc.boolean(), async (jobs, blocks) => {
        const { parameters, view } = allocate(arena, 5000);
        view.fill(0);
        const expected = new Int32Array(5000);
        for (const { size, chunkSize, up: isUp } of jobs) {
          pool.submit({ kernel: isUp ? up : twice, parameters, size, chunkSize });
          for (let i = 0; i < size; i++) expected[i] = isUp ? expected[i]! + 1 : expected[i]! << 1;
        }
        if (blocks) pool.join(pool.lastTicket);
        else await pool.whenDone(pool.lastTicket);
        expect(pool.isIdle).toBe(true);
        expect(view).toEqual(expected);
        arena.free(parameters);
      }),
      { numRuns: 30 },
    );
  });

  it('share the chunks of a job: more than one thread has them', async () => {
    const { pool, arena, add } = open(2);
    const { parameters } = allocate(arena, 1024);
    // Each iteration waits until the other one has begun, so one thread alone would never end.
    const meet = add(
      loopOver((code) => {
        code.get(0).i32(1).memory('i32.atomic.rmw.add').op('drop');
        code.loop((again) => code.get(0).memory('i32.atomic.load').i32(2).op('i32.lt_u').branchIf(again));
      }),
    );
    new Int32Array(arena.memory.buffer, parameters, 1).fill(0);
    await pool.whenDone(pool.submit({ kernel: meet, parameters, size: 2, chunkSize: 1 }));
    new Int32Array(arena.memory.buffer, parameters, 1).fill(0);
    pool.join(pool.submit({ kernel: meet, parameters, size: 2, chunkSize: 1 }));
    expect(pool.isIdle).toBe(true);
  });

  it('tell of a trap, once, and go on', async () => {
    const { pool, arena, add } = open(2);
    const { parameters, view } = allocate(arena, 10_000);
    view.fill(0);
    const [bad, up] = [add(trap), add(countUp)];
    pool.submit({ kernel: bad, parameters, size: 10_000, chunkSize: 100 });
    pool.join(pool.submit({ kernel: up, parameters, size: 10_000, chunkSize: 100 }));
    expect(pool.takeFailure()).toBe('unreachable');
    expect(pool.takeFailure()).toBeUndefined();
    expect(view.every((count) => count === 1)).toBe(true);
    await pool.whenDone(pool.submit({ kernel: bad, parameters, size: 10_000, chunkSize: 100 }));
    expect(pool.takeFailure()).toBe('unreachable');
    expect(() => pool.runHere({ kernel: bad, parameters, size: 10_000, chunkSize: 100 })).toThrow('unreachable');
  });

  it('forget kernels', async () => {
    const { pool, arena, add } = open(2);
    const { parameters, view } = allocate(arena, 100);
    view.fill(0);
    for (let round = 1; round <= 50; round++) {
      const kernel = add(countUp);
      await pool.whenDone(pool.submit({ kernel, parameters, size: 100, chunkSize: 1 }));
      pool.forgetKernel(kernel);
    }
    expect(view.every((count) => count === 50)).toBe(true);
  });

  it('tell who blocks when a thread ends in the middle of a kernel', async () => {
    const unref = vi.spyOn(Worker.prototype, 'unref');
    const { pool, arena, add } = open(2);
    const { parameters, view } = allocate(arena, 1);
    view.fill(0);
    const began = loopOver((code) => {
      code.get(0).i32(1).memory('i32.atomic.store');
      code.loop((again) => code.branch(again));
    });
    const ticket = pool.submit({ kernel: add(began), parameters, size: 1, chunkSize: 1 });
    const [thread] = unref.mock.contexts as Worker[];
    await once(thread!, 'online');
    unref.mockRestore();
    while (Atomics.load(view, 0) === 0) await setImmediate();
    pool.join(0 as Ticket);
    const ended = thread!.terminate();
    expect(() => pool.join(ticket)).toThrow(expect.objectContaining({ code: 'ERR_WORKER_LOST' }));
    await ended;
    expect(pool.isIdle).toBe(true);
    expect(pool.takeFailure()).toBe('a compute thread ended in the middle of a chunk');
  });

  it('end in the middle of an endless kernel; who waits for it is told', async () => {
    const { pool, arena, add } = open(2);
    const { parameters } = allocate(arena, 1);
    const waiting = pool.whenDone(pool.submit({ kernel: add(endless), parameters, size: 1, chunkSize: 1 }));
    const told = expect(waiting).rejects.toMatchObject({ code: 'ERR_DISPOSED' });
    await pool.close();
    await told;
  });
});

describe('the process', () => {
  const program = fileURLToPath(new URL('fixtures/compute-program.ts', import.meta.url));
  const run = async (mode: string): Promise<{ code: number | null; output: string }> => {
    const child = spawn(process.execPath, [program, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (text: Buffer) => (output += String(text)));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, output };
  };

  it('ends with idle compute threads', async () => {
    expect(await run('idle')).toEqual({ code: 0, output: 'started\n' });
  });

  it('stays while it waits for a job', async () => {
    expect(await run('waiting')).toEqual({ code: 0, output: 'started\ndone\n' });
  });

  it('ends by process.exit while a kernel runs for ever', async () => {
    expect(await run('endless')).toEqual({ code: 3, output: 'started\n' });
  });
});
