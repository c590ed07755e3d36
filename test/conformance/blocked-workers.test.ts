/** Workers that stand still between their tasks. */

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Pool } from '../../src/index.ts';

// At the same time: they only wait, until their worker is given up.
it.concurrent.each(['threads', 'processes'])(
  'a task with a timeout does not wait for ever for a worker of %s that an earlier one has blocked',
  { timeout: 60_000 },
  async (backend) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'blocked-'));
    const sign = path.join(folder, 'blocked');
    const pool = new Pool({ maxWorkers: 1, backend });
    try {
      const first = await pool.submit((file: string) => {
        setTimeout(() => {
          writeFileSync(file, '');
          for (;;);
        }, 0);
        return 1;
      }, sign);
      expect(first).toBe(1);
      while (!existsSync(sign)) await new Promise((resolve) => setImmediate(resolve));
      expect(await pool.apply(Math.sqrt, [9], { timeout: 2000 })).toBe(3);
    } finally {
      await pool.terminate();
      rmSync(folder, { recursive: true });
    }
  },
);
