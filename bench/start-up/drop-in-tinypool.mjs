import { Tinypool } from 'manycore/compat/tinypool';
import { useWorkers, workFile } from '../peers/start-up/tasks.mjs';

const runtime = process.argv[2] === 'threads' ? 'worker_threads' : 'child_process';
const pool = new Tinypool({
  filename: workFile.href,
  runtime,
  serialization: 'advanced',
  minThreads: 2,
  maxThreads: 2,
});
await useWorkers((name, argument) => pool.run(argument, { name }));
