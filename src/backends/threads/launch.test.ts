import { describe, expect, it } from 'vitest';
import type { WasmArtifact } from '../../core/kernel.ts';
import { countChunks } from '../../worker/chunks.ts';
import { planLaunch } from './launch.ts';

const artifact = (fields: Partial<WasmArtifact>): WasmArtifact => ({
  target: 'wasm',
  key: 'test',
  name: 'test',
  rank: 1,
  buffers: [],
  scalars: [],
  code: () => new Uint8Array(),
  reduced: 0,
  tilePoints: 0,
  accumulators: 0,
  tallies: [],
  scratchBytes: 0,
  tables: new Uint8Array(),
  cost: 10,
  vectors: { lanes: 4 },
  ...fields,
});

describe('the plan of a launch', () => {
  it('cuts by the work alone when nothing is said', () => {
    expect(planLaunch(artifact({}), { scalars: [], size: [1_000_000] }).run).toEqual({
      size: 1_000_000,
      chunkSize: 15_680,
      guided: 0,
    });
  });

  it.each([
    ['static', undefined, { chunkSize: 250_048, guided: 0 }, 4],
    ['static', 1000, { chunkSize: 1000, guided: 0 }, 1000],
    ['dynamic', undefined, { chunkSize: 15_680, guided: 0 }, 64],
    ['dynamic', 1, { chunkSize: 1, guided: 0 }, 1_000_000],
    ['guided', 64, { chunkSize: 64, guided: 4 }, 45],
  ] as const)('is cut as %s with chunks of %s asks for', (kind, chunkSize, expected, chunks) => {
    const schedule = { kind, ...(chunkSize === undefined ? {} : { chunkSize }) };
    const { run } = planLaunch(artifact({}), { scalars: [], size: [1_000_000], schedule }, 4);
    expect(run).toEqual({ size: 1_000_000, ...expected });
    expect(countChunks(run)).toBe(chunks);
  });

  it('counts blocks of reductions as units', () => {
    const fold = artifact({ accumulators: 1, reduced: 1 });
    const { run, blocks } = planLaunch(
      fold,
      { scalars: [], size: [1_000_000], schedule: { kind: 'dynamic', chunkSize: 10_000 } },
      4,
    );
    expect([blocks, run.size, run.chunkSize]).toEqual([245, 245, 2]);
  });
});
