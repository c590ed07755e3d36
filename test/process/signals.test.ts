/** What becomes of a program with a call under way when it is asked to stop. */

import { describe, expect, it } from 'vitest';
import { start } from './processes.ts';

/** All processes of a program are gone this soon after it, in milliseconds. */
const SOON_MS = 15_000;

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

it.each(['SIGINT', 'SIGTERM'] as const)('sequential: %s ends a call quietly between its tasks', async (signal) => {
  const program = start('calls.mjs', ['sequential', 'sleep']);
  await program.printed('running');
  program.child.kill(signal);
  const { code, stderr } = await program.ending;
  expect({ code, stderr }).toEqual({ code: exitCodes[signal], stderr: '' });
});

describe.each(['threads', 'processes'])('%s', (backend) => {
  describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
    it.each(['sleep', 'loop', 'short'])('ends everything, quietly: %s', async (tasks) => {
      const program = start('calls.mjs', [backend, tasks]);
      await program.printed('running');
      const asked = performance.now();
      program.child.kill(signal);
      const { code, stdout, stderr } = await program.ending;
      expect({ code, stdout, stderr }).toEqual({ code: exitCodes[signal], stdout: 'running\n', stderr: '' });
      expect(performance.now() - asked).toBeLessThan(SOON_MS);
      await expect.poll(() => program.alive(), { timeout: SOON_MS }).toEqual([]);
    });

    it("with the program's own handler, a pool lives on", async () => {
      const program = start('surviving-pool.mjs', [backend, signal]);
      const { code, stdout, stderr } = await program.ending;
      expect({ code, stdout, stderr }).toEqual({
        code: 0,
        stdout: 'handler\nERR_CANCELLED,ERR_CANCELLED\n2 4,6\n',
        stderr: '',
      });
      await expect.poll(() => program.alive(), { timeout: SOON_MS, interval: 20 }).toEqual([]);
    });

    it("with the program's own handler, the call rejects and the program goes on", async () => {
      const program = start('calls.mjs', [backend, 'loop', 'handler']);
      await program.printed('running');
      program.child.kill(signal);
      const { code, stdout, stderr } = await program.ending;
      expect(stdout).toBe(`running\nhandler: ${signal}\nrejected: CancelledError ERR_CANCELLED\nagain: 2,4,6\n`);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      await expect.poll(() => program.alive(), { timeout: SOON_MS }).toEqual([]);
    });
  });

  it.each(['sleep', 'loop', 'short'])('Ctrl-C reaches the whole group: %s', async (tasks) => {
    const program = start('calls.mjs', [backend, tasks], { ownGroup: true });
    await program.printed('running');
    process.kill(-program.child.pid!, 'SIGINT');
    const { code, stdout, stderr } = await program.ending;
    expect({ code, stdout, stderr }).toEqual({ code: 130, stdout: 'running\n', stderr: '' });
    await expect.poll(() => program.alive(), { timeout: SOON_MS }).toEqual([]);
  });

  it('Ctrl-C while the workers start', async () => {
    const program = start('calls.mjs', [backend, 'loop', 'say when sent'], { ownGroup: true });
    await program.printed('sent');
    process.kill(-program.child.pid!, 'SIGINT');
    const { code, stderr } = await program.ending;
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    await expect.poll(() => program.alive(), { timeout: SOON_MS }).toEqual([]);
  });

  it.each([
    ['a stream', 'stream', 130],
    ['single tasks', 'submit', 130],
    ['no call, but idle workers', 'idle', null],
  ])('Ctrl-C with %s under way', async (_what, how, exitCode) => {
    const program = start('calls.mjs', [backend, 'loop', how], { ownGroup: true });
    await program.printed('running');
    process.kill(-program.child.pid!, 'SIGINT');
    const { code, signal, stderr } = await program.ending;
    expect({ code, signal, stderr }).toEqual({
      code: exitCode,
      signal: exitCode === null ? 'SIGINT' : null,
      stderr: '',
    });
    await expect.poll(() => program.alive(), { timeout: SOON_MS }).toEqual([]);
  });

  it('Ctrl-C is not lost while the program computes right after a call', async () => {
    const program = start('calls.mjs', [backend, 'loop', 'busy']);
    await program.printed('running');
    program.child.kill('SIGINT');
    // No call runs any more when it is noticed, so it does what it does without handlers.
    const { code, signal, stderr } = await program.ending;
    expect({ code, signal, stderr }).toEqual({ code: null, signal: 'SIGINT', stderr: '' });
  });

  it('a second Ctrl-C at once', async () => {
    const program = start('calls.mjs', [backend, 'loop'], { ownGroup: true });
    await program.printed('running');
    for (let i = 0; i < 2; i++) process.kill(-program.child.pid!, 'SIGINT');
    expect((await program.ending).code).toBe(130);
    await expect.poll(() => program.alive(), { timeout: SOON_MS }).toEqual([]);
  });

  it.each([
    ['exit', 7],
    ['throw', 1],
  ])('no worker outlives a program that ends during a call: %s', async (how, exitCode) => {
    const program = start('calls.mjs', [backend, 'loop', how]);
    await program.printed('running');
    const { code, stderr } = await program.ending;
    expect(code).toBe(exitCode);
    expect(stderr.includes('uncaught in main')).toBe(how === 'throw');
    await expect.poll(() => program.alive(), { timeout: SOON_MS }).toEqual([]);
  });
});
