// What every supported Node has to do with the installed package. Needs nothing but the public API.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { Event, Parallel, ParallelError, Pool, WaitTimeoutError, delayed } from 'manycore';

const offset = 10;
const square = (x) => x * x;

class Point {
  constructor(x) {
    this.x = x;
  }
  moved(by) {
    return new Point(this.x + by);
  }
}

const expected = [10, 11, 14, 19, 26];

for (const backend of ['sequential', 'threads', 'processes']) {
  const parallel = Parallel({ nJobs: 2, backend });
  assert.deepEqual(await parallel.map((x) => square(x) + offset, [0, 1, 2, 3, 4]), expected, `${backend}: a closure`);
  assert.deepEqual(
    await parallel([1, 2, 3].map((x) => delayed(async (a, b) => square(a) + b)(x, offset))),
    [11, 14, 19],
    `${backend}: delayed calls of an async function`,
  );
  const hashes = await parallel.map((text) => createHash('sha256').update(text).digest('hex'), ['a', 'b']);
  assert.equal(hashes[0], createHash('sha256').update('a').digest('hex'), `${backend}: a captured import`);

  const points = await parallel.map((point) => point.moved(offset), [new Point(1)]);
  assert.ok(points[0] instanceof Point, `${backend}: an instance comes back as one of the caller's class`);
  assert.equal(points[0].x, 11);

  const data = new Float64Array(100_000).map((_, index) => index);
  const sums = await parallel.map((start) => data.subarray(start, start + 10).reduce((a, b) => a + b, 0), [0, 10]);
  assert.deepEqual(sums, [45, 145], `${backend}: a captured typed array`);

  await assert.rejects(
    parallel.map(
      (x) => {
        if (x === 1) throw new RangeError(`no ${x}`);
        return x;
      },
      [0, 1],
    ),
    (error) => error instanceof RangeError && error.message === 'no 1',
    `${backend}: a task's own error arrives as itself`,
  );
}

// A task that imports the library has a copy of its classes; its errors arrive as those of this one.
for (const backend of ['threads', 'processes']) {
  const pool = new Pool({ maxWorkers: 1, backend });
  const failing = pool.submit(async () => {
    const library = await import('manycore');
    await new library.Event().wait({ timeout: 1 });
  });
  await assert.rejects(failing, (error) => error instanceof WaitTimeoutError && error.constructor === WaitTimeoutError);
  const isOurs = (error) => error instanceof WaitTimeoutError && error instanceof ParallelError;
  assert.ok(await pool.submit(isOurs, new WaitTimeoutError('x')), `${backend}: an error as an argument`);
  const known = await pool.submit(async () =>
    new Event().wait({ timeout: 1 }).catch((error) => error instanceof WaitTimeoutError),
  );
  assert.ok(known, `${backend}: a captured class knows what the library throws`);
  await pool.close();
}

// The drop-ins, by import and by require; a thread and a child.
const { default: workerpool } = await import('manycore/compat/workerpool');
for (const workerType of ['thread', 'process']) {
  const pool = workerpool.pool({ maxWorkers: 1, workerType });
  assert.equal(await pool.exec((a, b) => a + b, [3, 4]), 7, `workerpool's names on a ${workerType}`);
  await pool.terminate();
}
const { Piscina } = await import('manycore/compat/piscina');
assert.equal(createRequire(import.meta.url)('manycore/compat/piscina'), Piscina);
const { Tinypool } = await import('manycore/compat/tinypool');
for (const Pool of [Piscina, Tinypool]) {
  const pool = new Pool({ filename: 'node:path', name: 'basename', maxThreads: 1, minThreads: 1 });
  assert.equal(await pool.run('/a/one.txt'), 'one.txt');
  await pool.destroy();
}

// No process.exit(): idle workers must not keep this process alive.
console.log(`smoke: ok on ${process.version}`);
