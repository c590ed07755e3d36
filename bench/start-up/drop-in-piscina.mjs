import { Piscina } from 'manycore/compat/piscina';
import { useWorkers, workFile } from '../peers/start-up/tasks.mjs';

const pool = new Piscina({ filename: workFile.href, minThreads: 2, maxThreads: 2 });
await useWorkers((name, argument) => pool.run(argument, { name }));
