/** Closures: the first result waits for the first capture. */

import { Pool } from 'manycore';
import { useWorkers } from '../peers/start-up/tasks.mjs';

const pool = new Pool({ maxWorkers: 2, backend: process.argv[2] });
const power = 2;
const closures = {
  square: (x) => x ** power,
  nap: (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms),
};
await useWorkers((name, argument) => pool.submit(closures[name], argument));
