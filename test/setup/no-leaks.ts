/**
 * Fails a test file that leaves a worker thread, a child process, an open handle, a spill file or a GPU buffer behind, and says
 * which.
 */

import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { liveGpuBuffers } from '../../src/backends/gpu/live-buffers.ts';

/** How long what was asked to end may take to do so, in milliseconds; less where something is left on purpose. */
const GRACE_MS = Number(process.env['LEAK_GRACE_MS'] ?? 30_000);

/** Handles that our code opens; timers, file requests and the like come and go with the test runner itself. */
const watchedKinds = new Set([
  'MessagePort',
  'ProcessWrap',
  'PipeWrap',
  'TCPServerWrap',
  'TCPSocketWrap',
  'FSEventWrap',
]);

const workers = new Map<Worker, string>();
const children = new Map<ChildProcess, string>();
let before = new Map<string, number>();
/** Whether an attempt at a test failed: what it did not come to close says nothing about the rest of the file. */
let attemptFailed = false;

// Node announces each thread and child here, those that are unref()ed too.
subscribe('worker_threads', (message) => {
  const { worker } = message as { worker: Worker };
  workers.set(worker, `thread ${worker.threadId}`);
  worker.once('exit', () => workers.delete(worker));
});
subscribe('child_process', (message) => {
  const { process: child } = message as { process: ChildProcess };
  children.set(child, '');
  child.once('exit', () => children.delete(child));
  child.once('error', () => child.pid === undefined && children.delete(child));
});

function countHandles(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (watchedKinds.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // not there, or gone meanwhile
  }
}

/** Files of this process on their way to workers: each call removes its own. The folder stays until the process ends. */
function spillFiles(): string[] {
  const own = `manycore-${process.pid}-`;
  const roots = new Set(['/dev/shm', tmpdir()]);
  const folders = [...roots].flatMap((root) =>
    filesIn(root).flatMap((name) => (name.startsWith(own) ? [path.join(root, name)] : [])),
  );
  return folders.flatMap((folder) => filesIn(folder).map((name) => path.join(folder, name)));
}

function leftovers(): string[] {
  const found = [...workers.values()].map((name) => `worker ${name}`);
  for (const child of children.keys()) {
    found.push(`child process ${child.pid}: ${child.spawnargs.join(' ').slice(0, 200)}`);
  }
  for (const [kind, count] of countHandles()) {
    const more = count - (before.get(kind) ?? 0);
    if (more > 0) found.push(`${more} x ${kind}`);
  }
  if (liveGpuBuffers() > 0) found.push(`${liveGpuBuffers()} GPU buffers`);
  found.push(...spillFiles().map((file) => `spill file ${file}`));
  return found;
}

async function endLeftovers(): Promise<void> {
  for (const child of children.keys()) child.kill('SIGKILL');
  for (const file of spillFiles()) rmSync(path.dirname(file), { recursive: true, force: true });
  await Promise.all([...workers.keys()].map((worker) => worker.terminate()));
}

beforeAll(() => {
  before = countHandles();
  attemptFailed = false;
});

afterEach(({ task }) => {
  attemptFailed ||= task.result?.errors !== undefined && task.result.errors.length > 0;
  const timedOut = task.result?.errors?.some((error) => error.message.includes('timed out'));
  if (!timedOut) return;
  const alive = leftovers();
  console.error(`"${task.name}" did not settle. Alive: ${alive.length === 0 ? 'nothing of ours' : alive.join('; ')}`);
  console.error(`Active resources: ${process.getActiveResourcesInfo().join(', ')}`);
});

// Registered before the hooks of the test file, so it runs after them.
afterAll(async () => {
  const deadline = performance.now() + GRACE_MS;
  while (leftovers().length > 0 && performance.now() < deadline) await sleep(10);
  const found = leftovers();
  if (found.length === 0) return;
  await endLeftovers();
  const what = `this file leaves alive: ${found.join('; ')}; close what it opened (await using, close(), terminate())`;
  if (!attemptFailed) throw new Error(what);
  console.error(`${what}. A failed attempt is counted as that, and not once more for what it left.`);
}, 4 * GRACE_MS);
