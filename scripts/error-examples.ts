/**
 * The table behind docs/errors.md: for each error a program that ends with it and one that is right. `scripts/errors-page.ts`
 * makes the page, and the test of the documentation runs what is on it.
 */

import { arrayErrorExamples } from './array-error-examples.ts';
import { syncErrorExamples } from './sync-error-examples.ts';

/** One error. */
export interface ErrorExample {
  /** Name of the class, or a code without a class of its own. */
  readonly name: string;
  readonly code: string;
  /** What to do, in a sentence or two of Markdown. */
  readonly remedy: string;
  /** A module that the programs import: its name and its text. */
  readonly file?: readonly [name: string, code: string];
  /** Absent where the error cannot be had at will. */
  readonly failing?: string;
  /** Lines of the message, with `…` for what differs. */
  readonly message?: string;
  readonly fixed?: string;
}

/** In the order of the page. */
export const errorExamples: readonly ErrorExample[] = [
  {
    name: 'InvalidOptionError',
    code: 'ERR_INVALID_OPTION',
    remedy: 'The message names the option, what it may be and what it was. It is thrown before anything runs.',
    failing: `
import { Parallel } from 'manycore';

await Parallel({ nJobs: 0 }).map(Math.sqrt, [1, 4, 9]);`,
    message: `
InvalidOptionError: nJobs must be a non-zero integer (-1 means all cores, -2 all but one) or a share such as '50%', got 0`,
    fixed: `
import { Parallel } from 'manycore';

console.log(await Parallel({ nJobs: 2 }).map(Math.sqrt, [1, 4, 9])); // [ 1, 2, 3 ]`,
  },
  {
    name: 'BackendUnavailableError',
    code: 'ERR_BACKEND_UNAVAILABLE',
    remedy: 'Use one of the backends that the message lists, or register yours before the call.',
    failing: `
import { Parallel } from 'manycore';

await Parallel({ nJobs: 2, backend: 'fibers' }).map(Math.sqrt, [1, 4, 9]);`,
    message: `
BackendUnavailableError: there is no backend "fibers"; registered are sequential, threads, processes (registerBackend adds one)`,
    fixed: `
import { Parallel } from 'manycore';

console.log(await Parallel({ nJobs: 2, backend: 'processes' }).map(Math.sqrt, [1, 4, 9])); // [ 1, 2, 3 ]`,
  },
  {
    name: 'ClosureError',
    code: 'ERR_CLOSURE',
    remedy:
      'The message says what is in the way, how the function reaches it, and what to do instead. ' +
      'All refusals: [functions that travel](guide/functions-that-travel.md).',
    failing: `
import { Parallel } from 'manycore';

let total = 0;
await Parallel(2).forEach((n) => {
  total += n;
}, [1, 2, 3]);`,
    message: `
ClosureError: cannot send the function (…) to a worker thread: it assigns to "total", a variable outside it; a worker only has a copy, so the change would be lost
    at -> total
    hint: return the value instead; sharedArray() makes memory that all workers write to, perWorker() state of each worker`,
    fixed: `
import { Parallel } from 'manycore';

const total = await Parallel(2).reduce((n: number) => n, [1, 2, 3], (a, b) => a + b, 0);
console.log(total); // 6`,
  },
  {
    name: 'NotCloneableError',
    code: 'ERR_NOT_CLONEABLE',
    remedy: 'The path leads to the value that cannot be copied. Send what is needed to make it, or return plain data.',
    failing: `
import { Parallel } from 'manycore';

await Parallel(2).map((n) => ({ n, later: [Promise.resolve(n)] }), [1, 2, 3]);`,
    message: `
NotCloneableError: cannot send result back to the caller: it holds a Promise, which cannot be copied
    at result.later[0]
    hint: await it first and send the result`,
    fixed: `
import { Parallel } from 'manycore';

const results = await Parallel(2).map(async (n) => ({ n, later: [await Promise.resolve(n)] }), [1, 2, 3]);
console.log(results[0]); // { n: 1, later: [ 1 ] }`,
  },
  {
    name: 'TaskModuleError',
    code: 'ERR_TASK_MODULE',
    remedy: 'Look at the URL and the name of the export; the `cause`, where there is one, is the error of the import.',
    file: ['work.ts', 'export const twice = (n: number): number => 2 * n;'],
    failing: `
import { Parallel, task } from 'manycore';

await Parallel(2).map(task(new URL('./work.ts', import.meta.url), 'double'), [1, 2, 3]);`,
    message: `
TaskModuleError: "file:…work.ts" has no export "double"; it has twice`,
    fixed: `
import { Parallel, task } from 'manycore';
import type { twice } from './work.ts';

const fn = task<typeof twice>(new URL('./work.ts', import.meta.url), 'twice');
console.log(await Parallel(2).map(fn, [1, 2, 3])); // [ 2, 4, 6 ]`,
  },
  {
    name: 'TaskTimeoutError',
    code: 'ERR_TASK_TIMEOUT',
    remedy:
      'Raise `timeout`, split the task, or find out why it does not end. The time counts from the start of each task.',
    failing: `
import { Parallel } from 'manycore';

await Parallel({ nJobs: 2, timeout: 200 }).map((n) => {
  while (n === 2);
  return n;
}, [1, 2, 3]);`,
    message: `
TaskTimeoutError: the task ran longer than its timeout of 200 ms; raise timeout, or split the task`,
    fixed: `
import { Parallel } from 'manycore';

const results = await Parallel({ nJobs: 2, timeout: 200, onError: (_error, index) => \`no \${index}\` }).map((n) => {
  while (n === 2);
  return n;
}, [1, 2, 3]);
console.log(results); // [ 1, 'no 1', 3 ]`,
  },
  {
    name: 'CancelledError',
    code: 'ERR_CANCELLED',
    remedy:
      'Somebody called `terminate`, or the program was asked to stop by a signal. ' +
      'A call that is cancelled by an `AbortSignal` rejects with the reason of the signal instead.',
    failing: `
import { Pool } from 'manycore';

const pool = new Pool(2);
const endless = pool.submit(() => {
  for (;;);
});
await Promise.all([endless, pool.terminate()]);`,
    message: `
CancelledError: the pool was terminated`,
    fixed: `
import { Pool } from 'manycore';

const pool = new Pool(2);
const sum = pool.submit(Math.max, 1, 2, 3);
await pool.close(); // waits for what was submitted
console.log(await sum); // 3`,
  },
  {
    name: 'QueueFullError',
    code: 'ERR_QUEUE_FULL',
    remedy:
      "Submit no more while `pool.needsDrain`: wait for `'drain'`, use `map`, which takes its input as fast as it is done, or raise `maxQueue`.",
    failing: `
import { Pool } from 'manycore';

await using pool = new Pool({ maxWorkers: 1, maxQueue: 2 });
await Promise.all([1, 4, 9, 16].map((x) => pool.submit(Math.sqrt, x)));`,
    message: `
QueueFullError: the queue of the pool is at its limit of 2 waiting tasks; wait for the 'drain' event, submit fewer at a time, or raise maxQueue`,
    fixed: `
import { Pool } from 'manycore';

await using pool = new Pool({ maxWorkers: 1, maxQueue: 2 });
const results = [];
for (const x of [1, 4, 9, 16]) {
  if (pool.needsDrain) await new Promise<void>((resolve) => pool.once('drain', resolve));
  results.push(pool.submit(Math.sqrt, x));
}
console.log(await Promise.all(results)); // [ 1, 2, 3, 4 ]`,
  },
  {
    name: 'PoolClosedError',
    code: 'ERR_POOL_CLOSED',
    remedy: 'Close a pool when its work is done, and make a new one for new work.',
    failing: `
import { Pool } from 'manycore';

const pool = new Pool(2);
await pool.close();
await pool.submit(Math.sqrt, 9);`,
    message: `
PoolClosedError: the pool is closed; create a new one`,
    fixed: `
import { Pool } from 'manycore';

await using pool = new Pool(2); // closed where its block ends
console.log(await pool.submit(Math.sqrt, 9)); // 3`,
  },
  {
    name: 'InvalidStateError',
    code: 'ERR_INVALID_STATE',
    remedy: 'The message names what has to come before: the end of the task, or of the pool.',
    failing: `
import { Pool } from 'manycore';

await using pool = new Pool(2);
const result = pool.applyAsync(Math.sqrt, [9]);
console.log(result.successful());`,
    message: `
InvalidStateError: the result is not there yet; await wait() before successful()`,
    fixed: `
import { Pool } from 'manycore';

await using pool = new Pool(2);
const result = pool.applyAsync(Math.sqrt, [9]);
await result.wait();
console.log(result.successful()); // true`,
  },
  {
    name: 'WorkerLostError',
    code: 'ERR_WORKER_LOST',
    remedy:
      'Look for `process.exit()`, a native crash or the system running out of memory. Only the task that ran is lost; the ' +
      "others of its call keep their results with `onError: 'settle'` or `'skip'`, and `retry` gives it another try.",
    failing: `
import { Parallel } from 'manycore';

await Parallel({ nJobs: 2, backend: 'processes' }).map((n) => {
  if (n === 2) process.exit(7);
  return n;
}, [1, 2, 3]);`,
    message: `
WorkerLostError: a processes worker exited with code 7 while it ran the task; look for process.exit(), a native crash or a memory limit in the task`,
    fixed: `
import { Parallel } from 'manycore';

const results = await Parallel({ nJobs: 2, backend: 'processes' }).map((n) => (n === 2 ? undefined : n), [1, 2, 3]);
console.log(results); // [ 1, undefined, 3 ]`,
  },
  {
    name: 'WorkerOutOfMemoryError',
    code: 'ERR_WORKER_OUT_OF_MEMORY',
    remedy:
      'Raise `resourceLimits`, or give each task less data. Take processes for tasks that may run out of memory: V8 ends the ' +
      'whole program when a thread lacks the memory for a single array of more than 16 MB.',
    failing: `
import { Parallel } from 'manycore';

const options = { nJobs: 2, backend: 'processes', resourceLimits: { maxOldGenerationSizeMb: 40 } } as const;
await Parallel(options).map((n) => {
  const rows = [];
  for (;;) rows.push(new Array(1000).fill(n));
}, [1]);`,
    message: `
WorkerOutOfMemoryError: a processes worker ran out of memory while it ran the task; raise resourceLimits, or give each task less data`,
    fixed: `
import { Parallel } from 'manycore';

const options = { nJobs: 2, backend: 'processes', resourceLimits: { maxOldGenerationSizeMb: 40 } } as const;
const lengths = await Parallel(options).map((n) => {
  let length = 0;
  for (let row = 0; row < 10_000; row++) length += new Array(1000).fill(n).length;
  return length;
}, [1]);
console.log(lengths); // [ 10000000 ]`,
  },
  {
    name: 'UncaughtInTaskError',
    code: 'ERR_UNCAUGHT_IN_TASK',
    remedy:
      'Await every promise that a task starts, and catch errors inside timers and event listeners. The `cause` is the error.',
    failing: `
import { Parallel } from 'manycore';

const save = async (n: number) => {
  throw new Error(\`cannot save \${n}\`);
};
await Parallel(2).map(async (n) => {
  void save(n); // nobody waits for it
  await new Promise((resolve) => setTimeout(resolve, 1000));
}, [1]);`,
    message: `
UncaughtInTaskError: the task left a promise rejection unhandled, which ended its worker; await every promise (the reason is the cause)`,
    fixed: `
import { Parallel } from 'manycore';

const save = async (n: number) => {
  throw new Error(\`cannot save \${n}\`);
};
const outcomes = await Parallel({ nJobs: 2, onError: 'settle' }).map(async (n) => {
  await save(n);
}, [1]);
console.log(outcomes[0]?.status); // rejected`,
  },
  {
    name: 'WorkerStartError',
    code: 'ERR_WORKER_START',
    remedy: 'Look at `execArgv`, `env` and `resourceLimits`; what the worker wrote is in the message.',
    failing: `
import { Parallel } from 'manycore';

await Parallel({ nJobs: 2, execArgv: ['--no-such-option'] }).map(Math.sqrt, [1, 4, 9]);`,
    message: `
WorkerStartError: a threads worker cannot be started: Initiated Worker with invalid execArgv flags: --no-such-option; check execArgv, env, argv, resourceLimits and the limits of the system`,
    fixed: `
import { Parallel } from 'manycore';

const options = { nJobs: 2, execArgv: ['--disable-warning=ExperimentalWarning'] };
console.log(await Parallel(options).map(Math.sqrt, [1, 4, 9])); // [ 1, 2, 3 ]`,
  },
  {
    name: 'InitializerError',
    code: 'ERR_INITIALIZER',
    remedy:
      'The `cause` is the error of the initializer. No task ran. One that has not ended after `initializerTimeout` has no cause: ' +
      'the message names it.',
    failing: `
import { Parallel } from 'manycore';

const initializer = () => {
  throw new Error('no database');
};
await Parallel({ nJobs: 2, initializer }).map(Math.sqrt, [1, 4, 9]);`,
    message: `
InitializerError: the initializer of a worker failed, so no task could run (its error is the cause)`,
    fixed: `
import { Parallel } from 'manycore';

const initializer = (unit: string) => {
  process.title = unit;
};
const options = { nJobs: 2, backend: 'processes', initializer, initArgs: ['workers'] } as const;
console.log(await Parallel(options).map((n) => \`\${n} \${process.title}\`, [1])); // [ '1 workers' ]`,
  },
  {
    name: 'DisposedError',
    code: 'ERR_DISPOSED',
    remedy: 'Dispose a shared value when no call uses it any more; `using` does that at the end of its block.',
    failing: `
import { Parallel, share } from 'manycore';

const table = share(new Float64Array([10, 20, 30]));
table.dispose();
await Parallel(2).map((i) => table.value[i], [0, 2]);`,
    message: `
DisposedError: this shared value was disposed; dispose it when no call uses it any more, or share it again`,
    fixed: `
import { Parallel, share } from 'manycore';

using table = share(new Float64Array([10, 20, 30]));
console.log(await Parallel(2).map((i) => table.value[i], [0, 2])); // [ 10, 30 ]`,
  },
  {
    name: 'SpillFileError',
    code: 'ERR_SPILL_FILE',
    remedy:
      'Keep other programs, and tasks, from emptying the folder while calls run (`tempFolder`, `MANYCORE_TEMP_FOLDER`).',
    failing: `
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Parallel, share } from 'manycore';

const folder = mkdtempSync(join(tmpdir(), 'example-'));
process.env['MANYCORE_TEMP_FOLDER'] = folder;
using table = share(new Float64Array(1_000_000));
await Parallel({ nJobs: 2, backend: 'processes' }).map((i) => {
  rmSync(folder, { recursive: true, force: true });
  return table.value[i];
}, [0]);`,
    message: `
…SpillFileError…: the temporary file … cannot be read; keep other programs from cleaning that folder, and do not dispose what running tasks use`,
    fixed: `
import { Parallel, share } from 'manycore';

using table = share(new Float64Array(1_000_000));
console.log(await Parallel({ nJobs: 2, backend: 'processes' }).map((i) => table.value[i], [0])); // [ 0 ]`,
  },
  ...syncErrorExamples,
  ...arrayErrorExamples,
  {
    name: 'KernelMemoryError',
    code: 'ERR_KERNEL_MEMORY',
    remedy: 'Dispose what is no longer used, or work in parts.',
  },
  {
    name: 'KernelUnsupportedError',
    code: 'ERR_KERNEL_UNSUPPORTED',
    remedy: 'The message names what is in the way and what to use instead: other types, or another backend.',
  },
  {
    name: 'GpuUnavailableError',
    code: 'ERR_GPU_UNAVAILABLE',
    remedy:
      'The message says what is missing and what to install: the package `webgpu`, the Vulkan loader, a driver, or a newer ' +
      'driver. There is no silent fallback; take another backend where there is no GPU.',
    failing: `
import { gpuInfo } from 'manycore/kernel';

await gpuInfo({ device: 'Abacus' });`,
    message: `
GpuUnavailableError: no GPU here has a name with "Abacus" in it; there are …`,
    fixed: `
import { gpuInfo } from 'manycore/kernel';

const { name, isSoftware } = await gpuInfo();
console.log(typeof name, typeof isSoftware); // string boolean`,
  },
  {
    name: 'GpuLostError',
    code: 'ERR_GPU_LOST',
    remedy:
      'Everything that was in its memory is gone, and nothing of it is returned. The next call opens the GPU again; repeat ' +
      'the work from the data you have. A driver also resets the GPU when one kernel runs for seconds: split the work.',
  },
  {
    name: 'GpuOutOfMemoryError',
    code: 'ERR_GPU_OUT_OF_MEMORY',
    remedy:
      'Dispose what is no longer used, work in parts, or raise the limit (`MANYCORE_GPU_MEMORY`) where the GPU has more ' +
      'memory than the default allows.',
    failing: `
import { rawKernel } from 'manycore/kernel';

process.env['MANYCORE_GPU_MEMORY'] = '1 MiB';
const clear = rawKernel(\`
  @group(0) @binding(0) var<storage, read_write> x: array<f32>;
  @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) { x[id.x] = 0; }\`);
await clear([new Float32Array(1_000_000)], { size: 1_000_000 });`,
    message: `
GpuOutOfMemoryError: the GPU memory limit of 1 MiB is reached: 0.000 MiB are in use and 4 MiB more are needed; free buffers, or raise the limit (MANYCORE_GPU_MEMORY)`,
  },
  {
    name: 'ShaderError',
    code: 'ERR_SHADER',
    remedy: 'The message has the line, the column and the words of the WGSL compiler.',
    failing: `
import { rawKernel } from 'manycore/kernel';

const double = rawKernel(\`
  @group(0) @binding(0) var<storage, read_write> x: array<f32>;
  @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) { x[id.x] = 2 * y[id.x]; }\`);
await double([new Float32Array(64)], { size: 64 });`,
    message: `
ShaderError: the GPU program "main" does not compile:
3:98: unresolved value 'y'…`,
  },
  {
    name: 'KernelCompileError',
    code: 'ERR_KERNEL_COMPILE',
    remedy:
      'The message has the file, the line and the column, the code with a mark under what is meant, and what to write instead. ' +
      'A kernel computes with numbers, booleans, bigints and arrays of them.',
  },
  {
    name: 'ParallelError',
    code: 'ERR_KERNEL_BARRIER',
    remedy:
      'Every invocation of a workgroup must reach every `barrier()`: guard the reads and writes around it, not the barrier.',
  },
  {
    name: 'ParallelError',
    code: 'ERR_KERNEL_ONLY',
    remedy: '`barrier()`, `workgroupArray()`, `localIndex()` and `groupIndex()` have a meaning inside of kernels only.',
  },
  {
    name: 'ParallelError',
    code: 'ERR_NO_TASK',
    remedy: '`taskContext()` was called where no task runs.',
    failing: `
import { taskContext } from 'manycore';

console.log(taskContext().index);`,
    message: `
ParallelError: taskContext() was called outside a task; call it inside a function that map, run or submit runs`,
    fixed: `
import { Parallel, taskContext } from 'manycore';

console.log(await Parallel(2).map(() => taskContext().index, ['a', 'b'])); // [ 0, 1 ]`,
  },
  {
    name: 'ParallelError',
    code: 'ERR_NODE_VERSION',
    remedy: 'Node is older than 22.19: the message says which one runs. Install a newer one.',
  },
  {
    name: 'ParallelError',
    code: 'ERR_INTERNAL',
    remedy: 'The library itself is wrong. Please report it, with the message and its stack.',
  },
];
