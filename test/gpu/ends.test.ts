/** How programs with a GPU end: each in a process of its own, because what goes wrong there is a crash. */

import { spawn } from 'node:child_process';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { useSoftwareAdapter } from '../support/software-adapter.ts';

useSoftwareAdapter();

const moduleUrl = (name: string): string =>
  JSON.stringify(new URL(`../../src/backends/gpu/${name}`, import.meta.url).href);
const supportUrl = JSON.stringify(new URL('../support/gpu-program.ts', import.meta.url).href);

/** Opens the GPU and sends work that takes a while. */
const PREPARE = `
const { openGpu } = await import(${moduleUrl('kernels.ts')});
const { program } = await import(${supportUrl});
const long = program({ buffers: ['write'], body: 'var s = f32(i); for (var k = 0u; k < 400u; k++) { s = fract(s * 1.37 + 0.1); } set0(i, s);' });
let gpu = await openGpu();
const send = () => { const id = gpu.alloc(1 << 18); gpu.dispatch(long, [id], { scalars: [], size: [1 << 16] }); return gpu.read(id); };
`;

interface Run {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
}

function run(code: string, { prepare = PREPARE } = {}): Promise<Run> {
  const args = ['--expose-gc', '--input-type=module', '-e', prepare + code];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'], timeout: 60_000 });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (stdout += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ code: exitCode, signal, stdout: stdout.trim() }));
  });
}

describe('a program with a GPU', () => {
  it.each([
    ['ends by itself when its work is done', "await send(); console.log('done');", 0, 'done'],
    [
      'ends by itself with the backend open and a result that nobody reads',
      "void send(); console.log('left');",
      0,
      'left',
    ],
    ['exits while work is pending', "send(); console.log('exit'); process.exit(3);", 3, 'exit'],
    ['throws while work is pending', "send(); console.log('throw'); throw new Error('on purpose');", 1, 'throw'],
    [
      'closes the backend while work is pending',
      'const r = send(); await gpu.close(); console.log((await r).length);',
      0,
      String(1 << 18),
    ],
    [
      'lets go of the backend, which is collected',
      "await send(); gpu = undefined; for (let i = 0; i < 5; i++) { globalThis.gc(); await new Promise((r) => setTimeout(r, 5)); } gpu = await openGpu(); await send(); console.log('again');",
      0,
      'again',
    ],
    [
      'opens and closes often',
      "for (let i = 0; i < 30; i++) { await send(); await gpu.close(); gpu = await openGpu(); } console.log('often');",
      0,
      'often',
    ],
  ])('%s', async (_, code, exitCode, printed) => {
    expect(await run(code)).toEqual({ code: exitCode, signal: null, stdout: printed });
  });

  it('is refused in a worker thread, whose end would abort the process', async () => {
    const worker = `import { parentPort } from 'node:worker_threads';
      import { openGpu } from ${moduleUrl('kernels.ts')};
      openGpu().catch(({ code, message }) => parentPort.postMessage(code + ' ' + message));
      parentPort.on('message', () => undefined);`;
    const code = `
      const { Worker } = await import('node:worker_threads');
      const worker = new Worker(new URL('data:text/javascript,' + encodeURIComponent(${JSON.stringify(worker)})));
      worker.once('message', async (text) => { console.log(text); void send(); await worker.terminate(); });`;
    const { code: exitCode, stdout } = await run(code);
    expect(stdout).toMatch(/^ERR_GPU_UNAVAILABLE .*main thread/);
    expect(exitCode).toBe(0);
  });

  it('works in several child processes at a time', async () => {
    const results = await Promise.all([1, 2, 3].map(() => run("await send(); console.log('done');")));
    expect(results.map(({ stdout }) => stdout)).toEqual(['done', 'done', 'done']);
  });

  it('loads Dawn when the GPU is opened, not before', async () => {
    const isLoaded =
      "console.log(process.report.getReport().sharedObjects.some((name) => name.endsWith('dawn.node')));";
    const early = `await import(${JSON.stringify(new URL('../../src/index.ts', import.meta.url).href)});
      await import(${moduleUrl('kernels.ts')}); ${isLoaded}`;
    expect(await run(`${early}${PREPARE}${isLoaded}`, { prepare: '' })).toMatchObject({ stdout: 'false\ntrue' });
  });
});
