import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workerEntryUrl } from './entry-url.ts';

const source = fileURLToPath(new URL('./entry-url.ts', import.meta.url));
let app = '';

/** An application with the package installed, and our module bundled into its own file. */
async function bundleInto(file: string, format: 'esm' | 'cjs'): Promise<string> {
  const bundle = await rolldown({ input: source, platform: 'node', tsconfig: false, onLog() {} });
  const { output } = await bundle.generate({ format });
  await bundle.close();
  const printed = `\nconsole.log(workerEntryUrl('child').href);\n`;
  writeFileSync(path.join(app, file), output[0].code.replace(/^export .*$/m, '') + printed);
  return execFileSync(process.execPath, [file], { cwd: app, encoding: 'utf8' }).trim();
}

beforeEach(() => {
  app = realpathSync(mkdtempSync(path.join(tmpdir(), 'manycore-entry url-')));
  const dist = path.join(app, 'node_modules', 'manycore', 'dist');
  mkdirSync(path.join(dist, 'worker'), { recursive: true });
  writeFileSync(path.join(dist, '..', 'package.json'), '{ "name": "manycore", "exports": { ".": "./dist/index.js" } }');
  writeFileSync(path.join(dist, 'index.js'), '');
});

afterEach(() => rmSync(app, { recursive: true }));

describe('workerEntryUrl', () => {
  it('finds the source beside the source', () => {
    expect(workerEntryUrl('thread').href).toBe(
      new URL('../worker/thread.ts', import.meta.url).href.replace(/\?.*/, ''),
    );
  });

  it.each([
    ['esm', 'app.mjs'],
    ['cjs', 'app.cjs'],
  ] as const)('finds the installed package from an application bundled as %s', async (format, file) => {
    const installed = path.join(app, 'node_modules', 'manycore', 'dist', 'worker', 'child.js');
    expect(await bundleInto(file, format)).toBe(pathToFileURL(installed).href);
  });

  it('finds the build beside a chunk of the build', async () => {
    mkdirSync(path.join(app, 'worker'));
    writeFileSync(path.join(app, 'worker', 'child.js'), '');
    expect(await bundleInto('chunk.mjs', 'esm')).toBe(pathToFileURL(path.join(app, 'worker', 'child.js')).href);
  });
});
