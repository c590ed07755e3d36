import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import '../backends/register.ts';
import { CancelledError } from '../core/errors.ts';
import { Pool } from './pool.ts';

it.each(['threads', 'processes'] as const)('cancelPending cancels also what waits in a worker: %s', async (backend) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'shutdown-'));
  const gate = path.join(folder, 'gate');
  const pool = new Pool({ backend, maxWorkers: 1 });
  const atGate = async (file: string | undefined, x: number): Promise<number> => {
    const { existsSync } = await import('node:fs');
    while (file !== undefined && !existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 2));
    return x;
  };
  try {
    for (let i = 0; i < 5; i++) await pool.submit(atGate, undefined, i);
    // Others have been quick, so the second one is sent to wait behind the first.
    const first = pool.submit(atGate, gate, 1);
    await new Promise(setImmediate);
    const second = pool.submit(atGate, undefined, 2);
    await new Promise(setImmediate);
    expect([first.status, second.status]).toEqual(['running', 'running']);
    const over = pool.shutdown({ cancelPending: true });
    await expect(second).rejects.toBeInstanceOf(CancelledError);
    writeFileSync(gate, '');
    expect([await first, first.status, second.status]).toEqual([1, 'done', 'cancelled']);
    await over;
  } finally {
    writeFileSync(gate, '');
    await pool.close();
    rmSync(folder, { recursive: true });
  }
});
