/** Programs started in every way that Node has: flags, permissions, from a string, from standard input, from CommonJS. */

import { describe, expect, it } from 'vitest';
import { type Ending, fixture, type ProgramOptions, RunningProgram, start } from './processes.ts';

const three = 'sequential,threads,processes';
const RESULT = JSON.stringify([
  [3, 200_000.5, '\n'],
  [6, 200_000.5, '\n'],
]);
const everywhere = three
  .split(',')
  .map((backend) => `${backend} ${RESULT}\n`)
  .join('');

const run = (args: readonly string[], options?: ProgramOptions): Promise<Ending> =>
  start('environment.mjs', args, options).ending;

describe('flags of Node', () => {
  it.each([
    '--experimental-vm-modules',
    '--max-old-space-size=200',
    '--stack-size=600',
    '--expose-gc',
    '--enable-source-maps',
    '--no-addons',
    '--import=data:text/javascript,globalThis.x=1',
    '--disable-proto=throw',
    '--disallow-code-generation-from-strings',
    '--unhandled-rejections=warn',
    '--throw-deprecation',
    '--title=program',
    '--inspect=0',
  ])('%s', async (flag) => {
    const { code, stdout, stderr } = await run([three], { execArgv: [flag] });
    expect(stdout, stderr).toBe(everywhere);
    expect(code).toBe(0);
  });

  it('in NODE_OPTIONS', async () => {
    const { code, stdout } = await run([three], { env: { NODE_OPTIONS: '--max-old-space-size=200 --no-warnings' } });
    expect({ code, stdout }).toEqual({ code: 0, stdout: everywhere });
  });

  it('given to the workers alone', async () => {
    const options = JSON.stringify({ execArgv: ['--no-warnings', '--experimental-vm-modules'], env: { ONLY: 'this' } });
    const { code, stdout, stderr } = await run(['threads,processes', options]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`threads ${RESULT}\nprocesses ${RESULT}\n`);
  });

  it('--watch', async () => {
    const program = start('environment.mjs', [three], { execArgv: ['--watch'] });
    await program.printed('Completed running');
    expect(program.stdout).toContain(everywhere);
    program.child.kill('SIGTERM');
    await program.ending;
    await expect.poll(() => program.alive(), { timeout: 15_000 }).toEqual([]);
  });

  it('--permission refuses by name what it does not allow', async () => {
    const { stderr } = await run(['threads'], { execArgv: ['--permission', '--allow-fs-read=*'] });
    expect(stderr).toMatch(/ERR_CLOSURE[\s\S]*hint: .*--allow-inspector|--allow-inspector[\s\S]*ERR_CLOSURE/);
  });
});

describe('where the program is', () => {
  const esm = `import os from 'node:os'; import { Parallel } from 'manycore'; const factor = 3;
    const twice = (n) => n * 2;
    for (const backend of ['sequential', 'threads', 'processes'])
      console.log(backend, (await Parallel({ nJobs: 2, backend }).map((n) => twice(n) * factor + os.EOL.length, [1, 2])).join());`;
  const cjs = `const os = require('node:os'); const { Parallel } = require('manycore'); const factor = 3;
    const twice = (n) => n * 2;
    (async () => { for (const backend of ['sequential', 'threads', 'processes'])
      console.log(backend, (await Parallel({ nJobs: 2, backend }).map((n) => twice(n) * factor + os.EOL.length, [1, 2])).join()); })();`;
  const printed = 'sequential 7,13\nthreads 7,13\nprocesses 7,13\n';

  it.each([
    ['node -e', ['-e', cjs], {}],
    ['node --input-type=module -e', ['--input-type=module', '-e', esm], {}],
    ['node --input-type=module, from standard input', ['--input-type=module', '-'], { stdin: esm }],
    ['node, from standard input', ['-'], { stdin: cjs }],
    ['node -p', ['-p', `${cjs}; ''`], {}],
  ])('%s', async (_name, args, options) => {
    const { code, stdout, stderr } = await new RunningProgram(args, options).ending;
    expect(stdout.trim(), stderr).toBe(printed.trim());
    expect(code).toBe(0);
  });

  it.each(['require.cjs', 'import.cjs'])('CommonJS: %s', async (name) => {
    const { code, stdout, stderr } = await start(name).ending;
    expect(stdout, stderr).toBe(printed.replaceAll('7,13', 'a/2,a/3'));
    expect(code).toBe(0);
  });

  it('a worker thread of the program', async () => {
    const { code, stdout, stderr } = await start('in-worker.mjs', [three]).ending;
    expect(stdout, stderr).toBe(everywhere);
    expect(code).toBe(0);
  });

  it('a folder with spaces and odd letters', async () => {
    const program = new RunningProgram([fixture('odd näme/a b.mjs')]);
    const { code, stdout, stderr } = await program.ending;
    expect(stdout, stderr).toBe(printed.replaceAll('7,13', '2,3'));
    expect(code).toBe(0);
  });
});

it('a task that speaks on parentPort is heard by nobody and does no harm', async () => {
  const program = new RunningProgram([
    '--input-type=module',
    '-e',
    `import { Parallel } from 'manycore';
     console.log((await Parallel({ nJobs: 2, backend: 'threads' }).map(async (n) => {
       const { parentPort } = await import('node:worker_threads');
       parentPort.postMessage({ n }); parentPort.postMessage(null); parentPort.postMessage(undefined);
       await new Promise((resolve) => setTimeout(resolve, 50));
       return n + 1;
     }, [1, 2, 3])).join());`,
  ]);
  const { code, stdout, stderr } = await program.ending;
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '2,3,4\n', stderr: '' });
});
