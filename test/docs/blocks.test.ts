import { describe, expect, it } from 'vitest';
import { examplesOfMarkdown, examplesOfSource, matchesOutput, showsLines } from './blocks.ts';

const fenced = (language: string, ...lines: string[]): string => ['```' + language, ...lines, '```'].join('\n');

describe('examplesOfMarkdown', () => {
  it('takes ts and js blocks, with the text block right after as their output', () => {
    const text = ['# Title', fenced('ts', 'console.log(1);'), '', fenced('text', '1'), fenced('sh', 'ls')].join('\n');
    expect(examplesOfMarkdown('a.md', text).programs).toEqual([
      { at: 'a.md:2', language: 'ts', code: 'console.log(1);', output: '1' },
    ]);
  });

  it('does not take a text block after other words for output', () => {
    const text = [fenced('js', 'f();'), 'Somewhere else:', fenced('text', 'x')].join('\n');
    expect(examplesOfMarkdown('a.md', text).programs[0]?.output).toBe('');
  });

  it('takes the comments behind console.log for output where there is no text block', () => {
    const text = fenced('ts', 'console.log(f(1)); // [ 1, 2 ]', 'g(); // no output', '  console.log(2) // two');
    expect(examplesOfMarkdown('a.md', text).programs[0]?.output).toBe('[ 1, 2 ]\ntwo');
  });

  it('reads the markers: no-run, file and fails', () => {
    const text = [
      '<!-- no-run: needs a GPU -->',
      fenced('ts', 'a();'),
      '<!-- file: work.ts -->',
      fenced('ts', 'export const b = 1;'),
      '',
      '<!-- fails: ERR_CLOSURE -->',
      '',
      fenced('ts', 'c();'),
    ].join('\n');
    const { programs, files } = examplesOfMarkdown('a.md', text);
    expect(files).toEqual([{ name: 'work.ts', code: 'export const b = 1;' }]);
    expect(programs.map(({ code, fails }) => [code, fails])).toEqual([['c();', 'ERR_CLOSURE']]);
  });

  it('takes the text block after a program that fails for lines of its standard error', () => {
    const text = ['<!-- fails: ERR_CLOSURE -->', fenced('ts', 'c();'), '', fenced('text', 'ClosureError: no')].join(
      '\n',
    );
    expect(examplesOfMarkdown('a.md', text).programs[0]).toMatchObject({ output: '', message: 'ClosureError: no' });
  });

  it('takes the indent of a block in a list away', () => {
    const text = ['- item', '  ```ts', '  if (x) {', '    y();', '  }', '  ```'].join('\n');
    expect(examplesOfMarkdown('a.md', text).programs[0]?.code).toBe('if (x) {\n  y();\n}');
  });

  it('refuses a block that does not end', () => {
    expect(() => examplesOfMarkdown('a.md', '```ts\nf();')).toThrow('line 1');
  });
});

describe('examplesOfSource', () => {
  it('takes blocks from docstrings only, without their stars', () => {
    const text = [
      'const a = `',
      fenced('ts', 'no();'),
      '`;',
      '/**',
      ' * Says.',
      ' *',
      ' * @example',
      ' * ```ts',
      ' * yes();',
    ];
    const source = [...text, ' * ```', ' */', 'export const b = 1;'].join('\n');
    expect(examplesOfSource('b.ts', source).programs).toEqual([
      { at: 'b.ts:10', language: 'ts', code: 'yes();', output: '', importsMissing: true },
    ]);
  });
});

describe('matchesOutput', () => {
  it.each([
    ['a\nb', 'a\nb\n', true],
    ['a', 'b', false],
    ['', 'printed', false],
    ['took … ms (2)', 'took 12.5 ms (2)', true],
    ['took … ms', 'took 12.5 s', false],
    ['a\n…\nz', 'a\nb\nc\nz', true],
    ['a … b', 'a\nb', false],
    ['[1, 2] (x)', '[1, 2] (x)', true],
  ])('of %j and %j is right', (shown, printed, expected) => {
    expect(matchesOutput(shown, printed)).toBe(expected);
  });
});

describe('showsLines', () => {
  it.each([
    ['Error: no\n    at …', 'file.ts:1\nError: no\n    at x\n    at y\n', true],
    ['Error: no', 'Error: not', false],
    ['Error: no', 'An Error: no', false],
  ])('of %j and %j is right', (shown, printed, expected) => {
    expect(showsLines(shown, printed)).toBe(expected);
  });
});
