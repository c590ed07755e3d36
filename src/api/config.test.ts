import { describe, expect, it } from 'vitest';
import { currentConfig, parallelConfig, setParallelConfig } from './config.ts';

describe('parallelConfig', () => {
  it('holds in its body, also after an await, and nowhere else', async () => {
    const inside = await parallelConfig({ nJobs: 3 }, async () => {
      await Promise.resolve();
      return currentConfig();
    });
    expect(inside).toEqual({ nJobs: 3 });
    expect(currentConfig()).toEqual({});
  });

  it('gives back what its body gives, and lets its error through', () => {
    expect(parallelConfig({}, () => 'value')).toBe('value');
    expect(() =>
      parallelConfig({}, () => {
        throw new Error('mine');
      }),
    ).toThrow('mine');
  });

  it('nests: the inner one wins, option by option, and undefined hides nothing', () => {
    parallelConfig({ nJobs: 3, backend: 'threads' }, () => {
      parallelConfig({ nJobs: 2, backend: undefined }, () => {
        expect(currentConfig()).toEqual({ nJobs: 2, backend: 'threads' });
      });
      expect(currentConfig()).toEqual({ nJobs: 3, backend: 'threads' });
    });
  });

  it('does not mix contexts that run at the same time', async () => {
    const seen = await Promise.all(
      [1, 2, 3].map((nJobs) =>
        parallelConfig({ nJobs }, async () => {
          await new Promise((resolve) => setImmediate(resolve));
          return currentConfig().nJobs;
        }),
      ),
    );
    expect(seen).toEqual([1, 2, 3]);
  });

  it('refuses what changes the type of results, and what belongs to one call', () => {
    for (const options of [{ returnAs: 'generator' }, { onError: 'skip' }, { dtype: 'int8' }, { signal: undefined }]) {
      expect(() => parallelConfig(options as object, () => 1)).toThrow('parallelConfig has no option');
      expect(() => setParallelConfig(options as object)).toThrow('setParallelConfig has no option');
    }
    expect(() => parallelConfig({ nJobs: 0 }, () => 1)).toThrow('nJobs must be');
  });
});

describe('setParallelConfig', () => {
  it('holds everywhere until it is disposed, in any order', () => {
    const first = setParallelConfig({ nJobs: 2, prefer: 'processes' });
    const second = setParallelConfig({ nJobs: 3 });
    expect(currentConfig()).toEqual({ nJobs: 3, prefer: 'processes' });
    first[Symbol.dispose]();
    expect(currentConfig()).toEqual({ nJobs: 3 });
    second[Symbol.dispose]();
    second[Symbol.dispose]();
    expect(currentConfig()).toEqual({});
  });

  it('gives the same object for as long as nothing changes, so that what follows from it can be kept', () => {
    using _config = setParallelConfig({ nJobs: 2 });
    expect(currentConfig()).toBe(currentConfig());
    parallelConfig({ verbose: 1 }, () => expect(currentConfig()).toBe(currentConfig()));
  });

  it('ranks below a context, also when it comes later', () => {
    parallelConfig({ nJobs: 4 }, () => {
      using _config = setParallelConfig({ nJobs: 2, verbose: 1 });
      expect(currentConfig()).toEqual({ nJobs: 4, verbose: 1 });
    });
    expect(currentConfig()).toEqual({});
  });
});
