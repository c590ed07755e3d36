import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { useSoftwareAdapter } from '../support/software-adapter.ts';
import { examplesOfMarkdown, examplesOfSource, matchesOutput, showsLines, type Examples } from './blocks.ts';
import { checkTypes, isArrayDocument, root, runProgram, writePrograms } from './run-program.ts';

const find = (pattern: string): string[] =>
  globSync(pattern, { cwd: root, exclude: ['docs/api/**', '**/*.test.ts', '**/fixtures/**'] }).toSorted();
const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');

const documents = new Map<string, Examples>();
for (const name of ['README.md', ...find('docs/**/*.md')]) documents.set(name, examplesOfMarkdown(name, read(name)));
for (const name of find('src/**/*.ts')) documents.set(name, examplesOfSource(name, read(name)));

// The programs inherit the environment.
useSoftwareAdapter();

beforeAll(() => writePrograms(documents));

describe('the examples in the documentation', () => {
  it('are there, in the README first of all', () => {
    expect(documents.get('README.md')?.programs.length).toBeGreaterThan(0);
  });

  it('have the types that they need', () => {
    expect(checkTypes()).toBe('');
  });

  // Those of the functions of arrays run elsewhere.
  const own = [...documents].filter(([name]) => !isArrayDocument(name));
  const programs = own.flatMap(([, examples]) => examples.programs);
  it.each(programs)('$at prints what it shows', async (program) => {
    const { code, stdout, stderr } = await runProgram(program);
    if (program.fails === undefined) expect(code, stderr).toBe(0);
    else {
      expect(code).not.toBe(0);
      expect(stderr).toContain(program.fails);
      if (program.message !== undefined && !showsLines(program.message, stderr)) expect(stderr).toBe(program.message);
    }
    if (!matchesOutput(program.output, stdout)) expect(stdout.trimEnd()).toBe(program.output.trimEnd());
  });
});
