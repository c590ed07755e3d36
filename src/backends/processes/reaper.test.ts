import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { Reaper } from './reaper.ts';

function sleeper(): ChildProcess {
  const child = spawn('/bin/sleep', ['600']);
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

function openReaper(): Reaper {
  const reaper = new Reaper();
  onTestFinished(() => reaper.close());
  return reaper;
}

/** Resolves when the child is in the book. */
const watch = (reaper: Reaper, child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('exit', () => reaper.remove(child.pid!));
    reaper.add(child.pid!, resolve);
  });

it('starts another shell when its shell is killed, which kills all children when we end', async () => {
  const reaper = openReaper();
  const children = [sleeper(), sleeper()];
  await Promise.all(children.map((child) => watch(reaper, child)));
  const first = reaper.watcherPid!;
  process.kill(first, 'SIGKILL');
  await expect.poll(() => reaper.watcherPid, { timeout: 20_000 }).not.toBeOneOf([first, undefined]);
  const late = sleeper();
  await watch(reaper, late);
  const ends = [...children, late].map((child) => once(child, 'exit'));
  reaper.close(); // closes the pipe, as our end does
  expect(await Promise.all(ends)).toEqual(ends.map(() => [null, 'SIGKILL']));
}, 60_000);

it('watches a child that is started while the shell is dead and nobody knows', async () => {
  const reaper = openReaper();
  const early = sleeper();
  await watch(reaper, early);
  process.kill(reaper.watcherPid!, 'SIGKILL');
  const late = sleeper(); // in the turn in which the shell dies
  await watch(reaper, late);
  const first = reaper.watcherPid;
  await expect.poll(() => reaper.watcherPid, { timeout: 20_000 }).not.toBeOneOf([first, undefined]);
  const ends = [early, late].map((child) => once(child, 'exit'));
  reaper.close();
  expect(await Promise.all(ends)).toEqual(ends.map(() => [null, 'SIGKILL']));
}, 60_000);

it('starts no shell for the children that are left when it is closed', async () => {
  const reaper = openReaper();
  const [one, two] = [sleeper(), sleeper()];
  await Promise.all([one, two].map((child) => watch(reaper, child)));
  const shell = reaper.watcherPid!;
  const ends = [one, two].map((child) => once(child, 'exit'));
  reaper.close();
  await Promise.all(ends);
  expect(reaper.watcherPid).toBeUndefined();
  await expect.poll(() => isAlive(shell), { timeout: 20_000 }).toBe(false);
}, 60_000);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
