/** What it costs to compile a kernel, phase by phase. */

import { getKernelBackend } from '../../src/core/kernel-registry.ts';
import { invariant } from '../../src/core/errors.ts';
import type { WasmArtifact } from '../../src/core/kernel.ts';
import type { AnyFunction } from '../../src/closure/nodes.ts';
import { artifactFor } from '../../src/api/kernel/artifacts.ts';
import { compilePrepared, preparedFor } from '../../src/kernel/compile-kernel.ts';
import { explicitSource } from '../../src/kernel/frontend/explicit-source.ts';
import { lowerFunction } from '../../src/kernel/frontend/lower.ts';
import { webAssembly } from '../../src/core/web-assembly.ts';
import '../../src/backends/register-kernels.ts';
import type { Question, Row, Runner } from '../harness/question.ts';
import { median } from '../harness/stats.ts';
import { energies, length, orbit, place } from './long-kernel.ts';

const COUNT = 20;

const BYTES = { initial: 1, maximum: 65_536, shared: true } as const;

/** Text of the kernel with a number of its own, so that it is like no other's and in no cache. */
const textOf = (constant: number): string => orbit.toString().replace('CONSTANT', String(constant));

function lower(constant: number) {
  const captures = { place, energies, length };
  const source = { ...explicitSource(orbit as AnyFunction, captures), text: textOf(constant) };
  return lowerFunction({
    name: 'orbit',
    source,
    sourceOf: (fn) => explicitSource(fn, captures),
    rank: 1,
    parameters: [{ kind: 'index', axis: 0 }],
    result: { kind: 'none' },
    float: 'f32',
  }).kernel;
}

/** Milliseconds of each phase for one more kernel. */
function phasesOf(constant: number): { readonly [phase: string]: number } {
  const times = [performance.now()];
  const mark = <T>(value: T): T => {
    times.push(performance.now());
    return value;
  };
  const kernel = mark(lower(constant));
  const prepared = mark(preparedFor(kernel, 'wasm'));
  const artifact = compilePrepared(prepared, { target: 'wasm', mode: 'strict', text: String(constant) });
  const code = mark((artifact as WasmArtifact).code(artifact.buffers.map(() => 0)));
  const memory = new webAssembly.Memory(BYTES);
  const start = performance.now();
  const instance = new webAssembly.Instance(new webAssembly.Module(code), { memory: { 0: memory } });
  const instantiate = performance.now() - start;
  invariant(instance.exports['run'] !== undefined, 'the module has no run');
  const [begin, lowered, passed, emitted] = times as [number, number, number, number];
  return {
    front: lowered - begin,
    passes: passed - lowered,
    emit: emitted - passed,
    instantiate,
    back: emitted - passed + instantiate,
    all: emitted - begin + instantiate,
  };
}

/** Milliseconds of a launch of eight iterations of a kernel that is compiled already. */
async function openCached(): Promise<Runner> {
  const backend = await getKernelBackend('threads').open({});
  const kernel = lower(0.5);
  const buffers = kernel.buffers.map(() => backend.alloc(32));
  const once = (): number => {
    const start = performance.now();
    backend.dispatch(artifactFor(kernel, backend.target, 'strict'), buffers, { scalars: [], size: [8] });
    return performance.now() - start;
  };
  const many = (): number[] => Array.from({ length: COUNT }, once);
  many();
  return {
    async round() {
      const observations = many();
      return { value: median(observations), observations };
    },
    close: () => backend.close(),
  };
}

async function open({ adapter }: Row): Promise<Runner> {
  if (adapter === 'again') return openCached();
  let constant = 0;
  const many = (): number[] => Array.from({ length: COUNT }, () => phasesOf(++constant + 0.5)[adapter]!);
  for (let round = 0; round < 5; round++) many();
  return {
    async round() {
      const observations = many();
      return { value: median(observations), observations };
    },
    close: async () => undefined,
  };
}

const row = (name: string, adapter: string): Row => ({ name, family: 'manycore', kind: 'threads', adapter });

const BACK = 'code and instance';

export const question: Question = {
  name: 'kernel-compile',
  title: 'compile a kernel of 50 lines',
  about:
    'Milliseconds for one more kernel on threads, once warm, all on the main thread: reading the function and finding types (the front end), ' +
    'passes, writing WebAssembly, and compiling and instantiating it; then a launch of eight iterations of a kernel that is there already.',
  unit: 'ms',
  rounds: 9,
  columns: ['p90'],
  rows: [
    row('front end', 'front'),
    row('passes', 'passes'),
    row('code', 'emit'),
    row('instance', 'instantiate'),
    row(BACK, 'back'),
    row('all of it', 'all'),
    row('again, cached', 'again'),
  ],
  targets: (figures) => [{ text: `${BACK}, ms`, measured: figures.of(BACK), need: 2, bound: 'most' }],
  open,
};
