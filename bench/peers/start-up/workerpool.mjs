import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import { useWorkers } from './tasks.mjs';

const script = fileURLToPath(new URL('../js/workers/workerpool.mjs', import.meta.url));
const workerType = process.argv[2] === 'threads' ? 'thread' : 'process';
const pool = workerpool.pool(script, { workerType, minWorkers: 2, maxWorkers: 2 });
await useWorkers((name, argument) => pool.exec(name, [argument]));
