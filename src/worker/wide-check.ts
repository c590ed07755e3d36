/**
 * Entry of a child process that runs a kernel as it is and in V8's 256-bit mode, and compares. A fault of that mode, which is
 * experimental, then costs this process and not the program's.
 */

import process from 'node:process';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { WideTrial, WideVerdict } from '../core/wide-trial.ts';
import { webAssembly } from '../core/web-assembly.ts';
import type { WasmModule } from '../core/web-assembly.ts';
import { compileWide } from '../platform/wide-module.ts';
import { haveSameResults, openTrial } from './run-trial.ts';

/** How long each mode is timed: long enough for V8 to optimise the usual one. */
const TIMING_MS = 60;

/** After this it is no use any more. */
const LIMIT_MS = 5000;

/** @returns What a module wrote, and its best time. */
function timeTrial(module: WasmModule, trial: WideTrial): { results: Uint8Array[]; bestMs: number } {
  const { run, results: read } = openTrial(module, trial);
  run();
  const results = read();
  const until = performance.now() + TIMING_MS;
  let bestMs = Infinity;
  while (performance.now() < until) {
    const start = performance.now();
    run();
    bestMs = Math.min(bestMs, performance.now() - start);
  }
  return { results, bestMs };
}

function judge(trial: WideTrial): WideVerdict {
  const plain = timeTrial(new webAssembly.Module(trial.bytes), trial);
  const wide = timeTrial(compileWide(trial.wideBytes), trial);
  const isSame = haveSameResults(trial, plain.results, wide.results);
  return { isSame, plainMs: plain.bestMs, wideMs: wide.bestMs };
}

/** The kernel runs on a thread, so that this process hears when its parent is gone, even from a kernel that never ends. */
function serve(): void {
  process.once('disconnect', () => process.exit(0));
  process.once('message', (trial: WideTrial) => {
    setTimeout(() => process.exit(1), LIMIT_MS);
    const thread = new Worker(new URL(import.meta.url), { workerData: trial, execArgv: [] });
    thread.once('error', () => process.exit(1));
    thread.once('message', (verdict: WideVerdict) => process.send?.(verdict, () => process.exit(0)));
  });
}

if (isMainThread) serve();
else parentPort?.postMessage(judge(workerData as WideTrial));
