import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { readEnvironment } from './environment.ts';

/** What a count is made from; tests pass their own. */
export interface CpuSources {
  /** Cores that the scheduler may put this process on. */
  readonly affinity: number;
  /** The system. */
  readonly platform: NodeJS.Platform;
  /** The text of a system file, or undefined where there is none. */
  readonly readText: (path: string) => string | undefined;
  /** The value of a sysctl, or undefined. */
  readonly sysctl: (name: string) => string | undefined;
  /** MANYCORE_MAX_WORKERS. */
  readonly maxWorkers: number | undefined;
}

/** Options of {@link cpuCount}. */
export interface CpuCountOptions {
  /** Count cores instead of hardware threads, where that can be found out; never more than the usable hardware threads. */
  readonly physical?: boolean;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // another system, or not ours to read: then it does not limit us
  }
}

function sysctl(name: string): string | undefined {
  try {
    const { execFileSync } = process.getBuiltinModule('node:child_process');
    return execFileSync('sysctl', ['-n', name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}

const systemSources = (): CpuSources => ({
  affinity: availableParallelism(),
  platform: process.platform,
  readText,
  sysctl,
  maxWorkers: readEnvironment().maxWorkers,
});

/** The folders from a control group up to the root: a limit anywhere on the way holds. */
function withParents(group: string): string[] {
  const parts = group.split('/').filter((part) => part !== '' && part !== '..');
  return [...parts.map((_, at) => `/${parts.slice(0, parts.length - at).join('/')}`), ''];
}

const quotaOf = (quota: string | undefined, period: string | undefined): number =>
  Number(quota) > 0 && Number(period) > 0 ? Number(quota) / Number(period) : Number.POSITIVE_INFINITY;

/** Control groups, version 2: one file with quota and period, in microseconds. */
function quotaVersion2(group: string, read: CpuSources['readText']): number {
  const [quota, period] = read(`/sys/fs/cgroup${group}/cpu.max`)?.trim().split(/\s+/) ?? [];
  return quotaOf(quota, period);
}

/** Version 1: two files; a quota of -1 is no limit. */
function quotaVersion1(group: string, read: CpuSources['readText']): number {
  const folder = ['/sys/fs/cgroup/cpu', '/sys/fs/cgroup/cpu,cpuacct'].find(
    (mount) => read(`${mount}${group}/cpu.cfs_quota_us`) !== undefined,
  );
  if (folder === undefined) return Number.POSITIVE_INFINITY;
  return quotaOf(read(`${folder}${group}/cpu.cfs_quota_us`), read(`${folder}${group}/cpu.cfs_period_us`));
}

/** Cores that the control groups of this process allow, such as 1.5; Infinity without a limit. */
function cgroupQuota(read: CpuSources['readText']): number {
  const quotas: number[] = [];
  // Each line is "id:controllers:path"; version 2 has the id 0 and no controllers.
  for (const line of read('/proc/self/cgroup')?.trim().split('\n') ?? []) {
    const [, controllers = '', ...path] = line.split(':');
    const groups = withParents(path.join(':'));
    if (controllers === '') quotas.push(...groups.map((group) => quotaVersion2(group, read)));
    if (controllers.split(',').includes('cpu')) quotas.push(...groups.map((group) => quotaVersion1(group, read)));
  }
  return Math.min(Number.POSITIVE_INFINITY, ...quotas);
}

/** Distinct pairs of socket and core. Virtual machines and ARM often do not tell. */
function coresOfCpuinfo(text: string): number | undefined {
  const cores = new Set<string>();
  for (const block of text.split(/\n\s*\n/)) {
    const core = /^core id\s*:\s*(\d+)/m.exec(block)?.[1];
    if (core !== undefined) cores.add(`${/^physical id\s*:\s*(\d+)/m.exec(block)?.[1] ?? 0}:${core}`);
  }
  return cores.size > 0 ? cores.size : undefined;
}

function physicalCores(sources: CpuSources): number {
  const found =
    sources.platform === 'darwin'
      ? Number(sources.sysctl('hw.physicalcpu'))
      : coresOfCpuinfo(sources.readText('/proc/cpuinfo') ?? '');
  return found !== undefined && found > 0 ? found : Number.POSITIVE_INFINITY;
}

/**
 * How many cores this process may use: the least of its affinity, its control group's quota (rounded up) and
 * `MANYCORE_MAX_WORKERS`. At least 1.
 *
 * @param options - `physical` counts cores instead of hardware threads; where that is not known, hardware threads.
 * @param sources - Where the facts come from; the system, unless a test says otherwise.
 * @throws InvalidOptionError when MANYCORE_MAX_WORKERS is not a positive integer.
 */
export function cpuCount(options: CpuCountOptions = {}, sources: CpuSources = systemSources()): number {
  const limits = [sources.affinity, Math.ceil(cgroupQuota(sources.readText))];
  if (sources.maxWorkers !== undefined) limits.push(sources.maxWorkers);
  if (options.physical === true) limits.push(physicalCores(sources));
  return Math.max(1, Math.min(...limits));
}
