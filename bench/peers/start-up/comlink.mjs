import { Worker } from 'node:worker_threads';
import { wrap } from 'comlink';
import endpoint from 'comlink/dist/esm/node-adapter.mjs';
import { useWorkers } from './tasks.mjs';

const remotes = [0, 1].map(() => wrap(endpoint(new Worker(new URL('../js/workers/comlink.mjs', import.meta.url)))));
let next = 0;
await useWorkers((name, argument) => remotes[next++ % 2][name](argument));
