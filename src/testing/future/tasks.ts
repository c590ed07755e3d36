/** What the tests of handles run. */

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskHandle } from '../../index.ts';

/** How long anything here may take, in milliseconds; generous, for slow machines. */
export const SOON_MS = 15_000;

export const square = (x: number): number => x * x;

export const add = (a: number, b: number): number => a + b;

export const nap = async (ms: number): Promise<number> => sleep(ms, ms);

export const hang = (): Promise<never> => new Promise<never>(() => {});

export const fail = (text: string): never => {
  throw new RangeError(text);
};

/** Waits until a task is in a worker. */
export async function running(handle: TaskHandle): Promise<void> {
  const started = performance.now();
  while (handle.status === 'queued') {
    assert.ok(performance.now() - started < SOON_MS, 'the task was not started');
    await sleep(1);
  }
}
