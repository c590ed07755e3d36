/**
 * Hashes and compresses the files of the installed dependencies. The output is the same whatever pool runs it.
 *
 *   node examples/build-assets/main.ts --pool manycore/compat/tinypool
 *   node examples/build-assets/main.ts --pool tinypool --files 5000 --runtime child_process
 */

import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build, type PoolModule } from './build.ts';

const { values: flags } = parseArgs({
  options: {
    pool: { type: 'string', default: 'manycore/compat/tinypool' },
    files: { type: 'string', default: '3000' },
    threads: { type: 'string', default: '2' },
    runtime: { type: 'string', default: 'worker_threads' },
  },
});

const started = performance.now();
const { assets, failed, words } = await build((await import(flags.pool)) as PoolModule, {
  root: fileURLToPath(new URL('../../node_modules', import.meta.url)),
  files: Number(flags.files),
  threads: Number(flags.threads),
  runtime: flags.runtime as 'worker_threads' | 'child_process',
});
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

console.log(`${assets.length} files, ${words} words in their names`);
console.log(`bytes   ${sum(assets.map((asset) => asset.bytes))}`);
console.log(`gzip    ${sum(assets.map((asset) => asset.gzip))}`);
console.log(`brotli  ${sum(assets.map((asset) => asset.brotli ?? asset.gzip))}`);
for (const failure of failed) console.log(`failed  ${failure}`);
console.log(`manifest ${createHash('sha256').update(JSON.stringify(assets)).digest('hex')}`);
console.error(`${flags.pool}: ${((performance.now() - started) / 1000).toFixed(2)} s`);
