import { fileURLToPath } from 'node:url';
import { Worker } from 'jest-worker';
import { useWorkers, workFile } from './tasks.mjs';

const farm = new Worker(fileURLToPath(workFile), {
  numWorkers: 2,
  enableWorkerThreads: process.argv[2] === 'threads',
  exposedMethods: ['square', 'nap'],
  forkOptions: { serialization: 'advanced' },
});
await useWorkers((name, argument) => farm[name](argument));
