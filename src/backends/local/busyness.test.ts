import { expect, it } from 'vitest';
import { freeCores } from '../../platform/budget.ts';
import { Busyness } from './busyness.ts';
import { PieceQueue } from './piece-queue.ts';
import { WorkerSlot } from './worker-slot.ts';

it('the core of a worker that ends after its backend has closed is given back once', async () => {
  const transport = {
    handle: {},
    isOver: false,
    progress: {
      read: () => ({ batch: -1, position: -1, span: 1, listens: false, startedAt: 0 }),
      hasBegun: () => false,
      revoke: () => true,
      release: () => {},
    },
    send: () => {},
    kill: () => {},
  };
  const slot = new WorkerSlot(1, () => transport);
  const before = await freeCores();
  const busyness = new Busyness([slot], new PieceQueue(), { workers: 1, onFree: () => {} });
  expect(busyness.mayBegin(slot)).toBe(true);
  busyness.close();
  busyness.ended(slot);
  expect(await freeCores()).toBe(before);
});
