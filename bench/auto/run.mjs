/** Runs one kind of work on one backend, in a fresh process: `run.mjs <work> <backend>`. Prints what it took as JSON. */

import { Parallel } from 'manycore';
import { spin, square } from '../dispatch/work.mjs';

/** About a millisecond of `spin` on the machine at hand, measured here and now. */
function roundsOfMs() {
  const rounds = 200_000;
  for (let i = 0; i < 10; i++) spin(rounds);
  const start = performance.now();
  for (let i = 0; i < 10; i++) spin(rounds);
  return (rounds * 10) / (performance.now() - start);
}

const [work, backend] = process.argv.slice(2);
const rounds = roundsOfMs();
const records = (count) =>
  Array.from({ length: count }, (_, id) => ({ id, name: `record ${id}`, tags: ['one', 'two'] }));
const numbers = (count, value) => Array.from({ length: count }, (_, i) => value ?? i);
const works = {
  tiny: () => [square, numbers(1000)],
  small: () => [square, numbers(1_000_000)],
  quick: () => [spin, numbers(200, Math.round(rounds * 0.2))],
  even: () => [spin, numbers(300, Math.round(rounds * 5))],
  few: () => [spin, numbers(4, Math.round(rounds * 300))],
  values: () => [(list) => list.length, numbers(400).map(() => records(100))],
  buffers: () => [(bytes) => bytes.length, numbers(100).map(() => new Uint8Array(256 * 1024))],
};
const [fn, items] = works[work]();
const parallel = Parallel({ backend, nJobs: 2 });
if (backend === 'auto') await parallel.plan(square, numbers(10)); // what the machine costs is known, as in any program but the first
// The library is loaded, and the code of a call has run, as in a program that has come so far.
await Parallel({ backend: 'sequential' }).map((x) => x + 1, numbers(1000));
const start = performance.now();
await parallel.map(fn, items);
const ms = performance.now() - start;
const { predictedMs, backend: chosen } = parallel.explain();
console.log(JSON.stringify({ ms, predictedMs, chosen }));
await parallel.close();
