import type { Batch, Outcome, TaskBackend } from '../core/task.ts';
import { nextBatchId } from '../plan/batch-id.ts';
import { outcomeError, outcomeValues } from '../plan/outcome-values.ts';
import { argumentEncoder } from '../plan/windows.ts';
import { openCapturePart } from './capture-part.ts';
import { openCodec } from './open-codec.ts';
import type { OpenCodec } from './open-codec.ts';
import type { PoolEngine, TaskParts } from './pool-engine.ts';
import { FunctionTable, makeHeader } from './function-table.ts';
import type { WorkerSet } from './worker-sets.ts';

/**
 * Runs a task once on each worker that there is; where there are too few, the least number (at least one) is started first.
 *
 * @param cancelled - Rejects when the tasks have to stop.
 * @returns What each gave, by worker number. Rejects with the first failure when all have ended.
 */
export async function broadcast(engine: PoolEngine, task: TaskParts, cancelled: Promise<never>): Promise<unknown[]> {
  cancelled.catch(() => undefined);
  const resolved = engine.defaults();
  const loading = openCapturePart();
  if (loading !== undefined) await loading;
  const opened = openCodec(resolved.memory, resolved.options);
  try {
    const set = await engine.workers(resolved);
    await Promise.race([set.backend.workerSet?.ready(), cancelled]);
    return await onEach({ set, opened, cancelled, header: makeHeader(resolved.options, opened?.codec) }, task);
  } finally {
    opened?.close();
  }
}

interface Parts {
  readonly set: WorkerSet;
  readonly opened: OpenCodec | undefined;
  readonly cancelled: Promise<never>;
  readonly header: Batch['call'];
}

async function onEach({ set, opened, cancelled, header }: Parts, { fn, args }: TaskParts): Promise<unknown[]> {
  const { backend } = set;
  const position = new FunctionTable(header, opened?.codec).position(fn);
  const batchFor = (worker: number | undefined, index: number): Batch => ({
    id: nextBatchId(),
    call: header,
    fn: position,
    spread: true,
    count: 1,
    first: index,
    attempt: 1,
    ...argumentEncoder(backend, opened?.codec)([args], () => 'arguments'),
    ...(worker === undefined ? {} : { worker }),
  });
  const workers = backend.workerSet?.workers().filter(({ state }) => state !== 'ending') ?? [];
  const ids = backend.workerSet === undefined ? [undefined] : workers.map(({ workerId }) => workerId);
  set.enter(header.id, undefined);
  cancelled.catch((reason: unknown) => backend.cancel(header.id, { kind: 'terminate', reason }));
  try {
    const results = await Promise.allSettled(ids.map((id, i) => runOne(backend, batchFor(id, i), opened)));
    return results.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
  } finally {
    backend.endCall?.(header.id);
    set.leave(header.id);
  }
}

async function runOne(backend: TaskBackend, batch: Batch, opened: OpenCodec | undefined): Promise<unknown> {
  let last: Outcome | undefined;
  for await (const { outcomes } of backend.run(batch)) last = outcomes[0] ?? last;
  if (last?.kind === 'values') return (await outcomeValues(last, opened?.codec))?.[0];
  throw last?.kind === 'thrown' || last?.kind === 'failed' ? outcomeError(last, opened?.codec) : last;
}
