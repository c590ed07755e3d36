import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { mandelbrot, saxpy } from '../../../test/support/known-kernels.ts';
import type { WasmArtifact } from '../../core/kernel.ts';
import type { WideTrial, WideVerdict } from '../../core/wide-trial.ts';
import { compileWasm } from '../../kernel/codegen/wasm/compile-wasm.ts';
import { wasmProduct } from '../../kernel/codegen/wasm/matrix-product/wasm-product.ts';
import { KernelBuilder } from '../../kernel/ir/builder.ts';
import { workerEntryUrl } from '../../platform/entry-url.ts';
import { hasWideMode } from '../../platform/wide-module.ts';
import { openWasm } from './kernels.ts';
import { makeTrial } from './make-trial.ts';

/** A gain that is no accident. */
const FASTER = 1.05;

/** What a child says of a trial; undefined when it ends without a word. */
async function ask(trial: WideTrial): Promise<WideVerdict | undefined> {
  const child = fork(workerEntryUrl('wide-check'), [], { serialization: 'advanced', stdio: 'ignore', execArgv: [] });
  child.send(trial);
  return new Promise((resolve) => {
    let verdict: WideVerdict | undefined;
    child.once('message', (message: WideVerdict) => (verdict = message));
    child.once('exit', () => resolve(verdict));
  });
}

/** What a child says of a kernel that the mode makes faster: its best of several, as other work of the machine may slow down either. */
async function askOften(trial: WideTrial): Promise<{ readonly isSame: boolean; readonly gain: number }> {
  let [isSame, gain] = [true, 0];
  for (let i = 0; i < 5 && isSame && gain < FASTER; i++) {
    const verdict = await ask(trial);
    isSame = verdict?.isSame === true;
    if (verdict !== undefined) gain = Math.max(gain, verdict.plainMs / verdict.wideMs);
  }
  return { isSame, gain };
}

/** A long polynomial: much to compute for each element, nothing that V8 cannot join. */
function polynomial(): WasmArtifact {
  const b = new KernelBuilder({ name: 'polynomial' });
  const [x, out] = [b.buffer('x', 'f32', 'read'), b.buffer('out', 'f32', 'write')];
  const t = b.load(x, b.index(0));
  let [first, second] = [t, b.mul(t, t)];
  for (let k = 1; k < 16; k++) {
    first = b.add(b.mul(first, t), 1 / k);
    second = b.sub(b.mul(second, t), 1 / k);
  }
  b.store(out, b.index(0), b.mul(first, second));
  return compileWasm(b.build());
}

describe('a trial in the 256-bit mode', () => {
  it('finds the same where the kernel is the same', async () => {
    for (const kernel of [saxpy(), mandelbrot('f32')]) {
      expect(await ask(makeTrial(compileWasm(kernel)))).toMatchObject({ isSame: true });
    }
  });

  it('of a kernel that never ends is given up, and nothing is left', async () => {
    const b = new KernelBuilder({ name: 'endless' });
    const out = b.buffer('out', 'i32', 'write');
    b.loop(() => b.store(out, b.index(0), 1));
    expect(await ask(makeTrial(compileWasm(b.build())))).toBeUndefined();
  });

  it.runIf(hasWideMode())('makes a kernel faster that computes much, with the same results', async () => {
    const { isSame, gain } = await askOften(makeTrial(polynomial()));
    expect(isSame).toBe(true);
    expect(gain).toBeGreaterThan(FASTER);
  });

  it.runIf(hasWideMode()).each([
    { type: 'f32', mode: 'strict', term: 'product' },
    { type: 'f64', mode: 'strict', term: 'product' },
    { type: 'f32', mode: 'fast', term: 'product' },
    { type: 'f64', mode: 'fast', term: 'product' },
    { type: 'f32', mode: 'strict', term: 'squaredDifference' },
    { type: 'f64', mode: 'strict', term: 'absoluteDifference' },
  ] as const)(
    'makes sums over pairs of rows and columns faster, with the same results: $term $type $mode',
    async (product) => {
      const { isSame, gain } = await askOften(makeTrial(wasmProduct(product)));
      expect(isSame).toBe(true);
      // In a machine's quiet moments 1.9.
      expect(gain).toBeGreaterThan(FASTER);
    },
  );
});

/** Output of fixtures/wide-kernels.ts, by a file: V8 loses what it traces when a pipe is full. */
async function wideKernels(nodeFlags: readonly string[], args: readonly string[]): Promise<string> {
  const program = fileURLToPath(new URL('fixtures/wide-kernels.ts', import.meta.url));
  const folder = await mkdtemp(path.join(tmpdir(), 'manycore-wide-'));
  const output = path.join(folder, 'output');
  try {
    const file = await open(output, 'w');
    const child = spawn(process.execPath, [...nodeFlags, program, ...args], { stdio: ['ignore', file.fd, file.fd] });
    await once(child, 'exit');
    await file.close();
    return await readFile(output, 'utf8');
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe.runIf(hasWideMode())('kernels in the 256-bit mode', () => {
  const names = ['exp', 'exp2', 'log', 'log2', 'sin', 'cos', 'tanh', 'pow', 'atan', 'erf', 'sqrt', 'floor', 'nearest'];
  const entries = names.flatMap((name) => [`${name}:f32`, `${name}:f64`]);

  it('V8 joins the vectors of math functions, all of them', { timeout: 240_000 }, async () => {
    // One function for each, in order; V8 writes past the streams of Node, so names cannot stand between.
    const traces = (await wideKernels(['--trace-wasm-revectorize'], entries)).split('Begin revec function').slice(1);
    expect(traces).toHaveLength(entries.length);
    const isJoined = (trace: string): boolean => /Decided? to vectorize/.test(trace) && !trace.includes('failed');
    expect(entries.filter((_, at) => !isJoined(traces[at]!))).toEqual([]);
  });

  it('operators are right where their operand is used again', async () => {
    const lines = (await wideKernels([], ['reused'])).trimEnd().split('\n');
    expect(lines).toHaveLength(14);
    expect(lines.filter((line) => !line.endsWith('is the same'))).toEqual([]);
  });

  it('random kernels give the same bits as in 128 bits', { timeout: 300_000 }, async () => {
    const [count, seed] = [Number(process.env['RANDOM_KERNELS'] ?? 500), Math.floor(Math.random() * 2 ** 31)];
    const output = await wideKernels([], ['random', String(count), String(seed)]);
    expect(output.trimEnd().split('\n').at(-1), `from seed ${seed} on`).toBe(`${count} are the same`);
  });
});

describe('the backend', () => {
  it('closes while a trial runs, though nothing else keeps the program alive', () => {
    const program = fileURLToPath(new URL('fixtures/wide-program.ts', import.meta.url));
    const { status, stdout } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'closed\n' });
  });

  it('computes the same before, during and after the trial, and leaves no child', async () => {
    const backend = openWasm({ cores: 1, wide: true });
    const artifact = polynomial();
    const length = 100_000;
    const [x, out] = [backend.alloc(4 * length), backend.alloc(4 * length)];
    backend.write(x, new Uint8Array(Float32Array.from({ length }, (_, at) => (at % 997) / 500 - 1).buffer));
    const results = new Set<string>();
    const until = performance.now() + 1500;
    while (performance.now() < until) {
      backend.dispatch(artifact, [x, out], { scalars: [], size: [length] });
      const bytes = await backend.read(out);
      results.add(Buffer.from(bytes).toString('base64').slice(0, 4000));
      await new Promise((resolve) => setImmediate(resolve)); // messages of the child come in
    }
    expect(results.size).toBe(1);
    await backend.close();
  });
});
