/** How programs that use the package end: by themselves, and killed. */

import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, start } from './processes.ts';

/** A killed program's children are gone this soon, in milliseconds. */
const GONE_MS = 15_000;
/** A program ends this soon after its last result, in milliseconds: long before its idle workers would. */
const QUICK_MS = 40_000;

/** Where there is no shell to see to it, children do it themselves. */
const systems = [
  ['with a shell', {}],
  ['without a shell', { env: { NODE_OPTIONS: `--require=${fixture('no-shell.cjs')}` } }],
] as const;

const ways = [
  'shared workers',
  'an open pool',
  'a pool that was never used',
  'a call nobody awaits',
  'a task nobody awaits',
  'a stream that was left',
  'a cancelled endless loop',
  'a failed call',
];

describe.each(['sequential', 'threads', 'processes'])('%s', (backend) => {
  const possible = ways.filter((how) => backend !== 'sequential' || how !== 'a cancelled endless loop');
  it.each(possible)('ends by itself, soon and with nothing left: %s', async (how) => {
    const program = start('ends.mjs', [backend, how]);
    await program.printed('done');
    const done = performance.now();
    const { code, stdout, stderr } = await program.ending;
    expect(performance.now() - done).toBeLessThan(QUICK_MS);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'done\n', stderr: '' });
    await expect.poll(() => program.alive(), { timeout: GONE_MS }).toEqual([]);
  });
});

describe.each(systems)('kill -9 of a program leaves nothing alive, %s', (_system, options) => {
  it.each([
    ['calls.mjs', ['processes', 'sleep']],
    ['calls.mjs', ['processes', 'loop']],
    ['calls.mjs', ['processes', 'short']],
    ['late.mjs', []],
    ['nested.mjs', ['threads']],
    ['nested.mjs', ['processes']],
  ])('%s %s', async (name, args) => {
    const program = start(name, args, options);
    await program.printed('running');
    expect(program.alive().length).toBeGreaterThan(2);
    program.child.kill('SIGKILL');
    await expect.poll(() => program.alive(), { timeout: GONE_MS, interval: 20 }).toEqual([]);
  });

  it('also while its children start', async () => {
    const program = start('calls.mjs', ['processes', 'loop', 'say when sent'], options);
    await program.printed('sent');
    program.child.kill('SIGKILL');
    await expect.poll(() => program.alive(), { timeout: GONE_MS, interval: 20 }).toEqual([]);
  });

  it('also in the turn in which a child is started and given its task', async ({ onTestFinished }) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'early-death-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const program = start('early-death.mjs', [path.join(folder, 'begun')], options);
    await once(program.child, 'exit');
    await expect.poll(() => program.alive(), { timeout: GONE_MS, interval: 20 }).toEqual([]);
    expect(await program.ending).toMatchObject({ signal: 'SIGKILL', stdout: '', stderr: '' });
    expect(readdirSync(folder)).toEqual(['begun']);
  });

  it('and with a group of its own, killed as a group', async () => {
    const program = start('calls.mjs', ['processes', 'loop'], { ...options, ownGroup: true });
    await program.printed('running');
    process.kill(-program.child.pid!, 'SIGKILL');
    await expect.poll(() => program.alive(), { timeout: GONE_MS, interval: 20 }).toEqual([]);
  });

  it('nor does the end of a thread', async () => {
    const program = start('children-of-a-thread.mjs', [], options);
    await program.printed('running');
    expect(program.alive().length).toBeGreaterThan(1);
    await program.printed('ended');
    await expect.poll(() => program.alive().length, { timeout: GONE_MS, interval: 20 }).toBe(1);
    program.child.kill('SIGKILL');
    await program.ending;
  });
});

const hasProc = existsSync('/proc/self/stat');

it.runIf(hasProc)('a thread that ends leaves no zombies of its own children', async () => {
  const { code, stdout, stderr } = await start('zombies.mjs').ending;
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '2 3\n2 3\n0 processes\n', stderr: '' });
});
