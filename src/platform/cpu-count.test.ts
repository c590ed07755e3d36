import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { cpuCount } from './cpu-count.ts';
import type { CpuSources } from './cpu-count.ts';

const sources = (files: Record<string, string>, more: Partial<CpuSources> = {}): CpuSources => ({
  affinity: 16,
  platform: 'linux',
  readText: (path) => files[path],
  sysctl: () => undefined,
  maxWorkers: undefined,
  ...more,
});

const version2 = { '/proc/self/cgroup': '0::/user/app\n' };
const version1 = { '/proc/self/cgroup': '5:memory:/m\n4:cpu,cpuacct:/docker/abc\n' };

describe('cpuCount', () => {
  it.each<[string, CpuSources, number]>([
    ['is the affinity without limits', sources({}), 16],
    ['is at most MANYCORE_MAX_WORKERS', sources({}, { maxWorkers: 3 }), 3],
    ['is not raised by MANYCORE_MAX_WORKERS', sources({}, { maxWorkers: 99 }), 16],
    [
      'rounds a quota of a version 2 group up',
      sources({ ...version2, '/sys/fs/cgroup/user/app/cpu.max': '150000 100000\n' }),
      2,
    ],
    ['ignores the quota "max"', sources({ ...version2, '/sys/fs/cgroup/user/app/cpu.max': 'max 100000\n' }), 16],
    [
      'obeys a parent group',
      sources({
        ...version2,
        '/sys/fs/cgroup/user/app/cpu.max': '800000 100000',
        '/sys/fs/cgroup/user/cpu.max': '400000 100000',
      }),
      4,
    ],
    [
      'finds the group of a container at the root',
      sources({ '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': '50000 100000' }),
      1,
    ],
    [
      'reads version 1 groups',
      sources({
        ...version1,
        '/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_quota_us': '250000\n',
        '/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_period_us': '100000\n',
      }),
      3,
    ],
    [
      'knows that -1 is no limit in version 1',
      sources({
        ...version1,
        '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1',
        '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000',
      }),
      16,
    ],
  ])('%s', (_, facts, expected) => {
    expect(cpuCount({}, facts)).toBe(expected);
  });

  it('counts physical cores by socket and core', () => {
    const block = (socket: number, core: number): string =>
      `processor : 0\nphysical id\t: ${socket}\ncore id\t\t: ${core}\n`;
    const cpuinfo = [block(0, 0), block(0, 1), block(1, 0), block(0, 0), block(0, 1), block(1, 0)].join('\n');
    expect(cpuCount({ physical: true }, sources({ '/proc/cpuinfo': cpuinfo }))).toBe(3);
    expect(cpuCount({ physical: true }, sources({ '/proc/cpuinfo': cpuinfo }, { affinity: 2 }))).toBe(2);
  });

  it('falls back to hardware threads where cores are not told', () => {
    expect(cpuCount({ physical: true }, sources({ '/proc/cpuinfo': 'processor : 0\nBogoMIPS : 50\n' }))).toBe(16);
  });

  it('asks sysctl on macOS', () => {
    const mac = sources({}, { platform: 'darwin', sysctl: (name) => (name === 'hw.physicalcpu' ? '8\n' : undefined) });
    expect(cpuCount({ physical: true }, mac)).toBe(8);
    expect(cpuCount({ physical: true }, sources({}, { platform: 'darwin' }))).toBe(16);
  });

  it('gives a usable number on this machine', () => {
    expect(cpuCount()).toBeGreaterThanOrEqual(1);
    expect(cpuCount()).toBeLessThanOrEqual(availableParallelism());
    expect(cpuCount({ physical: true })).toBeLessThanOrEqual(cpuCount());
  });
});
