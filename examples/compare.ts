/**
 * Runs each of the three apps on a library and on the drop-in for it, in turn, and compares what they print and how long they take.
 *
 *   node examples/compare.ts                 prints a table
 *   node examples/compare.ts --rounds 5      default 3; the table has the medians
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

interface App {
  readonly folder: string;
  readonly peer: string;
  readonly what: string;
  readonly flags?: readonly string[];
}

const apps: readonly App[] = [
  { folder: 'resize-server', peer: 'piscina', what: 'an HTTP server that resizes pictures' },
  { folder: 'build-assets', peer: 'tinypool', what: 'a build step that hashes and compresses files' },
  { folder: 'csv-import', peer: 'workerpool', what: 'an import of a CSV file, on threads' },
  { folder: 'csv-import', peer: 'workerpool', what: 'the same on processes', flags: ['--type', 'process'] },
];

interface Run {
  readonly output: string;
  readonly ms: number;
}

/** Runs an app; the time is that of the whole program. */
async function runApp({ folder, flags = [] }: App, pool: string): Promise<Run> {
  const main = fileURLToPath(new URL(`./${folder}/main.ts`, import.meta.url));
  const started = performance.now();
  const child = spawn(process.execPath, [main, '--pool', pool, ...flags], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close') as Promise<[number | null]>]);
  if (code !== 0) throw new Error(`${folder} with ${pool} ended with ${code}`);
  return { output, ms: performance.now() - started };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

/** One row of the table. */
async function compare(app: App, rounds: number): Promise<string> {
  const dropIn = `manycore/compat/${app.peer}`;
  const times: Record<string, number[]> = { [app.peer]: [], [dropIn]: [] };
  const outputs = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    // Each begins every other round.
    for (const pool of round % 2 === 0 ? [app.peer, dropIn] : [dropIn, app.peer]) {
      const { output, ms } = await runApp(app, pool);
      outputs.add(output);
      times[pool]?.push(ms);
    }
  }
  const [peerMs, ourMs] = [app.peer, dropIn].map((pool) => median(times[pool] ?? [])) as [number, number];
  const same = outputs.size === 1 ? 'the same' : 'DIFFERENT';
  const seconds = (ms: number): string => (ms / 1000).toFixed(2);
  return `| ${app.what} (\`${app.folder}\`) | ${app.peer}: ${seconds(peerMs)} s | ${seconds(ourMs)} s | ${(ourMs / peerMs).toFixed(2)} | ${same} |`;
}

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
console.log('| app | library | drop-in | ratio | output |\n| --- | --- | --- | --- | --- |');
for (const app of apps) console.log(await compare(app, Number(options.rounds)));
