import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorExamples } from '../../scripts/error-examples.ts';
import { errorClasses, errorsPage } from '../../scripts/errors-page.ts';
import * as errors from '../../src/core/errors.ts';
import * as syncErrors from '../../src/core/sync-errors.ts';
import * as workerErrors from '../../src/core/worker-errors.ts';
import * as arrayErrors from '../../src/ndarray/errors.ts';
import { root } from './run-program.ts';

const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');

describe('docs/errors.md', () => {
  it('is what `node scripts/errors-page.ts` writes', () => {
    expect(read('docs/errors.md')).toBe(errorsPage());
  });

  it('has every error class that is exported', () => {
    const exported = Object.values({ ...errors, ...workerErrors, ...syncErrors, ...arrayErrors }).filter(
      (value) => typeof value === 'function' && (value as { prototype?: unknown }).prototype instanceof Error,
    );
    const names = exported.map((value) => value.name).toSorted();
    expect(
      errorClasses()
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(names);
    expect([...new Set(errorExamples.map(({ name }) => name))].toSorted()).toEqual(names);
  });

  it('has every code that the library uses', () => {
    const sources = globSync('src/**/*.ts', { cwd: root, exclude: ['**/*.test.ts', '**/fixtures/**'] });
    const own = sources.flatMap((name) => [
      ...read(name).matchAll(/(?:super\(|ParallelError\(|code \?\?|code:)\s*'(ERR_[A-Z_]+)'/g),
    ]);
    const codes = new Set(own.map((match) => match[1]!).filter((code) => !isOfNode(code)));
    expect(codes.size).toBeGreaterThan(10);
    expect([...codes].toSorted()).toEqual(errorExamples.map(({ code }) => code).toSorted());
  });
});

/** Codes of Node's own errors that the sources look for. */
const isOfNode = (code: string): boolean =>
  /^ERR_(?:MODULE_NOT_FOUND|IPC_|WORKER_INVALID|WORKER_UNSUPPORTED|INSPECTOR_)/.test(code);
