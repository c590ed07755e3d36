/** Functions that were revived in a worker are captured again there, and sent on. */

import { afterAll, describe, expect, it } from 'vitest';
import { openWorker } from './real-worker.ts';
import { roundTrip, targets } from './round-trip.ts';
import { double, Vector } from './fixtures/tools.ts';

const k = 3;
let calls = 0;
function counted(x: number): number {
  calls += 1;
  return x * k + calls;
}
class Scaled extends Vector {
  by = 2;
  scaled(): number {
    return (this.x + this.y) * this.by;
  }
}

describe.each(targets)('in a %s', (target) => {
  const worker = openWorker(target);
  afterAll(() => worker.close());

  it('a task sends functions with what they captured', async () => {
    const task = (x: number): Promise<unknown> =>
      roundTrip('thread', (y: number) => [counted(y), double(y), import.meta.url], [x]);
    expect(await worker.call(task, [2])).toEqual([7, 4, import.meta.url]);
    expect(calls).toBe(0);
  });

  it('a task sends instances and imports dynamically', async () => {
    const given = new Scaled(1, 2);
    const task = (): Promise<unknown> =>
      roundTrip('process', async () => [
        given.scaled(),
        given instanceof Vector,
        (await import('./fixtures/tools.ts')).double(2),
      ]);
    expect(await worker.call(task)).toEqual([6, true, 4]);
  });

  it('errors thrown two levels down keep class and place', async () => {
    const task = (): Promise<unknown> => roundTrip('thread', () => { throw new RangeError('deep'); }); // prettier-ignore
    const error = (await worker.call(task).catch((thrown: unknown) => thrown)) as Error;
    expect(error).toBeInstanceOf(RangeError);
    expect(error.stack).toMatch(/nested\.test\.ts/);
  });
});
