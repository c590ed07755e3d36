/**
 * Fails when the layers that promise to run without Node do not: bundles every module of them for a browser, and runs the bundle where
 * there is no Node, compiling a function and running it by the interpreter.
 */

import { globSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { type Plugin, rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const layers = ['core', 'plan', 'kernel', 'ndarray'];
const entry = 'virtual:all';

/** Modules of these layers, without their tests. */
const modules = layers.flatMap((layer) =>
  globSync(`src/${layer}/**/*.ts`, { cwd: root }).filter(
    (file) => !file.endsWith('.test.ts') && !file.includes('fixtures'),
  ),
);

/** Imports everything, and hands out what the run below uses. */
const entrySource = [
  ...modules.map((file) => `import ${JSON.stringify(path.join(root, file))};`),
  `export { lowerFunction } from ${JSON.stringify(path.join(root, 'src/kernel/frontend/lower.ts'))};`,
  `export { interpret } from ${JSON.stringify(path.join(root, 'src/kernel/codegen/interpret/interpret.ts'))};`,
].join('\n');

const all: Plugin = {
  name: 'all',
  resolveId: (id) => (id === entry ? id : null),
  load: (id) => (id === entry ? entrySource : null),
};

async function bundle(): Promise<string> {
  const problems: string[] = [];
  const build = await rolldown({
    input: entry,
    platform: 'browser',
    plugins: [all],
    treeshake: false,
    onLog: (_, { message }) => problems.push(message),
  });
  try {
    const { output } = await build.generate({ format: 'iife', name: 'bundle' });
    if (problems.length > 0) throw new Error(problems.join('\n'));
    return output[0].code;
  } finally {
    await build.close();
  }
}

/** What browsers have beside the language itself, as far as these layers may use it. */
const browserGlobals = {
  AbortController,
  AbortSignal,
  TextDecoder,
  TextEncoder,
  URL,
  clearTimeout,
  console,
  performance,
  queueMicrotask,
  setTimeout,
  structuredClone,
};

const program = `
  const lowered = bundle.lowerFunction({
    name: 'square',
    source: { text: '(x) => x * x + 1', read: () => undefined },
    sourceOf: () => undefined,
    rank: 1,
    parameters: [{ kind: 'element', element: 'f64' }],
    result: { kind: 'store', element: 'f64' },
  });
  const buffers = [new Float64Array([1, 2, 3]), new Float64Array(3)];
  const bytes = buffers.map((buffer) => new Uint8Array(buffer.buffer));
  bundle.interpret(lowered.kernel).run(bytes, { scalars: [], size: [3] });
  String(buffers[1]);
`;

const code = await bundle();
const answer: unknown = vm.runInNewContext(`${code}\n${program}`, { ...browserGlobals }, { timeout: 20_000 });
if (answer !== '2,5,10') throw new Error(`a kernel gave ${String(answer)} where there is no Node, not 2,5,10`);
process.stdout.write(
  `${modules.length} modules of ${layers.join(', ')} run without Node (${Math.round(code.length / 1024)} KB)\n`,
);
