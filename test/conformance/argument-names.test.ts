/** What errors about arguments call them: for a single task its own arguments, for a call over items the items. */

import { expect, it } from 'vitest';
import { Pool } from '../../src/index.ts';

it('names the argument that cannot travel, whatever number the task has', async () => {
  await using pool = new Pool({ maxWorkers: 1 });
  await pool.submit(Math.abs, -1);
  const secret = new WeakMap<object, unknown>();
  const wrong: readonly (readonly [Promise<unknown>, string])[] = [
    [pool.submit((x: unknown) => x, secret), 'arguments[0]'],
    [pool.submit((_: number, x: unknown) => x, 1, { deep: [secret] }), 'arguments[1].deep[0]'],
    [pool.broadcast((x: unknown) => x, secret), 'arguments[0]'],
    [pool.map((x: unknown) => x, [1, { deep: secret }]), 'argument 1.deep'],
  ];
  for (const [call, path] of wrong) await expect(call).rejects.toMatchObject({ code: 'ERR_NOT_CLONEABLE', path });
});
