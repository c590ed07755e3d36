/** Runs the smoke test of the packed package on each Node that is supported, fetched through the `node` package. */

import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { install, pack, root, run } from './tarball.ts';

/** The oldest line starts at the floor in package.json. */
const versions = ['^22.19.0', '^24.0.0', '^26.0.0'];

/** Binaries are kept between runs; they are large. */
function nodeBinary(version: string): string {
  const folder = path.join(root, '.cache', 'nodes', version.replaceAll(/\W/g, '_'));
  const binary = path.join(folder, 'node_modules', 'node', 'bin', 'node');
  if (!existsSync(binary)) install(folder, [`node@${version}`]);
  return binary;
}

const folder = mkdtempSync(path.join(tmpdir(), 'manycore-nodes-'));
let failed = 0;
try {
  const project = path.join(folder, 'project');
  install(project, [pack(path.join(folder, 'packed'))]);
  cpSync(path.join(root, 'test', 'package', 'smoke.mjs'), path.join(project, 'smoke.mjs'));
  for (const version of versions) {
    const { code, output } = run(nodeBinary(version), ['smoke.mjs'], project);
    if (code !== 0) failed++;
    console.log(`${code === 0 ? 'ok     ' : 'FAILED '} node ${version}: ${output.trim()}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;
