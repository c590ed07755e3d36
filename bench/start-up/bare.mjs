/** Two workers with nothing around them. */

import { fork } from 'node:child_process';
import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

const thread = () => {
  const worker = new Worker(new URL('../limits/thread.mjs', import.meta.url));
  return (request) =>
    new Promise((resolve) => {
      worker.once('message', resolve);
      worker.postMessage(request);
    });
};
const child = () => {
  const worker = fork(new URL('../limits/child.mjs', import.meta.url), { serialization: 'advanced' });
  return (request) =>
    new Promise((resolve) => {
      worker.once('message', resolve);
      worker.send(request);
    });
};

const ask = [0, 1].map(process.argv[2] === 'threads' ? thread : child);
await Promise.race(ask.map((one) => one({ op: 'square', x: 7 })));
writeSync(1, 'first\n');
await Promise.all(ask.map((one) => one({ op: 'nap', ms: 5 })));
writeSync(1, 'all\n');
process.exit(0);
