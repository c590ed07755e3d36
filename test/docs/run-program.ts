/** Runs examples the way a reader would: as files of a package that has manycore. */

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Examples, Program } from './blocks.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));
/** Inside the repository: its own package name resolves to the build from here. */
const scratch = path.join(root, '.tmp', 'docs');

/** How long one example may take, in milliseconds, before it counts as hanging. */
const LIMIT_MS = 30_000;

/**
 * An example that its idle workers keep alive takes longer than this every time, in milliseconds: they wait for 10 s before they
 * end. One that a busy machine held up does not.
 */
const ALIVE_MS = 9000;
const ATTEMPTS = 3;

/** Whether the examples of a source file run together in one process (array-examples.test.ts). */
export const isArrayDocument = (name: string): boolean => /^src[\\/]ndarray[\\/]/.test(name);

/** How a program ended. `code` is null after a signal. */
export interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const folderOf = (at: string): string => path.join(scratch, at.replace(/:\d+$/, '').replaceAll(/[^\w.-]/g, '_'));

function fileOf({ at, language }: Program): string {
  const line = at.slice(at.lastIndexOf(':') + 1);
  return path.join(folderOf(at), `line-${line}.${language === 'ts' ? 'ts' : 'mjs'}`);
}

/** The import that a docstring leaves out, on the first line so that all line numbers but its own stay. */
function missingImport(code: string, names: readonly string[]): string {
  const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(code) && !code.includes(`import { ${name}`));
  return used.length === 0 ? '' : `import { ${used.join(', ')} } from 'manycore'; `;
}

/** Writes all examples of all documents; what an earlier run left is removed. */
export async function writePrograms(documents: ReadonlyMap<string, Examples>): Promise<void> {
  const names = Object.keys((await import(pathToFileURL(path.join(root, 'dist', 'index.js')).href)) as object);
  rmSync(scratch, { recursive: true, force: true });
  for (const [document, { programs, files }] of documents) {
    mkdirSync(folderOf(document), { recursive: true });
    for (const { name, code } of files) writeFileSync(path.join(folderOf(document), name), `${code}\n`);
    // An example without imports is a module all the same.
    for (const program of programs) {
      const prefix = program.importsMissing === true ? missingImport(program.code, names) : '';
      writeFileSync(fileOf(program), `${prefix}${program.code}\nexport {};\n`);
    }
  }
}

/** Type checks all that was written. Returns what the compiler prints: nothing when all is well. */
export function checkTypes(): string {
  const config = {
    // As strict as `strict`, which is what most users have: the index check beyond it makes loops over arrays unreadable.
    extends: '../../tsconfig.json',
    compilerOptions: { noUnusedLocals: false, noUnusedParameters: false, noUncheckedIndexedAccess: false },
    include: ['./**/*.ts'],
    exclude: [],
  };
  mkdirSync(scratch, { recursive: true });
  writeFileSync(path.join(scratch, 'tsconfig.json'), JSON.stringify(config));
  const compiler = path.join(root, 'node_modules', '.bin', 'tsc');
  const { stdout, stderr } = spawnSync(compiler, ['-p', path.join(scratch, 'tsconfig.json')], { encoding: 'utf8' });
  return stdout + stderr;
}

/** The environment without what the test runner put there. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(?:VITEST|NODE_ENV$|TEST$|FORCE_COLOR$)/.test(name),
  );
  return { ...Object.fromEntries(entries), NO_COLOR: '1' };
}

/**
 * Runs one program that was written, from the root of the repository, without a terminal.
 *
 * @throws Error when it does not end soon after its last line, whenever it is tried.
 */
export async function runProgram(program: Program): Promise<Ending> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const started = performance.now();
    const ending = await runOnce(program);
    if (performance.now() - started < ALIVE_MS) return ending;
  }
  throw new Error(`${program.at} takes more than ${ALIVE_MS} ms: what keeps it alive?`);
}

function runOnce(program: Program): Promise<Ending> {
  const child = spawn(process.execPath, [fileOf(program)], {
    cwd: root,
    env: plainEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
