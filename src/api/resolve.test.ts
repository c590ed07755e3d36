import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { addBackend } from '../core/registry.ts';
import type { TaskBackend } from '../core/task.ts';
import { cpuCount } from '../platform/cpu-count.ts';
import { markWorker } from '../platform/nesting.ts';
import { parallelConfig } from './config.ts';
import type { ParallelOptions } from './options.ts';
import { effectiveNJobs, resolve } from './resolve.ts';

const memories = { sequential: 'same', threads: 'shared', processes: 'mapped', cluster: 'copied' } as const;
const notOpened = () => expect.unreachable('nothing is opened here');
const mine = { name: 'mine', memory: 'copied', run: () => undefined } as unknown as TaskBackend;

const backendOf = (...layers: ParallelOptions[]): string => {
  const { backend } = resolve(...layers);
  return typeof backend === 'string' ? backend : backend.name;
};

beforeAll(() => {
  for (const [name, memory] of Object.entries(memories)) addBackend({ name, memory, open: notOpened });
});
afterEach(() => {
  vi.unstubAllEnvs();
  markWorker({ level: 0, backend: undefined, workerId: undefined } as never);
});

describe('nJobs', () => {
  it('counts from the usable cores', () => {
    vi.stubEnv('MANYCORE_MAX_WORKERS', '');
    const cores = cpuCount();
    const table: readonly (readonly [ParallelOptions['nJobs'], number])[] = [
      [undefined, cores],
      [-1, cores],
      [-2, Math.max(1, cores - 1)],
      [-cores, 1],
      [-cores - 5, 1],
      [1, 1],
      [cores + 10, cores + 10],
      ['100%', cores],
      ['1%', 1],
      ['200%', 2 * cores],
    ];
    for (const [nJobs, workers] of table) expect(effectiveNJobs(nJobs), String(nJobs)).toBe(workers);
  });

  it('refuses what is no number of workers', () => {
    for (const nJobs of [0, NaN, 1.5, -1.5, Infinity, null, {}, '0%', 'x%']) {
      expect(() => effectiveNJobs(nJobs as never), String(nJobs)).toThrow('nJobs must be');
    }
    expect(() => effectiveNJobs('x' as '1%')).toThrow("or a share such as '50%', got x");
    expect(() => effectiveNJobs('0%')).toThrow('more than 0%');
    expect(() => effectiveNJobs(2.5)).toThrow("(-1 means all cores, -2 all but one) or a share such as '50%', got 2.5");
  });

  it('comes from the call, else from the context', () => {
    parallelConfig({ nJobs: 3 }, () => {
      expect(effectiveNJobs()).toBe(3);
      expect(effectiveNJobs(5)).toBe(5);
      expect(resolve({ nJobs: 4 }, { nJobs: undefined }).workers).toBe(4);
      expect(resolve({ nJobs: 4 }, { nJobs: 2 }).workers).toBe(2);
    });
  });

  it('is one where calls run in place', () => {
    expect(resolve({ backend: 'sequential', nJobs: 8 }).workers).toBe(1);
    expect(parallelConfig({ backend: 'sequential' }, () => effectiveNJobs(8))).toBe(1);
  });
});

describe('the backend', () => {
  it('is threads by default, and the own thread for one worker unless something needs another', () => {
    expect(backendOf({ nJobs: 2 })).toBe('threads');
    expect(backendOf({ nJobs: 1 })).toBe('sequential');
    for (const asked of [
      { timeout: 100 },
      { prefer: 'threads' },
      { require: 'sharedmem' },
      { env: { A: 'b' } },
      { stdio: 'pipe' },
      { initializer: () => 1 },
      { resourceLimits: {} },
    ] as const) {
      expect(backendOf({ nJobs: 1, ...asked }), Object.keys(asked)[0]).toBe('threads');
    }
  });

  it('comes from the call, its Parallel, the context, the wish, the environment, in this order', () => {
    vi.stubEnv('MANYCORE_BACKEND', 'cluster');
    expect(backendOf({ nJobs: 1 })).toBe('cluster');
    expect(backendOf({ nJobs: 2, prefer: 'processes' })).toBe('processes');
    parallelConfig({ backend: 'sequential' }, () => {
      expect(backendOf({ prefer: 'processes' })).toBe('sequential');
      expect(backendOf({ backend: 'threads' })).toBe('threads');
      expect(backendOf({ backend: 'threads' }, { backend: 'processes' })).toBe('processes');
      expect(backendOf({ backend: 'threads' }, { backend: undefined })).toBe('threads');
    });
    expect(resolve({ backend: mine })).toMatchObject({ backend: mine, memory: 'copied' });
  });

  it('has to be known', () => {
    expect(() => resolve({ backend: 'gpuu' })).toThrow('there is no backend "gpuu"; registered are');
  });
});

describe('prefer and require', () => {
  it('is a wish, and a condition', () => {
    const table: readonly (readonly [ParallelOptions, string])[] = [
      [{ prefer: 'threads' }, 'threads'],
      [{ prefer: 'processes' }, 'processes'],
      [{ prefer: 'threads', backend: 'processes' }, 'processes'],
      [{ require: 'sharedmem' }, 'threads'],
      [{ require: 'isolation' }, 'processes'],
      [{ require: 'sharedmem', prefer: 'threads' }, 'threads'],
      [{ require: 'isolation', prefer: 'processes' }, 'processes'],
      [{ require: 'sharedmem', backend: 'sequential' }, 'sequential'],
      [{ require: 'isolation', backend: 'cluster' }, 'cluster'],
      [{ require: 'isolation', backend: mine }, 'mine'],
    ];
    for (const [options, expected] of table) {
      expect(backendOf({ nJobs: 2, ...options }), JSON.stringify(options)).toBe(expected);
    }
  });

  it('refuses what excludes each other', () => {
    expect(() => resolve({ require: 'sharedmem', prefer: 'processes' })).toThrow(
      "prefer: 'processes' and require: 'sharedmem' exclude each other",
    );
    expect(() => resolve({ require: 'isolation', prefer: 'threads' })).toThrow('exclude each other');
    expect(() => resolve({ require: 'sharedmem', backend: 'processes' })).toThrow(
      "backend processes does not offer require: 'sharedmem'; use 'threads'",
    );
    expect(() => resolve({ backend: 'threads' }, { require: 'isolation' })).toThrow("use 'processes'");
    expect(() => resolve({ require: 'sharedmem', backend: mine })).toThrow('backend mine does not offer');
  });

  it('holds over a backend of the context, and from a context', () => {
    parallelConfig({ backend: 'processes', prefer: 'processes' }, () => {
      expect(backendOf({ require: 'sharedmem' })).toBe('threads');
    });
    parallelConfig({ require: 'isolation' }, () => {
      expect(backendOf({})).toBe('processes');
      expect(() => resolve({ backend: 'threads' })).toThrow("does not offer require: 'isolation'");
    });
  });
});

describe('inside a worker', () => {
  const inWorker = (backend: string, level: number) => markWorker({ level, backend, workerId: 1 });

  it('chooses by itself in tasks of the main program, and runs in place below that', () => {
    const table = [
      ['processes', 1, 'auto'],
      ['processes', 2, 'sequential'],
      ['threads', 1, 'auto'],
      ['threads', 2, 'sequential'],
    ] as const;
    for (const [backend, level, expected] of table) {
      inWorker(backend, level);
      expect(resolve({ nJobs: 4 })).toMatchObject({ backend: expected, level: level + 1 });
    }
  });

  it('goes by what is named, but not by a wish', () => {
    inWorker('threads', 1);
    expect(backendOf({ nJobs: 2, backend: 'threads' })).toBe('threads');
    expect(backendOf({ nJobs: 2, prefer: 'processes' })).toBe('auto');
    expect(backendOf({ nJobs: 2, require: 'sharedmem' })).toBe('auto');
    expect(backendOf({ nJobs: 2, require: 'isolation' })).toBe('processes');
    inWorker('threads', 2);
    expect(effectiveNJobs()).toBe(1);
  });

  it('stops to start workers at some depth, and says so where workers were asked for', () => {
    vi.stubEnv('MANYCORE_MAX_DEPTH', '3');
    inWorker('threads', 3);
    expect(() => resolve({ backend: 'threads' })).toThrow('calls are nested 4 deep');
    expect(() => resolve({ require: 'isolation' })).toThrow('MANYCORE_MAX_DEPTH above 3');
    expect(backendOf({ backend: 'sequential' })).toBe('sequential');
    expect(parallelConfig({ backend: 'processes' }, () => backendOf({}))).toBe('sequential');
  });
});
