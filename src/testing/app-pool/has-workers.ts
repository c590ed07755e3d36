import assert from 'node:assert/strict';
import type { Pool } from '../../index.ts';
import { BackendUnavailableError } from '../../index.ts';
import { rejection } from '../suite.ts';

/** Whether the backend has workers of its own; if not, what needs them is refused by name. */
export async function hasWorkers(pool: Pool): Promise<boolean> {
  await pool.ready();
  if (pool.workers.length > 0) return true;
  assert.ok((await rejection(pool.recycle())) instanceof BackendUnavailableError);
  assert.throws(() => pool.resize(1), BackendUnavailableError);
  return false;
}
