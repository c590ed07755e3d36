/**
 * The programs in the READMEs of the three libraries, as they are there: they print the same when nothing but the name of the module
 * is changed.
 */

import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const LIMIT_MS = 60_000;

/** Inside the package, where the libraries are found; this one is installed there. */
const folder = path.resolve('.cache', `readme-${process.pid}`);
beforeAll(() => {
  mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  symlinkSync(path.resolve('.'), path.join(folder, 'node_modules', 'manycore'), 'junction');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const blocksOf = (peer: string): string[] =>
  [...readFileSync(path.join('node_modules', peer, 'README.md'), 'utf8').matchAll(/```js\n([\s\S]*?)```/g)].map(
    ([, code]) => code as string,
  );

interface Program {
  readonly title: string;
  readonly peer: string;
  /** What the block with the program holds, and that with its worker file. */
  readonly main: string;
  readonly worker?: string;
  readonly files: readonly [main: string, worker: string];
  /** Lines that a program needs at its end, where the README leaves a pool open. */
  readonly end?: string;
  readonly prints: string;
  /** It ends the pool while it gives it more to do: the library never settles that, and how often it prints depends on the machine. */
  readonly losesResults?: boolean;
}

const commonJs = ['main.cjs', 'worker.js'] as const;
const modules = ['main.mjs', 'worker.mjs'] as const;
const exit = '\nsetTimeout(() => process.exit(), 1500);\n';

const programs: readonly Program[] = [
  {
    title: 'threads',
    peer: 'tinypool',
    main: 'await pool.destroy()',
    worker: 'return a + b',
    files: modules,
    prints: '10\n',
  },
  {
    title: 'a port to a thread',
    peer: 'tinypool',
    main: "port2.on('message'",
    worker: "port.on('message'",
    files: modules,
    prints: 'Main thread received: Hello from worker thread!\n',
  },
  {
    title: 'processes',
    peer: 'tinypool',
    main: "runtime: 'child_process',\n  filename: new URL('./worker.mjs', import.meta.url),\n})\nconst result",
    worker: 'return a + b',
    files: modules,
    end: exit,
    prints: '10\n',
  },
  {
    title: 'a channel to a process',
    peer: 'tinypool',
    main: 'onMessage: (listener)',
    worker: 'process.send(',
    files: modules,
    end: exit,
    prints: "[\n  {\n    received: 'Hello from main process',\n    response: 'Hello from worker'\n  }\n]\n",
  },
  {
    title: 'CommonJS',
    peer: 'piscina',
    main: 'path.resolve(__dirname',
    worker: 'module.exports = ({ a, b }) => {\n  return a + b',
    files: commonJs,
    prints: '10\n',
  },
  {
    title: 'an asynchronous worker',
    peer: 'piscina',
    main: 'path.resolve(__dirname',
    worker: 'Fake some async',
    files: commonJs,
    prints: '10\n',
  },
  {
    title: 'modules',
    peer: 'piscina',
    main: 'new URL("./worker.mjs"',
    worker: 'export default ({ a, b })',
    files: modules,
    prints: '10\n',
  },
  {
    title: 'several functions',
    peer: 'piscina',
    main: 'Promise.all([',
    worker: 'add.multiply',
    files: commonJs,
    prints: '',
  },
  {
    title: 'an AbortController',
    peer: 'piscina',
    main: 'new AbortController()',
    worker: 'Fake some async',
    files: commonJs,
    prints: 'The task was canceled',
  },
  {
    title: 'an EventEmitter',
    peer: 'piscina',
    main: 'new EventEmitter()',
    worker: 'Fake some async',
    files: commonJs,
    prints: 'The task was canceled',
  },
  {
    title: 'functions that are sent',
    peer: 'workerpool',
    main: "console.log('result', result); // outputs 7",
    files: commonJs,
    prints: 'result 7\n',
  },
  {
    title: 'a worker file',
    peer: 'workerpool',
    main: "workerpool.pool(__dirname + '/myWorker.js')",
    worker: 'fibonacci: fibonacci,',
    files: ['main.cjs', 'myWorker.js'],
    prints: 'Result: 55\n',
    losesResults: true,
  },
];

/** The block that holds this text. @throws Error when the README has changed. */
function block(peer: string, text: string): string {
  const found = blocksOf(peer).find((code) => code.includes(text));
  if (found === undefined) throw new Error(`the README of ${peer} has no program with ${JSON.stringify(text)}`);
  return found;
}

async function outputOf(program: Program, id: string, into: string): Promise<string> {
  const { peer, main, worker, files, end = '' } = program;
  const renamed = (code: string): string => code.replaceAll(/(["'])(tinypool|piscina|workerpool)\1/g, `'${id}'`);
  mkdirSync(into, { recursive: true });
  writeFileSync(path.join(into, 'package.json'), '{ "type": "commonjs" }');
  writeFileSync(path.join(into, files[0]), renamed(block(peer, main)) + end);
  if (worker !== undefined) writeFileSync(path.join(into, files[1]), renamed(block(peer, worker)));
  const { stdout } = await run(process.execPath, [path.join(into, files[0])], { timeout: LIMIT_MS });
  return stdout;
}

describe.each(programs)('$peer: $title', (program) => {
  it('prints the same', { timeout: 4 * LIMIT_MS + 5000 }, async () => {
    const at = path.join(folder, `${program.peer}-${programs.indexOf(program)}`);
    let before = '';
    // The program with a port closes it as soon as its task has ended: the library may be too late to hear the message before it.
    for (let attempt = 0; attempt < 3 && !before.includes(program.prints); attempt++) {
      before = await outputOf(program, program.peer, path.join(at, 'library'));
    }
    expect(before).toContain(program.prints);
    const after = await outputOf(program, `manycore/compat/${program.peer}`, path.join(at, 'drop-in'));
    // One prints from a worker and from the program, in an order that nobody promises.
    const lines = (text: string): string[] => {
      const all = text.split('\n').toSorted();
      return program.losesResults === true ? [...new Set(all)] : all;
    };
    expect(lines(after)).toEqual(lines(before));
  });
});
