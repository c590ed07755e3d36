/** The pool of an app: a worker file, loaded by its workers. */

import { Pool } from 'manycore';
import { useWorkers, workFile } from '../peers/start-up/tasks.mjs';

const pool = new Pool({ filename: workFile, backend: process.argv[2], minWorkers: 2, maxWorkers: 2 });
await useWorkers((name, argument) => pool.run(argument, { name }));
