import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { holdSignals } from './signals.ts';

const moduleUrl = new URL('./signals.ts', import.meta.url).href;

/** A program that holds signals and runs `body`; it prints "up" when it is ready. */
function program(body: string): ChildProcess {
  const source = `import { holdSignals } from ${JSON.stringify(moduleUrl)};
    const alive = setInterval(() => {}, 1000);
    ${body}
    console.log('up');`;
  return spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'pipe'] });
}

interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  readonly output: string;
}

/** Sends each signal as soon as the program has printed the word before it. */
async function run(body: string, steps: readonly (readonly [string, NodeJS.Signals])[]): Promise<Ending> {
  const child = program(body);
  const pending = [...steps];
  let output = '';
  const read = (text: Buffer): void => {
    output += String(text);
    while (pending[0] !== undefined && output.includes(pending[0][0])) child.kill(pending.shift()?.[1]);
  };
  child.stdout?.on('data', read);
  child.stderr?.on('data', read);
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, output };
}

describe('holdSignals', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('runs the callbacks on %s, then exits with %d', async (signal, code) => {
    const body = `holdSignals({ onStop: async (request) => { await 0; console.log(JSON.stringify(request)); } });`;
    const ending = await run(body, [['up', signal]]);
    expect(ending).toMatchObject({ code, signal: null });
    expect(ending.output).toContain(`{"signal":"${signal}","exiting":true}`);
  });

  it('waits a bounded time for a callback that never ends', async () => {
    const started = performance.now();
    const ending = await run(`holdSignals({ onStop: () => new Promise(() => {}) });`, [['up', 'SIGINT']]);
    expect(ending.code).toBe(130);
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  it('exits at once on a second signal', async () => {
    const body = `holdSignals({ onStop: () => { console.log('stopping'); return new Promise(() => {}); } });
      const { setTimeout } = globalThis;
      // The limit of the wait, moved so far away that only the second signal can end the program.
      globalThis.setTimeout = (fn, ms) => setTimeout(fn, 1000 * ms);
      process.on('exit', () => console.log('at once'));`;
    const ending = await run(body, [
      ['up', 'SIGINT'],
      ['stopping', 'SIGINT'],
    ]);
    expect(ending.code).toBe(130);
    expect(ending.output).toContain('at once');
  });

  it('still stops the other calls when one callback throws', async () => {
    const body = `holdSignals({ onStop: () => { throw new Error('cannot'); } });
      holdSignals({ onStop: () => console.log('stopped') });`;
    const ending = await run(body, [['up', 'SIGTERM']]);
    expect(ending.code).toBe(143);
    expect(ending.output).toMatch(/cannot[\s\S]*stopped|stopped[\s\S]*cannot/);
  });

  it('exits with 130 even when the program ends by itself meanwhile', async () => {
    const body = `const release = holdSignals({ onStop: () => { release(); clearInterval(alive); return new Promise(() => {}); } });`;
    expect((await run(body, [['up', 'SIGINT']])).code).toBe(130);
  });

  it('cancels the calls and leaves the decision to a program with a handler of its own', async () => {
    const body = `process.on('SIGINT', () => { console.log('own'); setTimeout(() => process.exit(7), 20); });
      holdSignals({ onStop: (request) => console.log('exiting ' + request.exiting) });`;
    const ending = await run(body, [['up', 'SIGINT']]);
    expect(ending.code).toBe(7);
    expect(ending.output).toMatch(/own[\s\S]*exiting false|exiting false[\s\S]*own/);
  });

  it('leaves signals alone after the last release', async () => {
    const body = `const a = holdSignals({ onStop() {} }); const b = holdSignals({ onStop() {} }); a(); a(); b();
      while (process.listenerCount('SIGINT') > 0) await new Promise((resolve) => setImmediate(resolve));`;
    expect(await run(body, [['up', 'SIGINT']])).toMatchObject({ code: null, signal: 'SIGINT' });
  });

  it('is as if it was not there for a signal right after the last release', async () => {
    const body = `holdSignals({ onStop() { console.log('called'); } })();`;
    expect(await run(body, [['up', 'SIGTERM']])).toMatchObject({ code: null, signal: 'SIGTERM', output: 'up\n' });
  });

  it('leaves such a signal to the handler of the program', async () => {
    const body = `process.on('SIGTERM', () => { console.log('own'); process.exit(7); });
      holdSignals({ onStop() { console.log('called'); } })();`;
    expect(await run(body, [['up', 'SIGTERM']])).toMatchObject({ code: 7, output: 'up\nown\n' });
  });

  it('installs one handler for many holds, and takes it off soon after', async () => {
    const before = process.listenerCount('SIGINT');
    const releases = Array.from({ length: 20 }, () => holdSignals({ onStop: () => undefined }));
    expect(process.listenerCount('SIGINT')).toBe(before + 1);
    for (const release of releases) release();
    await expect.poll(() => process.listenerCount('SIGINT'), { interval: 1, timeout: 15_000 }).toBe(before);
  });
});
