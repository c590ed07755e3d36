/** Functions named by module and export: nothing is captured. */

import { Pool, task } from 'manycore';
import { useWorkers, workFile } from '../peers/start-up/tasks.mjs';

const pool = new Pool({ maxWorkers: 2, backend: process.argv[2] });
const named = { square: task(workFile, 'square'), nap: task(workFile, 'nap') };
await useWorkers((name, argument) => pool.submit(named[name], argument));
