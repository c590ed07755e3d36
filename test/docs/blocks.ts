/** Finds the code blocks of the documentation. The convention is docs/decisions/0002-docs-are-executed.md. */

/** One example that can be run. */
export interface Program {
  /** Where it is, for messages: `README.md:12`. */
  readonly at: string;
  readonly language: 'ts' | 'js';
  readonly code: string;
  /** What it has to print: the `text` block after it, else the comments behind its console.log lines, else nothing. */
  readonly output: string;
  /** The error code that it has to end with; absent when it has to succeed. */
  readonly fails?: string;
  /** For a program that fails: lines that its standard error has to show, from the `text` block after it. */
  readonly message?: string;
  /** From a docstring, where the imports from the package itself are left out. */
  readonly importsMissing?: boolean;
}

/** A module that programs of the same document import. */
export interface SupportFile {
  readonly name: string;
  readonly code: string;
}

/** What one document has to run. */
export interface Examples {
  readonly programs: readonly Program[];
  readonly files: readonly SupportFile[];
}

interface Block {
  readonly language: string;
  readonly code: string;
  readonly line: number;
  /** Last line that is not blank before it, and nothing when that belongs to another block. */
  readonly before: string;
  /** Nothing but blank lines is between this block and the one before. */
  readonly follows: boolean;
}

const fence = /^(\s*)```(\S*)/;
const marker = /^<!--\s*(no-run|fails|file):\s*(.+?)\s*-->$/;

function readBlocks(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let before = '';
  let afterBlock = false;
  for (let at = 0; at < lines.length; at++) {
    const opening = fence.exec(lines[at]!);
    if (opening === null) {
      if (lines[at]!.trim() !== '') {
        before = lines[at]!.trim();
        afterBlock = false;
      }
      continue;
    }
    const [, indent, language] = opening;
    const end = lines.findIndex((line, index) => index > at && line.trim() === '```');
    if (end === -1) throw new Error(`the code block at line ${at + 1} has no end`);
    const code = lines.slice(at + 1, end).map((line) => line.slice(indent!.length));
    blocks.push({ language: language!, code: code.join('\n'), line: at + 1, before, follows: afterBlock });
    before = '';
    afterBlock = true;
    at = end;
  }
  return blocks;
}

/** What the comments behind `console.log(...); // like this` say is printed. */
function commentedOutput(code: string): string {
  const comments = code.matchAll(/^\s*console\.log\(.*\);? \/\/ (.+)$/gm);
  return [...comments].map((comment) => comment[1]!).join('\n');
}

function toExamples(document: string, blocks: readonly Block[], firstLine: number): Examples {
  const programs: Program[] = [];
  const files: SupportFile[] = [];
  for (const [position, { language, code, line, before }] of blocks.entries()) {
    if (language !== 'ts' && language !== 'js') continue;
    const [, kind, value] = marker.exec(before) ?? [];
    if (kind === 'no-run') continue;
    if (kind === 'file') {
      files.push({ name: value!, code });
      continue;
    }
    const next = blocks[position + 1];
    const shown = next?.language === 'text' && next.follows ? next.code : undefined;
    const at = `${document}:${line + firstLine}`;
    if (kind === 'fails') {
      const message = shown === undefined ? {} : { message: shown };
      programs.push({ at, language, code, output: commentedOutput(code), fails: value!, ...message });
    } else programs.push({ at, language, code, output: shown ?? commentedOutput(code) });
  }
  return { programs, files };
}

/** The examples of a Markdown document. */
export const examplesOfMarkdown = (document: string, text: string): Examples =>
  toExamples(document, readBlocks(text.split('\n')), 0);

/** The examples in the docstrings of a source file. */
export function examplesOfSource(document: string, text: string): Examples {
  const programs: Program[] = [];
  const files: SupportFile[] = [];
  for (const comment of text.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
    if (!comment[0].includes('```')) continue;
    const firstLine = text.slice(0, comment.index).split('\n').length - 1;
    const lines = comment[0].split('\n').map((line) => line.replace(/^\s*\* ?/, ''));
    const found = toExamples(document, readBlocks(lines), firstLine);
    programs.push(...found.programs.map((program) => ({ ...program, importsMissing: true })));
    files.push(...found.files);
  }
  return { programs, files };
}

/** A `text` block as a pattern: `…` stands for anything within a line, a line of it alone for any lines. */
function patternOf(shown: string): string {
  const escape = (part: string): string => part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const lines = shown.trimEnd().split('\n');
  const pattern = lines.map((line) =>
    line.trim() === '…' ? '[^]*?' : line.trimEnd().split('…').map(escape).join('.*'),
  );
  return pattern.join('\n');
}

const withoutTrailing = (text: string): string => text.trimEnd().replaceAll(/[ \t]+$/gm, '');

/** Says whether text is what a `text` block shows. */
export const matchesOutput = (shown: string, printed: string): boolean =>
  new RegExp(`^${patternOf(shown)}$`).test(withoutTrailing(printed));

/** Says whether the lines of a `text` block are among those of a text. */
export const showsLines = (shown: string, printed: string): boolean =>
  new RegExp(`(?:^|\n)${patternOf(shown)}(?:\n|$)`).test(withoutTrailing(printed));
