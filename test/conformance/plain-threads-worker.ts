import { parentPort, workerData } from 'node:worker_threads';
import { openBatchRunner } from '../../src/backend.ts';
import type { BatchRange } from '../../src/backend.ts';
import type { Batch, WorkerInitializer } from '../../src/index.ts';
import type { Answer } from './plain-threads.ts';

const port = parentPort!;
const { level, initializer } = workerData as { level: number; initializer: WorkerInitializer | undefined };
const send = (answer: Answer): void => port.postMessage(answer);
const runner = await openBatchRunner({
  backend: 'plain-threads',
  memory: 'copied',
  level,
  initializer,
  onEvent: (event) => send({ event }),
});
port.on('message', (request: { batch: Batch; range: BatchRange } | 'close') => {
  if (request === 'close') return void runner.close().then(() => process.exit(0));
  const { batch, range } = request;
  void runner.run(batch, range).then((reply) => send({ reply }));
});
send({ ready: true });
