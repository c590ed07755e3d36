import { fileURLToPath } from 'node:url';
import workerpool from 'manycore/compat/workerpool';
import { useWorkers } from '../peers/start-up/tasks.mjs';

const script = fileURLToPath(new URL('../pool/workers/workerpool.mjs', import.meta.url));
const workerType = process.argv[2] === 'threads' ? 'thread' : 'process';
const pool = workerpool.pool(script, { workerType, minWorkers: 2, maxWorkers: 2 });
await useWorkers((name, argument) => pool.exec(name, [argument]));
