import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { environmentVariables, readEnvironment } from './environment.ts';

describe('readEnvironment', () => {
  it('takes unset and empty variables as not given', () => {
    const nothing = {
      maxWorkers: undefined,
      tempFolder: undefined,
      backend: undefined,
      maxDepth: undefined,
      mapFiles: true,
      largePages: true,
      wideVectors: true,
      cacheFolder: undefined,
      gpuDevice: undefined,
      gpuMemory: undefined,
    };
    expect(readEnvironment({})).toEqual(nothing);
    expect(readEnvironment({ MANYCORE_MAX_WORKERS: '', MANYCORE_BACKEND: ' ' })).toEqual(nothing);
  });

  it('reads what is set', () => {
    const env = {
      MANYCORE_MAX_WORKERS: ' 4 ',
      MANYCORE_TEMP_FOLDER: '/fast',
      MANYCORE_BACKEND: 'processes',
      MANYCORE_MAX_DEPTH: '0',
      MANYCORE_MAP_FILES: 'off',
      MANYCORE_LARGE_PAGES: 'off',
      MANYCORE_CACHE_FOLDER: 'off',
      MANYCORE_GPU_DEVICE: 'Radeon',
      MANYCORE_GPU_MEMORY: '1.5 GiB',
    };
    expect(readEnvironment(env)).toEqual({
      maxWorkers: 4,
      tempFolder: '/fast',
      backend: 'processes',
      maxDepth: 0,
      mapFiles: false,
      largePages: false,
      wideVectors: true,
      cacheFolder: 'off',
      gpuDevice: 'Radeon',
      gpuMemory: 1.5 * 2 ** 30,
    });
  });

  it.each([
    ['MANYCORE_MAX_WORKERS', '0'],
    ['MANYCORE_MAX_WORKERS', '-1'],
    ['MANYCORE_MAX_WORKERS', '2.5'],
    ['MANYCORE_MAX_WORKERS', 'all'],
    ['MANYCORE_TEMP_FOLDER', 'relative/folder'],
    ['MANYCORE_MAX_DEPTH', '1e3'],
    ['MANYCORE_MAP_FILES', 'no'],
    ['MANYCORE_LARGE_PAGES', 'yes'],
    ['MANYCORE_CACHE_FOLDER', 'relative/folder'],
    ['MANYCORE_GPU_MEMORY', '0'],
    ['MANYCORE_GPU_MEMORY', '2 gigabytes'],
    ['MANYCORE_GPU_MEMORY', '1 GB'],
  ])('refuses %s=%s by name and value', (name, value) => {
    const error = expect.objectContaining({
      code: 'ERR_INVALID_OPTION',
      message: expect.stringContaining(`${name} is ${JSON.stringify(value)}`),
    });
    expect(() => readEnvironment({ [name]: value })).toThrow(error);
  });

  it('is documented: docs/env.md names each variable', () => {
    const page = readFileSync(new URL('../../docs/env.md', import.meta.url), 'utf8');
    for (const name of Object.keys(environmentVariables)) expect(page).toContain(`\`${name}\``);
  });
});
