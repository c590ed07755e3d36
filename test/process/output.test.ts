/** What tasks print arrives where it should, whole. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { fixture, start } from './processes.ts';

const LINES = 50_000;

const linesOf = (text: string): string[] => text.split('\n').slice(0, -1).sort();

async function run(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await start('prints.mjs', args).ending;
  expect(code, stderr).toBe(0);
  return { stdout, stderr };
}

describe.each(['threads', 'processes'])('%s', (backend) => {
  it('inherit: console and process.stdout go to the streams of the program', async () => {
    const { stdout, stderr } = await run(backend, 'inherit', 'each');
    expect(linesOf(stdout)).toEqual(['log 0 ü', 'log 1 ü', 'write 0', 'write 1']);
    expect(linesOf(stderr)).toEqual(['error 0', 'error 1']);
  });

  it('inherit: nothing is lost before process.exit', async () => {
    const { stdout, stderr } = await run(backend, 'inherit', 'exit');
    expect(linesOf(stdout)).toEqual(['last words of 0', 'last words of 1', 'log 0', 'log 1']);
    expect(linesOf(stderr)).toEqual(['error 0', 'error 1']);
  });

  it.each([
    ['stdout', 'flood'],
    ['stderr', 'flood of errors'],
  ] as const)('inherit: a flood on %s arrives, each line whole', async (stream, what) => {
    const lines = (await run(backend, 'inherit', what))[stream].split('\n').slice(0, -1);
    expect(lines.length).toBe(2 * LINES);
    expect(lines.filter((line) => !/^[01] \d{8} x{40}$/.test(line))).toEqual([]);
    expect(new Set(lines).size).toBe(2 * LINES);
  });

  it('prefix: the name of a worker before each line', async () => {
    const { stdout, stderr } = await run(backend, 'prefix', 'each');
    const name = new RegExp(`^\\[${backend} [12]\\] `);
    expect(linesOf(stdout).every((line) => name.test(line))).toBe(true);
    expect(linesOf(stdout.replaceAll(/^\[\w+ \d\] /gm, ''))).toEqual(['log 0 ü', 'log 1 ü', 'write 0', 'write 1']);
    expect(linesOf(stderr.replaceAll(/^\[\w+ \d\] /gm, ''))).toEqual(['error 0', 'error 1']);
  });

  it('prefix: a flood arrives, each line whole and in the order of its task', async () => {
    const { stdout } = await run(backend, 'prefix', 'flood');
    const lines = stdout.split('\n').slice(0, -1);
    for (const task of ['0', '1']) {
      const own = lines.filter((line) => line.includes(`] ${task} `)).map((line) => Number(line.split(' ')[3]));
      expect(own).toEqual(Array.from({ length: LINES }, (_, i) => i));
    }
  });

  it.each(['each', 'exit'])('pipe: onOutput hears it, with the task (%s)', async (what) => {
    const { stdout, stderr } = await run(backend, 'pipe', what);
    const said = (n: number) => (what === 'each' ? `log ${n} ü\nwrite ${n}\n` : `log ${n}\nlast words of ${n}\n`);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      'stdout of 0': said(0),
      'stdout of 1': said(1),
      'stderr of 0': 'error 0\n',
      'stderr of 1': 'error 1\n',
    });
  });

  it('pipe: a flood arrives, in order', async () => {
    expect((await run(backend, 'pipe', 'flood')).stdout).toBe('task 0: whole\ntask 1: whole\n');
  });

  it('pipe: what nobody listens to is printed', async () => {
    const { stdout } = await run(backend, 'pipe', 'nobody listens');
    expect(linesOf(stdout)).toEqual(['log 0 ü', 'log 1 ü', 'write 0', 'write 1']);
  });

  it('ignore: nothing comes', async () => {
    expect(await run(backend, 'ignore', 'flood')).toEqual({ stdout: '', stderr: '' });
  });

  it.each(['inherit', 'prefix', 'pipe'])(
    '%s: a reader that goes away (| head -1) ends nothing badly',
    async (stdio) => {
      const what = stdio === 'pipe' ? 'nobody listens' : 'flood';
      const shell = spawn(
        '/bin/sh',
        ['-c', '"$0" "$@" | head -1', process.execPath, fixture('prints.mjs'), backend, stdio, what],
        {
          cwd: fixture('../../..'),
          stdio: ['ignore', 'pipe', 'pipe'],
          timeout: 45_000,
          killSignal: 'SIGKILL',
        },
      );
      let stdout = '';
      shell.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      const started = performance.now();
      const [code] = (await once(shell, 'close')) as [number | null];
      expect(code).toBe(0);
      expect(stdout.split('\n').length).toBe(2);
      expect(performance.now() - started).toBeLessThan(40_000);
    },
  );
});
