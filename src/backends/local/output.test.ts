/** What tasks print reaches the program's own streams. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { OutputPrinter } from './output-printer.ts';

const program = fileURLToPath(new URL('../../../test/fixtures/workers/printer.ts', import.meta.url));

const run = (backend: string, stdio: string): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)(process.execPath, [program, backend, stdio]);

describe.each(['threads', 'processes'])('%s', (backend) => {
  it('inherit: nothing is lost when a task exits right after', async () => {
    expect(await run(backend, 'inherit')).toEqual({ stdout: 'first\nsecond\nlast words\n', stderr: 'complaint\n' });
  });

  it('prefix: each line has the name of its worker', async () => {
    expect(await run(backend, 'prefix')).toEqual({
      stdout: `[${backend} 1] first\n[${backend} 1] second\n[${backend} 1] last words\n`,
      stderr: `[${backend} 2] complaint\n`,
    });
  });

  it('ignore: nothing comes out', async () => {
    expect(await run(backend, 'ignore')).toEqual({ stdout: '', stderr: '' });
  });
});

describe('OutputPrinter', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('puts lines together from parts, and prints what is left at the end', () => {
    const lines: unknown[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(line) > 0);
    const printer = new OutputPrinter('threads');
    printer.print(1, 'stdout', 'one\ntw');
    printer.print(2, 'stdout', 'other\n');
    printer.print(1, 'stdout', 'o\nthree');
    printer.flush(1);
    printer.flush(1);
    expect(lines).toEqual(['[threads 1] one\n', '[threads 2] other\n', '[threads 1] two\n', '[threads 1] three\n']);
  });
});
