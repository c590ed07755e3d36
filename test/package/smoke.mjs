// What every supported Node has to do with the installed package. Needs nothing but the public API.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Parallel, delayed } from 'manycore';

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

// No process.exit(): idle workers must not keep this process alive.
console.log(`smoke: ok on ${process.version}`);
