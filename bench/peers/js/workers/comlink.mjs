import { parentPort } from 'node:worker_threads';
import { expose } from 'comlink';
import endpoint from 'comlink/dist/esm/node-adapter.mjs';
import * as work from '../../../dispatch/work.mjs';

expose({ ...work }, endpoint(parentPort));
