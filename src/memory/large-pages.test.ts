import { readFileSync } from 'node:fs';
import process from 'node:process';
import { afterEach, expect, test } from 'vitest';
import { Arena } from './arena.ts';
import { askForLargePages } from './large-pages.ts';

const MIB = 2 ** 20;
const before = process.env['MANYCORE_LARGE_PAGES'];

afterEach(() => {
  if (before === undefined) delete process.env['MANYCORE_LARGE_PAGES'];
  else process.env['MANYCORE_LARGE_PAGES'] = before;
});

/** KiB of this process in large pages. */
function largeKib(): number {
  const [, kib] = /AnonHugePages:\s+(\d+)/.exec(readFileSync('/proc/self/smaps_rollup', 'utf8')) ?? [];
  return Number(kib);
}

function systemMode(): string {
  try {
    return /\[(\w+)\]/.exec(readFileSync('/sys/kernel/mm/transparent_hugepage/enabled', 'utf8'))?.[1] ?? 'never';
  } catch {
    return 'never';
  }
}

/** KiB in large pages after 64 MiB of a new arena were written. */
function largeKibOfArena(): number {
  const start = largeKib();
  const arena = new Arena();
  const address = arena.allocate(64 * MIB)!;
  new Uint8Array(arena.memory.buffer, address, 64 * MIB).fill(1);
  const after = largeKib();
  arena.free(address);
  return after - start;
}

test.runIf(systemMode() === 'madvise')(
  'a large arena is in large pages where the system has them, and not where it is told not to',
  () => {
    process.env['MANYCORE_LARGE_PAGES'] = 'off';
    expect(largeKibOfArena()).toBeLessThan(1024);
    process.env['MANYCORE_LARGE_PAGES'] = 'on';
    // The system may be short of them; it has some.
    expect(largeKibOfArena()).toBeGreaterThan(8 * 1024);
  },
);

test('the setting keeps the system from being asked', () => {
  process.env['MANYCORE_LARGE_PAGES'] = 'off';
  const memory = new Uint8Array(new SharedArrayBuffer(MIB));
  expect(askForLargePages(memory)).toBe(false);
});
